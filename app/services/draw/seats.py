"""Seats: offered to the drawn people, answered by them, and passed on by the public rule."""
from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.phases import DrawState, OfferState
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Draw, Jury, Registrant, SeatOffer, Ticket
from app.services import messages, records, stages
from app.services.accounts.access_links import PreparedLink
from app.services.accounts.sign_ins import token_hash
from app.services.draw import dice, draws, jurors, seat_cutoffs
from app.services.vault import Vault
from sortition.replacements import Replacement, replacement

SHORTEST, LONGEST = timedelta(days=1), timedelta(days=30)
REMIND_BEFORE = timedelta(days=2)
LATE_ANSWER = timedelta(days=2)
WITH_SEATS = (Stage.SEATING, Stage.DELIBERATION)
ANSWERS = {True: OfferState.CONFIRMED, False: OfferState.DECLINED}


@dataclass(frozen=True)
class Terms:
    """Until when an offer stands, when its reminder is due, and whom it replaces at what cost to the quotas."""

    answer_by: datetime
    remind_at: datetime | None = None
    replaces_id: int | None = None
    violation: int = 0


def offers_of(session: Session, draw: Draw) -> list[SeatOffer]:
    """Every offer of a draw, in the order in which they were made."""
    return list(session.scalars(select(SeatOffer).where(SeatOffer.draw_id == draw.id).order_by(SeatOffer.id)))


def invite_panel(session: Session, jury: Jury, time_to_answer: timedelta, *, vault: Vault, actor: Actor,
                 now: datetime, remind_before: timedelta | None = REMIND_BEFORE) -> list[SeatOffer]:
    """Offer a seat to everybody on the drawn panel, with a personal link; the jury moves on to seating.

    `remind_before`: how long before the deadline those who have not answered are reminded; None: nobody is.
    Raises `panel_is_not_drawn`, `seats_are_offered`, `time_to_answer_is_wrong`, `reminder_is_too_early`,
    `stage_is_wrong`.
    """
    actor.require(Role.ORGANIZER)
    if not SHORTEST <= time_to_answer <= LONGEST:
        raise DomainError("time_to_answer_is_wrong")
    if remind_before is not None and not timedelta(0) < remind_before < time_to_answer:
        if remind_before is not REMIND_BEFORE:
            raise DomainError("reminder_is_too_early")
        remind_before = None  # a short time to answer leaves no room for the usual reminder
    draw = draws.latest_draw(session, jury)
    if draw is None or draw.state is not DrawState.DRAWN:
        raise Conflict("panel_is_not_drawn")
    hold(session, draw)
    if offers_of(session, draw):
        raise Conflict("seats_are_offered")
    if jury.stage is not Stage.SEATING:
        stages.advance(session, jury, Stage.SEATING, actor=actor, now=now)
    panel = dice.result_of(draw)["panel"]
    terms = Terms(now + time_to_answer, now + time_to_answer - remind_before if remind_before else None)
    records.add_entry(session, jury.id, "seats_offered", {"draw": draw.number, "seats": len(panel)}, now=now)
    offers = [_offer(session, jury, draw, ticket, terms, vault=vault, now=now) for ticket in panel]
    return [offer for offer in offers if offer is not None]


def hold(session: Session, draw: Draw) -> None:
    """Lock the draw: refusals must come one after another, because their order decides who is called."""
    held = session.execute(update(Draw).where(Draw.id == draw.id, Draw.state == DrawState.DRAWN).values(
        number=Draw.number))
    if held.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("panel_is_not_drawn")


def _offer(session: Session, jury: Jury, draw: Draw, ticket: str, terms: Terms, *, vault: Vault,
           now: datetime) -> SeatOffer | None:
    """Offer a seat to a ticket. Whoever withdrew after the draw has said no already, and the rule goes on.

    Returns the offer that stands, if any.
    """
    registrant = session.scalars(select(Registrant).join(Ticket, Ticket.registrant_id == Registrant.id).where(
        Ticket.draw_id == draw.id, Ticket.number == ticket)).one()
    offer = SeatOffer(jury_id=jury.id, draw_id=draw.id, registrant_id=registrant.id, ticket=ticket,
                      state=OfferState.INVITED, token_hash="", offered_at=now, answer_by=terms.answer_by,
                      remind_at=terms.remind_at, replaces_id=terms.replaces_id, violation=terms.violation)
    if registrant.excluded_at is None:
        _send(session, jury, offer, registrant, vault=vault, now=now)
        return offer
    offer.token_hash = token_hash(secrets.token_urlsafe(32))
    session.add(offer)
    session.flush()
    close_offer(session, draw, offer, OfferState.DECLINED, now=now)
    called = pass_on(session, jury, draw, offer, vault=vault, now=now)
    _record(session, draw, offer, called, now=now)
    return called


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
    hold(session, session.get_one(Draw, offer.draw_id))
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


def is_waiting(session: Session, token: str) -> bool:
    """Whether an answer by this link could still count; asked before anything is hashed for it."""
    return find_by_token(session, token).state is OfferState.INVITED


def answer_by_link(session: Session, token: str, is_yes: bool, *, vault: Vault, now: datetime,
                   link: PreparedLink | None = None) -> SeatOffer:
    """The drawn person answers. Raises `invitation_is_unknown`, `invitation_has_expired`, `offer_is_answered`,
    `seating_is_over`. `link`: prepared before the transaction, because its hashing takes time."""
    offer = find_by_token(session, token)
    if offer.state is OfferState.INVITED and offer.answer_by <= now:
        raise Conflict("invitation_has_expired")
    return _answer(session, offer, is_yes, vault=vault, now=now, link=link)


def answer_for(session: Session, jury: Jury, offer_id: int, is_yes: bool, note: str, *, vault: Vault, actor: Actor,
               now: datetime, link: PreparedLink | None = None) -> SeatOffer:
    """Staff enter an answer given by telephone, with a note on how it was given. Raises `note_is_missing`."""
    actor.require(Role.ORGANIZER)
    if not note.strip():
        raise DomainError("note_is_missing")
    offer = find_offer(session, jury, offer_id)
    offer.note = note.strip()
    return _answer(session, offer, is_yes, vault=vault, now=now, link=link)


def _answer(session: Session, offer: SeatOffer, is_yes: bool, *, vault: Vault, now: datetime,
            link: PreparedLink | None) -> SeatOffer:
    draw = session.get_one(Draw, offer.draw_id)
    jury = session.get_one(Jury, offer.jury_id)
    session.flush()
    hold(session, draw)
    if not seat_cutoffs.may_call(session, jury):
        raise Conflict("seating_is_over")
    close_offer(session, draw, offer, ANSWERS[is_yes], now=now)
    called = None
    if is_yes:
        offer.person_id = jurors.seat(session, jury, offer, vault=vault, now=now, link=link).person_id
    else:
        called = pass_on(session, jury, draw, offer, vault=vault, now=now)
    _record(session, draw, offer, called, now=now)
    return offer


def close_offer(session: Session, draw: Draw, offer: SeatOffer, state: OfferState, *, now: datetime) -> None:
    """Compare and swap: an offer is answered once, and a seat is given up once. Raises `offer_is_answered`."""
    source = OfferState.CONFIRMED if state is OfferState.LEFT else OfferState.INVITED
    number = None
    if state is not OfferState.CONFIRMED:
        number = 1 + (session.scalar(select(func.count()).select_from(SeatOffer).where(
            SeatOffer.draw_id == draw.id, SeatOffer.refusal_number.is_not(None))) or 0)
    moment = {"left_at": now} if state is OfferState.LEFT else {"answered_at": now}
    closed = session.execute(update(SeatOffer).where(SeatOffer.id == offer.id, SeatOffer.state == source).values(
        state=state, refusal_number=number, **moment))
    if closed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("offer_is_answered")
    session.refresh(offer)


def pass_on(session: Session, jury: Jury, draw: Draw, refused: SeatOffer, *, vault: Vault,
            now: datetime) -> SeatOffer | None:
    """Offer the seat to the person whom the public rule names; None when nobody is left or it is too late to call."""
    if not seat_cutoffs.may_call(session, jury):
        return None
    found = replacement_for(session, jury, draw, vault=vault)
    if found.ticket is None or not _is_kept(session, draw, found.ticket):
        return None
    whole, reminder = refused.answer_by - refused.offered_at, refused.remind_at
    if jury.stage is Stage.DELIBERATION:
        whole, reminder = min(whole, LATE_ANSWER), None  # the jury is sitting: nobody can wait for a week
    terms = Terms(now + whole, reminder - refused.offered_at + now if reminder else None, refused.id, found.violation)
    return _offer(session, jury, draw, found.ticket, terms, vault=vault, now=now)


def _is_kept(session: Session, draw: Draw, ticket: str) -> bool:
    """Whether it is still known whose ticket it is: the clock of erasing removes everybody who was not drawn."""
    return session.scalar(select(Ticket.id).where(Ticket.draw_id == draw.id, Ticket.number == ticket)) is not None


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
    """Draws in which somebody's time to answer is over, while the jury is being seated or sits."""
    return list(session.scalars(select(SeatOffer.draw_id).join(Jury, Jury.id == SeatOffer.jury_id).where(
        SeatOffer.state == OfferState.INVITED, SeatOffer.answer_by <= now, Jury.stage.in_(WITH_SEATS)).distinct()))


def expire_overdue(session: Session, draw_id: int, *, vault: Vault, now: datetime) -> int:
    """End the invitations whose time is over, in ticket order, and pass each seat on; returns how many."""
    draw = session.get_one(Draw, draw_id)
    jury = session.get_one(Jury, draw.jury_id)
    hold(session, draw)
    overdue = list(session.scalars(select(SeatOffer).where(
        SeatOffer.draw_id == draw_id, SeatOffer.state == OfferState.INVITED, SeatOffer.answer_by <= now)
        .order_by(SeatOffer.ticket)))
    if jury.stage not in WITH_SEATS:
        return 0
    for offer in overdue:
        close_offer(session, draw, offer, OfferState.EXPIRED, now=now)
        _record(session, draw, offer, pass_on(session, jury, draw, offer, vault=vault, now=now), now=now)
    return len(overdue)
