"""Words of a draw that depend on its state: what typing the dice led to."""
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
