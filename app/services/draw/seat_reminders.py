"""One reminder before the deadline, to those who have not answered, in their language."""
from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.phases import OfferState
from app.models import Jury, Message, Registrant, SeatOffer
from app.services import messages
from app.services.accounts.sign_ins import token_hash
from app.services.draw.seats import WITH_SEATS
from app.services.vault import Vault


def due_ids(session: Session, *, now: datetime) -> list[int]:
    """Invitations whose reminder is due: unanswered, not over, not reminded yet."""
    return list(session.scalars(select(SeatOffer.id).join(Jury, Jury.id == SeatOffer.jury_id).where(
        SeatOffer.state == OfferState.INVITED, SeatOffer.remind_at <= now, SeatOffer.reminded_at.is_(None),
        SeatOffer.answer_by > now, Jury.stage.in_(WITH_SEATS)).order_by(SeatOffer.id)))


def remind(session: Session, offer_id: int, *, vault: Vault, now: datetime) -> bool:
    """Queue the reminder of one invitation. False when the person answered meanwhile or was reminded already."""
    marked = session.execute(update(SeatOffer).where(
        SeatOffer.id == offer_id, SeatOffer.state == OfferState.INVITED, SeatOffer.reminded_at.is_(None),
        SeatOffer.answer_by > now).values(reminded_at=now).execution_options(synchronize_session=False))
    if marked.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        return False
    offer = session.get_one(SeatOffer, offer_id, populate_existing=True)
    jury, registrant = session.get_one(Jury, offer.jury_id), session.get_one(Registrant, offer.registrant_id)
    messages.queue(session, jury, "seat_reminder", registrant=registrant, vault=vault, now=now, on_paper=True,
                   values={"token": _token(session, jury, offer, vault), "ticket": offer.ticket,
                           "answer_at": offer.answer_by.isoformat()})
    return True


def _token(session: Session, jury: Jury, offer: SeatOffer, vault: Vault) -> str:
    """The link that the person has already, so that the first letter keeps working; a new one if it was erased."""
    sent = session.scalars(select(Message).where(
        Message.registrant_id == offer.registrant_id, Message.template == "seat_invitation"
    ).order_by(Message.id.desc()))
    for message in sent:
        try:
            token = str(messages.content_of(jury, message, vault=vault).values.get("token", ""))
        except DomainError:
            break
        if token_hash(token) == offer.token_hash:
            return token
    token = secrets.token_urlsafe(32)
    offer.token_hash = token_hash(token)
    return token
