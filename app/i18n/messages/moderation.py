"""Sentences about the code of conduct, reports, hidden words, mutes and appeals."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    "member_is_muted": _l("You cannot write or ask to speak until %(time)s. The reason: %(reason)s"),
    "conduct_is_not_agreed": _l("Before your first contribution, read the code of conduct and agree to it."),
    "conduct_is_fixed": _l("The code of conduct can be changed only while the norms are on the agenda."),
    "conduct_was_edited": _l("The code of conduct has changed meanwhile. Read it as it is now."),
    "conduct_has_no_text": _l("Write the rules in at least one language."),
    "note_is_gone": _l("This note does not exist any more."),
    "note_is_edited": _l("The note of a table is not hidden: the table changes it. Go to the table and talk about it."),
    "words_are_not_hidden": _l("These words are not hidden."),
    "mute_is_too_long": _l("Choose one of the times; the longest is %(most)s minutes."),
    "member_is_muted_already": _l("This person cannot write already. End that first."),
    "member_is_not_muted": _l("This person can write already."),
    "own_words": _l("These are your own words."),
    "already_reported": _l("You have reported this already. The facilitator sees it."),
    "nothing_is_reported": _l("Nothing is open about these words; perhaps somebody has answered already."),
    "action_is_unknown": _l("There is no such act against words of yours."),
    "appeal_is_closed": _l("Appeals are possible until the verdict is published."),
    "appeal_is_made": _l("You have appealed already. The overseers see it."),
    "appeal_is_unknown": _l("There is no such appeal in this jury."),
    "appeal_is_decided": _l("Another overseer has decided meanwhile."),
    "own_decision": _l("You took this decision yourself; another overseer looks at the appeal."),
}
