"""Sentences about the timeline, the overseers' lists and their objections."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    "answer_is_missing": _l("Please write the answer. It is published."),
    "commitment_is_missing": _l("The list of possible panels has not been published yet."),
    "dates_are_missing": _l("The days of the jury are not set yet."),
    "decision_is_wrong": _l("Overseers approve or object; they do not sign."),
    "follow_up_goes_on": _l("What was promised is being followed."),
    "items_are_not_held": _l("%(done)s of %(total)s items of the agenda are done."),
    "letters_are_not_posted": _l("No letters have been posted yet."),
    "list_has_changed": _l("“%(list)s” has changed since it was approved; the overseers are asked again."),
    "list_has_no_entries": _l("“%(list)s” is still empty."),
    "list_has_objection": _l("An overseer objects: “%(list)s”. Answer in public, or change the list."),
    "list_is_empty": _l("The list is still empty, so there is nothing to decide on."),
    "list_is_not_approved": _l("No overseer has approved it yet: “%(list)s”."),
    "list_moved_on": _l("The list was changed while you were reading it. Look at the difference, then decide."),
    "list_objection_is_unanswered": _l("An overseer’s objection has no public answer yet: “%(list)s”."),
    "objection_is_unknown": _l("There is no such objection in this jury."),
    "owner_is_unknown": _l("This person does not take part in the jury any more. Choose somebody else."),
    "pool_is_not_frozen": _l("The pool has not been frozen yet."),
    "registration_is_open": _l("Registration is still open."),
    "reply_is_not_closed": _l("All recommendations have a reply; the authority has not closed its answer yet."),
}
