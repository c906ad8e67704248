"""A registrant's own ticket: its number, its chance, and what the draw did with it."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.phases import DrawState, OfferState
from app.models import Draw, Jury, Registrant, SeatOffer, Ticket
from app.services.draw import dice, draws
from app.services.vault import Vault
from sortition.canonical import canonical


@dataclass(frozen=True)
class OwnTicket:
    """What the person may know. `reserve_place`: None while not drawn, or when the ticket is in the panel.

    `salt` proves that the ticket is theirs; `offer`: how an offered seat stands.
    """

    draw: Draw
    number: str
    salt: str
    count: int
    is_drawn: bool
    reserve_place: int | None
    offer: OfferState | None

    @property
    def chance(self) -> float:
        return self.count / self.draw.panel_count


def public_draw(session: Session, jury: Jury) -> Draw | None:
    """The draw whose list is published and counts."""
    draw = draws.latest_draw(session, jury)
    return draw if draw is not None and draws.is_public(draw) else None


def ticket_of(session: Session, draw: Draw, registrant: Registrant) -> OwnTicket | None:
    """The ticket of a person in a published draw; None for somebody who was not in the pool then."""
    row = session.scalars(select(Ticket).where(
        Ticket.draw_id == draw.id, Ticket.registrant_id == registrant.id)).first()
    if row is None:
        return None
    result = dice.result_of(draw) if draw.state is DrawState.DRAWN else {}
    reserve = result.get("reserve_order", [])
    offer = session.scalars(select(SeatOffer.state).where(
        SeatOffer.draw_id == draw.id, SeatOffer.registrant_id == registrant.id)).first()
    return OwnTicket(draw, row.number, row.salt, row.panel_count, row.number in result.get("panel", []),
                     reserve.index(row.number) + 1 if row.number in reserve else None, offer)


def proof_line(jury: Jury, draw: Draw, ticket: OwnTicket, *, vault: Vault) -> str | None:
    """What the ticket's leaf in the published list was made of, for its owner alone: the SHA-256 must stand there.

    None once the features of the pool are erased.
    """
    if not jury.data_key or not draw.features_sealed:
        return None
    entry = vault.open(jury, draw.features_sealed)[ticket.number]
    return canonical(["draw-leaf/1", ticket.number, entry["salt"], entry["features"], entry["household"]])
