"""A juror leaves after all: the seat goes to the next person by the public rule, or stays empty after the cut-off."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import DrawState, OfferState
from app.domain.roles import Actor, Role
from app.models import Draw, Jury, SeatOffer
from app.services import records
from app.services.accounts import memberships
from app.services.draw import compositions, seats
from app.services.vault import Vault


def seat_of(session: Session, jury: Jury, person_id: int | None) -> SeatOffer | None:
    """The seat that a person holds in this jury, if they came in by the draw."""
    return session.scalars(select(SeatOffer).join(Draw, Draw.id == SeatOffer.draw_id).where(
        SeatOffer.jury_id == jury.id, SeatOffer.person_id == person_id, Draw.state == DrawState.DRAWN,
        SeatOffer.state == OfferState.CONFIRMED)).first()


def can_be_given_up(jury: Jury) -> bool:
    """Whether a seat still counts: a juror who leaves after the votes has served."""
    return jury.stage in seats.WITH_SEATS


def give_up_seat(session: Session, jury: Jury, offer: SeatOffer, note: str, *, vault: Vault, actor: Actor,
                 now: datetime) -> SeatOffer | None:
    """End a juror's seat and membership; returns whom the rule calls instead, None when the seat stays empty.

    The juror may, without a word; an organizer may, with a note. What it does to the quotas is in the public record.
    Raises `note_is_missing`, `seat_is_not_held`, `seating_is_over` once the jury has voted.
    """
    _require_say(actor, offer, note)
    draw = session.get_one(Draw, offer.draw_id)
    seats.hold(session, draw)
    session.refresh(offer)
    session.refresh(jury)
    if not can_be_given_up(jury):
        raise Conflict("seating_is_over")
    if offer.state is not OfferState.CONFIRMED:
        raise Conflict("seat_is_not_held")
    seats.close_offer(session, draw, offer, OfferState.LEFT, now=now)
    offer.note = note.strip() or offer.note
    member = memberships.find_member(session, jury.id, offer.person_id or 0, Role.JUROR)
    if member is not None:
        memberships.end_membership(session, jury, member.id, actor=actor, now=now)
    called = seats.pass_on(session, jury, draw, offer, vault=vault, now=now)
    _record(session, jury, draw, offer, called, vault=vault, now=now)
    return called


def _require_say(actor: Actor, offer: SeatOffer, note: str) -> None:
    if actor.person_id is not None and actor.person_id == offer.person_id:
        return
    if not actor.has(Role.ORGANIZER):
        raise Forbidden("role_is_missing")
    if not note.strip():
        raise DomainError("note_is_missing")


def _record(session: Session, jury: Jury, draw: Draw, offer: SeatOffer, called: SeatOffer | None, *, vault: Vault,
            now: datetime) -> None:
    """Say in public what is left of the panel: how many sit, and by how much the quotas are missed."""
    holding = compositions.of_seats(session, jury, draw, compositions.HOLDING, vault=vault)
    people = sum(1 for row in seats.offers_of(session, draw) if row.state in compositions.HOLDING)
    records.add_entry(session, jury.id, "seat_left", {
        "draw": draw.number, "ticket": offer.ticket, "called": called.ticket if called else "", "seats": draw.seats,
        "held_or_offered": people, "violation": compositions.seats_missing(holding)}, now=now)
