"""Words of a draw that depend on its state: outcomes, next steps, what a verifier checked."""
from __future__ import annotations

from flask_babel import gettext

from app.domain.phases import DiceOutcome


def dice_outcome(outcome: DiceOutcome) -> str:
    """What typing the dice led to."""
    return {
        DiceOutcome.WAITING: gettext("Your entry is kept. Now a second person types the dice; only when both are equal do they count."),
        DiceOutcome.DIFFERENT: gettext("The two entries are different, so neither counts. Look at the dice again; both of you type anew."),
        DiceOutcome.PUBLISHED: gettext("Both entries are equal. The dice are published."),
    }[outcome]


def check_words() -> dict[str, str]:
    """What the verifier in the browser says, by its codes; the placeholders are filled there."""
    return {
        "files_well_formed": gettext("Both files are complete and well-formed."),
        "commitment_matches": gettext("The result belongs to exactly this list: the fingerprint is the same."),
        "randomness_accepted": gettext("The public numbers are of the kind and from the time that were announced."),
        "signature_valid": gettext("The number of the randomness service is signed by the service."),
        "panel_matches": gettext("The public numbers point to exactly this jury of the list."),
        "reserve_matches": gettext("The order of the reserve follows from the same numbers."),
        "features_match": gettext("Every jury of the list keeps the quotas (only observers can check this)."),
        "checked": gettext("checked"),
        "left_out": gettext("not checked here"),
        "right": gettext("The draw is right. Your own device has checked it."),
        "wrong": gettext("NOT OK: the files do not fit together. Do not trust this result, and tell the overseers. For engineers:"),
        "broken": gettext("The files could not be loaded. Check the connection and try again."),
        "running": gettext("Checking…"),
    }
