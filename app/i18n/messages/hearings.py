"""Sentences about hearings, merged questions and the fair slate."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    "question_is_merged": _l("This question is asked together with another one already."),
    "question_into_itself": _l("Choose two different questions."),
    "questions_are_for_different_experts": _l("The two questions are put to different experts. They cannot be asked as one."),
    "only_own_questions_are_merged": _l("You can put together your own questions only. The facilitator can do it for others."),
    "merge_is_undone": _l("This has been undone already."),
    "follow_up_needs_a_mark": _l("You can ask on when you have marked your question as partly answered or not answered."),
    "slate_size_out_of_range": _l("A slate has between 1 and %(most)s questions."),
    "slate_would_be_empty": _l("There is no open question that matters to anybody."),
    "slate_is_gone": _l("A newer slate has been drawn up meanwhile. Load the page again."),
    "question_is_in_slate": _l("This question is in the slate already."),
    "question_is_not_in_slate": _l("This question is not in the slate any more."),
    "hearing_is_unknown": _l("There is no such hearing on the agenda."),
    "side_cannot_have_these_minutes": _l(
        "One side cannot have %(minutes)s minutes: it has no hearing to come, too many of them, or has had more already."),
    "reply_is_waiting": _l("You have asked already. Wait for the facilitator to decide."),
    "reply_is_decided": _l("This request has been decided already."),
    "declaration_is_fixed": _l("Your hearing has begun. What you declared before it stays as the jury heard it."),
}
