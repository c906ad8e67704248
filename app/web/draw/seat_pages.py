"""What the page of the seating shows: the offers in order, the panel of the moment, the next step."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.phases import DrawState, OfferState
from app.domain.roles import Actor, Role
from app.models import Draw, Jury, Registrant, SeatOffer
from app.services.draw import compositions, seats
from app.services.draw.compositions import FeatureRows
from app.services.stage_checks import seats_needed
from app.services.vault import Vault
from app.web.draw.draw_words import chart_rows, what_is_compared

HOLDING = (OfferState.INVITED, OfferState.CONFIRMED)


@dataclass(frozen=True)
class SeatRow:
    """One offer; `contact` is empty for everybody but organizers."""

    offer: SeatOffer
    contact: dict[str, str]
    replaces: str


@dataclass(frozen=True)
class SeatPage:
    draw: Draw
    is_drawn: bool
    rows: list[SeatRow]
    counts: dict[str, int]
    needed: int
    groups: list[FeatureRows]
    bars: list[tuple[str, list[tuple[str, float, float]]]]
    bars_compare: str
    violation: int


def page_of(session: Session, jury: Jury, draw: Draw, vault: Vault, actor: Actor) -> SeatPage:
    """Read the seats; the panel of the moment is everybody who confirmed or may still confirm."""
    offers = seats.offers_of(session, draw)
    holding = sum(offer.state in HOLDING for offer in offers)
    groups = compositions.of_seats(session, jury, draw, HOLDING, vault=vault) if offers else []
    return SeatPage(
        draw=draw, is_drawn=draw.state is DrawState.DRAWN,
        rows=_rows(session, jury, offers, vault if actor.has(Role.ORGANIZER) else None),
        counts={state.value: sum(offer.state is state for offer in offers) for state in OfferState},
        needed=seats_needed(jury), groups=groups, bars=chart_rows(groups, holding, draw.seats),
        bars_compare=what_is_compared(groups), violation=compositions.seats_missing(groups))


def _rows(session: Session, jury: Jury, offers: list[SeatOffer], vault: Vault | None) -> list[SeatRow]:
    tickets = {offer.id: offer.ticket for offer in offers}
    rows = []
    for offer in sorted(offers, key=lambda offer: (offer.state not in HOLDING, offer.id)):
        contact = contact_of(session, jury, offer, vault) if vault else {}
        rows.append(SeatRow(offer, contact, tickets.get(offer.replaces_id or 0, "")))
    return rows


def contact_of(session: Session, jury: Jury, offer: SeatOffer, vault: Vault) -> dict[str, str]:
    """Name and contacts of the invited person, for organizers."""
    registrant = session.get_one(Registrant, offer.registrant_id)
    return {name: str(value or "") for name, value in vault.open(jury, registrant.contact_sealed).items()}
