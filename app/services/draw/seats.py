"""Seats: offered to the drawn people, answered by them, and passed on by the public rule."""
from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.phases import DrawState, OfferState
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Draw, Jury, Registrant, SeatOffer, Ticket
from app.services import messages, records, stages
from app.services.accounts.sign_ins import token_hash
from app.services.draw import dice, draws, jurors
from app.services.vault import Vault
from sortition.replacements import Replacement, replacement

SHORTEST, LONGEST = timedelta(days=1), timedelta(days=30)
ANSWERS = {True: OfferState.CONFIRMED, False: OfferState.DECLINED}


def offers_of(session: Session, draw: Draw) -> list[SeatOffer]:
    """Every offer of a draw, in the order in which they were made."""
    return list(session.scalars(select(SeatOffer).where(SeatOffer.draw_id == draw.id).order_by(SeatOffer.id)))


def invite_panel(session: Session, jury: Jury, time_to_answer: timedelta, *, vault: Vault, actor: Actor,
                 now: datetime) -> list[SeatOffer]:
    """Offer a seat to everybody on the drawn panel, with a personal link; the jury moves on to seating.

    Raises `panel_is_not_drawn`, `seats_are_offered`, `time_to_answer_is_wrong`, `stage_is_wrong`.
    """
    actor.require(Role.ORGANIZER)
    if not SHORTEST <= time_to_answer <= LONGEST:
        raise DomainError("time_to_answer_is_wrong")
    draw = draws.latest_draw(session, jury)
    if draw is None or draw.state is not DrawState.DRAWN:
        raise Conflict("panel_is_not_drawn")
    _hold(session, draw)
    if offers_of(session, draw):
        raise Conflict("seats_are_offered")
    if jury.stage is not Stage.SEATING:
        stages.advance(session, jury, Stage.SEATING, actor=actor, now=now)
    panel = dice.result_of(draw)["panel"]
    offers = [_offer(session, jury, draw, ticket, now + time_to_answer, vault=vault, now=now) for ticket in panel]
    records.add_entry(session, jury.id, "seats_offered", {"draw": draw.number, "seats": len(offers)}, now=now)
    return offers


def _hold(session: Session, draw: Draw) -> None:
    """Lock the draw: refusals must come one after another, because their order decides who is called."""
    held = session.execute(update(Draw).where(Draw.id == draw.id, Draw.state == DrawState.DRAWN).values(
        number=Draw.number))
    if held.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("panel_is_not_drawn")


def _offer(session: Session, jury: Jury, draw: Draw, ticket: str, answer_by: datetime, *, vault: Vault, now: datetime,
           replaces: SeatOffer | None = None, violation: int = 0) -> SeatOffer:
    registrant = session.scalars(select(Registrant).join(Ticket, Ticket.registrant_id == Registrant.id).where(
        Ticket.draw_id == draw.id, Ticket.number == ticket)).one()
    offer = SeatOffer(jury_id=jury.id, draw_id=draw.id, registrant_id=registrant.id, ticket=ticket,
                      state=OfferState.INVITED, token_hash="", offered_at=now, answer_by=answer_by,
                      replaces_id=replaces.id if replaces else None, violation=violation)
    _send(session, jury, offer, registrant, vault=vault, now=now)
    return offer


def _send(session: Session, jury: Jury, offer: SeatOffer, registrant: Registrant, *, vault: Vault,
          now: datetime) -> None:
    """Give the offer a new personal link and queue the invitation that carries it."""
    token = secrets.token_urlsafe(32)
    offer.token_hash = token_hash(token)
    session.add(offer)
    session.flush()
    messages.queue(session, jury, "seat_invitation", registrant=registrant, vault=vault, now=now, on_paper=True,
                   values={"token": token, "ticket": offer.ticket, "answer_at": offer.answer_by.isoformat()})


def renew_invitation(session: Session, jury: Jury, offer_id: int, *, vault: Vault, actor: Actor, now: datetime) -> None:
    """Send the invitation again with a new link; the old one stops working. Raises `offer_is_answered`."""
    actor.require(Role.ORGANIZER)
    offer = find_offer(session, jury, offer_id)
    _hold(session, session.get_one(Draw, offer.draw_id))
    session.refresh(offer)
    if offer.state is not OfferState.INVITED:
        raise Conflict("offer_is_answered")
    _send(session, jury, offer, session.get_one(Registrant, offer.registrant_id), vault=vault, now=now)


def find_offer(session: Session, jury: Jury, offer_id: int) -> SeatOffer:
    """An offer of this jury. Raises `offer_is_unknown`."""
    offer = session.get(SeatOffer, offer_id)
    if offer is None or offer.jury_id != jury.id:
        raise NotFound("offer_is_unknown")
    return offer


def find_by_token(session: Session, token: str) -> SeatOffer:
    """The offer of a personal link; looking at it answers nothing. Raises `invitation_is_unknown`."""
    offer = session.scalars(select(SeatOffer).where(SeatOffer.token_hash == token_hash(token))).first()
    if offer is None:
        raise NotFound("invitation_is_unknown")
    return offer


def answer_by_link(session: Session, token: str, is_yes: bool, *, vault: Vault, now: datetime) -> SeatOffer:
    """The drawn person answers. Raises `invitation_is_unknown`, `invitation_has_expired`, `offer_is_answered`,
    `seating_is_over`."""
    offer = find_by_token(session, token)
    if offer.state is OfferState.INVITED and offer.answer_by <= now:
        raise Conflict("invitation_has_expired")
    return _answer(session, offer, is_yes, vault=vault, now=now)


def answer_for(session: Session, jury: Jury, offer_id: int, is_yes: bool, note: str, *, vault: Vault, actor: Actor,
               now: datetime) -> SeatOffer:
    """Staff enter an answer given by telephone, with a note on how it was given. Raises `note_is_missing`."""
    actor.require(Role.ORGANIZER)
    if not note.strip():
        raise DomainError("note_is_missing")
    offer = find_offer(session, jury, offer_id)
    offer.note = note.strip()
    return _answer(session, offer, is_yes, vault=vault, now=now)


def _answer(session: Session, offer: SeatOffer, is_yes: bool, *, vault: Vault, now: datetime) -> SeatOffer:
    draw = session.get_one(Draw, offer.draw_id)
    jury = session.get_one(Jury, offer.jury_id)
    session.flush()
    _hold(session, draw)
    if jury.stage is not Stage.SEATING:
        raise Conflict("seating_is_over")
    close_offer(session, draw, offer, ANSWERS[is_yes], now=now)
    called = None
    if is_yes:
        offer.person_id = jurors.seat(session, jury, offer, vault=vault, now=now).person_id
    else:
        called = _pass_on(session, jury, draw, offer, vault=vault, now=now)
    _record(session, draw, offer, called, now=now)
    return offer


def close_offer(session: Session, draw: Draw, offer: SeatOffer, state: OfferState, *, now: datetime) -> None:
    """Compare and swap: an offer is answered once. Raises `offer_is_answered`."""
    number = None
    if state is not OfferState.CONFIRMED:
        number = 1 + (session.scalar(select(func.count()).select_from(SeatOffer).where(
            SeatOffer.draw_id == draw.id, SeatOffer.refusal_number.is_not(None))) or 0)
    closed = session.execute(update(SeatOffer).where(
        SeatOffer.id == offer.id, SeatOffer.state == OfferState.INVITED).values(
        state=state, answered_at=now, refusal_number=number))
    if closed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("offer_is_answered")
    session.refresh(offer)


def _pass_on(session: Session, jury: Jury, draw: Draw, refused: SeatOffer, *, vault: Vault,
             now: datetime) -> SeatOffer | None:
    """Offer the seat to the person whom the public rule names; None when nobody is left."""
    found = replacement_for(session, jury, draw, vault=vault)
    if found.ticket is None:
        return None
    answer_by = now + (refused.answer_by - refused.offered_at)
    return _offer(session, jury, draw, found.ticket, answer_by, vault=vault, now=now, replaces=refused,
                  violation=found.violation)


def replacement_for(session: Session, jury: Jury, draw: Draw, *, vault: Vault) -> Replacement:
    """What the last refusal leads to, by the rule that observers can follow with the public files."""
    refused = list(session.scalars(select(SeatOffer.ticket).where(
        SeatOffer.draw_id == draw.id, SeatOffer.refusal_number.is_not(None)).order_by(SeatOffer.refusal_number)))
    features = vault.open(jury, draw.features_sealed or b"")
    return replacement(dice.document_of(draw), dice.result_of(draw), features, refused)


def _record(session: Session, draw: Draw, offer: SeatOffer, called: SeatOffer | None, *, now: datetime) -> None:
    records.add_entry(session, draw.jury_id, "seat_answered", {
        "draw": draw.number, "ticket": offer.ticket, "answer": offer.state.value,
        "called": called.ticket if called else "", "violation": called.violation if called else 0}, now=now)


def draws_with_overdue_offers(session: Session, *, now: datetime) -> list[int]:
    """Draws in which somebody's time to answer is over, while the jury is being seated."""
    return list(session.scalars(select(SeatOffer.draw_id).join(Jury, Jury.id == SeatOffer.jury_id).where(
        SeatOffer.state == OfferState.INVITED, SeatOffer.answer_by <= now, Jury.stage == Stage.SEATING).distinct()))


def expire_overdue(session: Session, draw_id: int, *, vault: Vault, now: datetime) -> int:
    """End the invitations whose time is over, in ticket order, and pass each seat on; returns how many."""
    draw = session.get_one(Draw, draw_id)
    jury = session.get_one(Jury, draw.jury_id)
    _hold(session, draw)
    overdue = list(session.scalars(select(SeatOffer).where(
        SeatOffer.draw_id == draw_id, SeatOffer.state == OfferState.INVITED, SeatOffer.answer_by <= now)
        .order_by(SeatOffer.ticket)))
    if jury.stage is not Stage.SEATING:
        return 0
    for offer in overdue:
        close_offer(session, draw, offer, OfferState.EXPIRED, now=now)
        _record(session, draw, offer, _pass_on(session, jury, draw, offer, vault=vault, now=now), now=now)
    return len(overdue)
