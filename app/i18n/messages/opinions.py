"""Refusals about opinions, their map, and the surveys."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    "opinions_are_closed": _l("Opinions are not being gathered now. The facilitator opens the round."),
    "opinion_is_empty": _l("Write a short statement first."),
    "opinion_is_too_long": _l("The statement has %(length)s characters; %(limit)s are possible. Say one thing only."),
    "opinion_is_known": _l("This statement is there already. Answer it, or say something else."),
    "opinions_are_many": _l("There are enough statements: at most %(most)s in all and %(each)s from one person."),
    "opinion_is_unknown": _l("This statement is not there, or it was hidden."),
    "map_tells_too_much": _l("A new map can be drawn when at least %(fewest)s jurors have answered something new; now it "
                             "is %(found)s. Otherwise the difference between two maps would tell how one person answered."),
    "map_is_being_drawn": _l("A map is being drawn already. It takes a moment."),
    "survey_is_known": _l("This survey was begun already."),
    "survey_is_unknown": _l("There is no such survey."),
    "survey_is_not_open": _l("This survey is not open."),
    "survey_was_answered": _l("You have answered this survey already. Your answers are in the sums and cannot be told "
                              "apart any more."),
    "survey_text_is_missing": _l("Write every item in Kazakh, Russian and English."),
    "survey_items_are_many": _l("A survey has 1 to %(most)s items."),
}
