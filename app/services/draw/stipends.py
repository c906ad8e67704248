"""Whether each juror's stipend was paid: a state, a day and a remark; account numbers are kept elsewhere."""
from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.phases import OfferState, StipendState
from app.domain.roles import Actor, Role
from app.models import Draw, Jury, SeatOffer, Stipend
from app.services.vault import Vault

# An IBAN of any country, or the 12 to 19 digits of a card or of an identity number, however they are grouped.
_BANK_DATA = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){3,}|(?:\d[ -]?){12,19}", re.IGNORECASE)


@dataclass(frozen=True)
class Payment:
    state: StipendState
    paid_on: date | None = None
    note: str = ""


def holds_bank_data(text: str) -> bool:
    """Whether a remark looks like an account, a card or an identity number.

    >>> [holds_bank_data(text) for text in ("KZ86 125K ZT50 0410 0100", "4400 4301 2345 6789", "cash, receipt 14")]
    [True, True, False]
    """
    return _BANK_DATA.search(text) is not None


def payment_of(session: Session, jury: Jury, offer: SeatOffer, *, vault: Vault) -> Payment:
    row = session.get(Stipend, offer.id)
    if row is None:
        return Payment(StipendState.UNPAID)
    note = str(vault.open(jury, row.note_sealed)) if row.note_sealed else ""
    return Payment(row.state, row.paid_on, note)


def note_payment(session: Session, jury: Jury, offer: SeatOffer, payment: Payment, *, vault: Vault, actor: Actor,
                 now: datetime) -> None:
    """Keep whether a stipend was paid.

    Raises `payment_day_is_missing`, `payment_day_is_wrong`, `bank_data_is_refused`.
    """
    actor.require(Role.ORGANIZER)
    if payment.state is StipendState.PAID and payment.paid_on is None:
        raise DomainError("payment_day_is_missing")
    if payment.paid_on is not None and payment.paid_on > now.date():
        raise DomainError("payment_day_is_wrong")
    if holds_bank_data(payment.note):
        raise DomainError("bank_data_is_refused")
    row = session.get(Stipend, offer.id) or Stipend(offer_id=offer.id)
    row.state, row.paid_on = payment.state, payment.paid_on if payment.state is StipendState.PAID else None
    row.note_sealed = vault.seal(jury, payment.note.strip()) if payment.note.strip() else None
    row.updated_at, row.updated_by_id = now, actor.person_id
    session.add(row)
    session.flush()


def counts_of(session: Session, draw: Draw) -> dict[StipendState, int]:
    """How many jurors, also those who left after they had come, are in which state."""
    states: list[StipendState | None] = list(session.scalars(select(Stipend.state).select_from(SeatOffer).outerjoin(
        Stipend, Stipend.offer_id == SeatOffer.id).where(
        SeatOffer.draw_id == draw.id, SeatOffer.state.in_([OfferState.CONFIRMED, OfferState.LEFT]))))
    found = Counter(StipendState.UNPAID if state is None else state for state in states)
    return {state: found[state] for state in StipendState}
