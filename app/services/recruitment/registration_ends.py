"""Leaving the pool: a registrant withdraws, or has their data erased; the number stays and is counted."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.phases import DrawState, OfferState
from app.domain.pool_desk import ChangeKind
from app.domain.roles import SYSTEM
from app.models import Draw, Jury, Registrant, SeatOffer
from app.services import juries, records
from app.services.pool import contact_erasing, registrant_changes
from app.services.pool.pools import OPEN_STAGES, count_pool
from app.services.recruitment import letter_codes
from app.services.vault import Vault


def withdraw(session: Session, jury: Jury, registrant: Registrant, *, vault: Vault, now: datetime) -> None:
    """Leave the lottery; what was said is kept until it is erased. A second time changes nothing.

    After the list of panels is fixed the ticket stays in it, but whoever is called will not be this person.
    Raises `seat_must_be_answered` or `seat_must_be_left` for somebody invited or seated.
    """
    juries.hold(session, jury)
    session.refresh(registrant)
    if registrant.withdrawn_at is not None or registrant.erased_at is not None:
        return
    _require_no_seat(session, registrant)
    _leave(session, jury, registrant, now=now)
    registrant_changes.note(session, jury, registrant, ChangeKind.WITHDRAWN, vault=vault, actor=SYSTEM, now=now)
    _record(session, jury, "registrant_withdrew", now=now)


def erase(session: Session, jury: Jury, registrant: Registrant, *, vault: Vault, now: datetime) -> None:
    """Remove everything about a person: contact, features, household, needs, messages, history. Only the number stays.

    Personal links go on working, to say that it is done. Raises `seat_must_be_answered`, `seat_must_be_left`.
    """
    juries.hold(session, jury)
    session.refresh(registrant)
    if registrant.erased_at is not None:
        return
    _require_no_seat(session, registrant)
    _leave(session, jury, registrant, now=now)
    contact_erasing.forget_contacts(session, jury, [registrant.id], vault=vault, now=now)
    registrant.features, registrant.repeats_number = {}, None
    session.flush()
    session.refresh(registrant)
    _record(session, jury, "registrant_erased", now=now)


def _leave(session: Session, jury: Jury, registrant: Registrant, *, now: datetime) -> None:
    registrant.withdrawn_at = registrant.withdrawn_at or now
    registrant.excluded_at = registrant.excluded_at or now
    if jury.stage in OPEN_STAGES:
        jury.updated_at = now  # an import that was compared with the pool before must be looked at again
        letter_codes.release(session, registrant)
    session.flush()


def _require_no_seat(session: Session, registrant: Registrant) -> None:
    """An invitation is answered by its own link, so that the seat passes on by the public rule."""
    states = set(session.scalars(select(SeatOffer.state).join(Draw, Draw.id == SeatOffer.draw_id).where(
        SeatOffer.registrant_id == registrant.id, Draw.state == DrawState.DRAWN)))
    if OfferState.INVITED in states:
        raise Conflict("seat_must_be_answered")
    if OfferState.CONFIRMED in states:
        raise Conflict("seat_must_be_left")


def _record(session: Session, jury: Jury, kind: str, *, now: datetime) -> None:
    records.add_entry(session, jury.id, kind, {"people": count_pool(session, jury).people}, now=now)
