"""What the seating of a demo jury looks like after some days: needs noted, stipends paid, reserves told."""
from __future__ import annotations

from datetime import timedelta

from app.cli.demo.steps import Play
from app.domain.needs import SeatNeed
from app.domain.phases import OfferState, StipendState
from app.installation import current_vault
from app.services.draw import draws, needs, reserves, seats, stipends
from app.services.draw.needs import Needs
from app.services.draw.stipends import Payment

NEEDS = (
    Needs(frozenset({SeatNeed.TRAVEL}), frozenset({SeatNeed.TRAVEL}), "Ауылдан автобус билеті"),
    Needs(frozenset({SeatNeed.CHILD_CARE, SeatNeed.DIET}), frozenset({SeatNeed.CHILD_CARE}), "Бес жасар бала, сенбі мен жексенбі"),
    Needs(frozenset({SeatNeed.DEVICE_HELP})),
    Needs(frozenset({SeatNeed.LARGE_PRINT, SeatNeed.TRAVEL}), frozenset(), "Крупный шрифт, такси от вокзала"),
)


def settle(play: Play) -> None:
    """Note needs and payments of the first jurors, and tell the three likeliest reserves."""
    vault = current_vault()
    with play.step() as (session, jury, actor):
        draw = draws.latest_draw(session, jury)
        assert draw is not None, "steps.draw() comes first"
        confirmed = [offer for offer in seats.offers_of(session, draw) if offer.state is OfferState.CONFIRMED]
        for offer, wanted in zip(confirmed, NEEDS, strict=False):
            needs.note_needs(session, jury, offer, wanted, vault=vault, actor=actor, now=play.now)
        for offer in confirmed[:3]:
            stipends.note_payment(session, jury, offer, Payment(StipendState.PAID, play.now.date(), "№ 14 ведомость"),
                                  vault=vault, actor=actor, now=play.now)
        likely = reserves.outlook(session, jury, draw, vault=vault, actor=actor).likely[:3]
        reserves.tell_reserves(session, jury, draw, [row.ticket for row in likely], play.now + timedelta(days=60),
                               vault=vault, actor=actor, now=play.now)
