"""What an entry of the public record says, in words."""
from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

RECORD_KINDS: dict[str, LazyString] = {
    "agenda_laid_out": _l("The agenda was laid out"),
    "ballot_annulled": _l("A ballot was annulled"),
    "ballot_counted": _l("A ballot was opened and counted"),
    "ballot_damaged": _l("A ballot was not counted: the box was damaged"),
    "ballot_opened": _l("A ballot was begun"),
    "charge_decided": _l("A decision on the charge"),
    "charge_written": _l("A version of the charge was written"),
    "dice_differed": _l("Two people typed different dice; both type again"),
    "dice_published": _l("The dice were published"),
    "dissent_attached": _l("A dissent or concurrence was attached"),
    "dissent_withdrawn": _l("A dissent or concurrence was withdrawn by its author"),
    "document_added": _l("A document was added"),
    "document_withdrawn": _l("A document was withdrawn"),
    "draw_committed": _l("The list of possible panels was published"),
    "draw_started": _l("The computation of the panels began"),
    "draw_voided": _l("A draw was replaced by a new one"),
    "floor_given_out_of_order": _l("The floor was given out of order"),
    "item_extended": _l("An item of the agenda was extended"),
    "item_paused": _l("An item of the agenda was paused"),
    "item_resumed": _l("An item of the agenda went on"),
    "item_started": _l("An item of the agenda began"),
    "item_taken_out_of_order": _l("An item of the agenda was taken out of order"),
    "jury_created": _l("The jury was set up"),
    "member_joined": _l("Somebody joined"),
    "member_left": _l("Somebody left"),
    "panel_drawn": _l("The panel was drawn"),
    "registrant_excluded": _l("A person was taken out of the pool"),
    "registrant_readmitted": _l("A person was put back into the pool"),
    "pool_frozen": _l("The pool was frozen"),
    "pool_imported": _l("People were imported into the pool"),
    "proposal_withdrawn": _l("A draft was withdrawn"),
    "proposal_written": _l("A finding or recommendation was drafted"),
    "reply_given": _l("The authority answered a recommendation"),
    "seat_answered": _l("A drawn person answered"),
    "seats_offered": _l("Invitations went out to the drawn people"),
    "stage_changed": _l("The jury moved to another stage"),
    "statement_hidden": _l("A statement was hidden"),
    "terms_changed": _l("Seats, threshold, quorum or time to reply were changed"),
    "targets_set": _l("The targets were set"),
    "verdict_published": _l("The verdict was published"),
}


def record_kind(kind: str) -> str:
    """The words of a kind of entry; one without words shows itself, which a test does not let happen."""
    return str(RECORD_KINDS.get(kind, kind.replace("_", " ")))
