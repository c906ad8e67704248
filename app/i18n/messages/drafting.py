"""Sentences about writing together: the shared text, its history, amendments and the scale of consensus."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    "not_a_scribe": _l("The facilitator has left the pen to a few scribes for this draft. You can propose an amendment."),
    "draft_was_changed": _l("The words on which this was written are no longer known. Open the page again and compare."),
    "draft_is_not_ready": _l("Draft No. %(number)s cannot be put to the vote as it stands:"),
    "draft_is_behind": _l("A part of what you wrote has not arrived here yet. It is sent again."),
    "draft_change_too_large": _l("This is too much at once. Shorten the text and try again."),
    "draft_change_not_understood": _l("What this page sent could not be understood. Copy your words and load the page again."),
    "clause_is_too_long": _l("A clause has %(length)s characters; %(maximum)s are possible. Shorten it together."),
    "clause_has_control_characters": _l("The text holds invisible signs that no keyboard writes. Remove them and try again."),
    "clause_is_unknown": _l("There is no such clause."),
    "clause_was_changed": _l("This clause has other words meanwhile. Read them and answer again."),
    "change_is_unknown": _l("There is no such change in the history of this clause."),
    "change_is_overwritten": _l("Later changes stand on these words, so that they cannot be taken back by a button. Edit the clause by hand; the history shows what it said."),
    "juror_is_unknown": _l("One of the chosen people is no juror of this jury."),
    "amendment_is_unknown": _l("There is no such amendment in this jury."),
    "amendment_changes_nothing": _l("The clause says exactly this already. Write what should be different."),
    "too_many_amendments": _l("%(maximum)s of your amendments wait for an answer. Withdraw one, or wait."),
    "amendment_is_own": _l("You proposed this amendment: it has your support."),
    "amendment_is_of_another": _l("Only the person who proposed an amendment can withdraw it."),
    "amendment_is_decided": _l("This amendment was answered or withdrawn meanwhile."),
    "amendment_collides": _l("The same words of the clause were changed meanwhile. Put both together by hand in the clause, then decline the amendment and say so."),
}
