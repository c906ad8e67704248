"""The clock of erasing: who was not drawn goes 30 days after the draw, jurors' contacts 90 days after the verdict.

Counts and proofs stay. A jury may promise shorter times, never longer ones.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.phases import DrawState, OfferState
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import (
    Draw,
    Jury,
    PoolRetention,
    PoolUpload,
    Registrant,
    Reserve,
    SeatOffer,
    StageChange,
    Ticket,
    Verdict,
)
from app.services import records
from app.services.draw import dice
from app.services.pool import contact_erasing
from app.services.pool.pools import OPEN_STAGES
from app.services.recruitment import addresses
from app.services.vault import Vault

POOL_DAYS, CONTACTS_DAYS = 30, 90
# Who sat in the jury for a while and left it is a juror here.
_HELD_SEATS = (OfferState.INVITED, OfferState.CONFIRMED, OfferState.LEFT)


@dataclass(frozen=True)
class Clock:
    """What will be erased when; `due_at` None as long as the clock has not started, `people` who are still there."""

    days: int
    people: int
    due_at: datetime | None
    erased_at: datetime | None

    def is_due(self, now: datetime) -> bool:
        """Due once; and again for reserves, who may be called until the day that they were told."""
        is_over = self.due_at is not None and self.due_at <= now
        return is_over and (self.erased_at is None or self.people > 0)


@dataclass(frozen=True)
class Clocks:
    """`pool`: people who were not drawn, or said no. `contacts`: those who hold a seat."""

    pool: Clock
    contacts: Clock


def clocks_of(session: Session, jury: Jury, *, now: datetime) -> Clocks:
    """When what goes: for the organizer's page, and for the chore that does it."""
    kept = session.get(PoolRetention, jury.id)
    pool_days, contacts_days = (kept.pool_days, kept.contacts_days) if kept else (POOL_DAYS, CONTACTS_DAYS)
    there, seated = _there(session, jury), _seated(session, jury)
    kept_back = seated | _reserves(session, jury, now)
    return Clocks(
        Clock(pool_days, len(there - kept_back), _after(_pool_begins(session, jury), pool_days),
              kept.pool_erased_at if kept else None),
        Clock(contacts_days, len(there & seated), _after(_contacts_begin(session, jury), contacts_days),
              kept.contacts_erased_at if kept else None))


def _there(session: Session, jury: Jury) -> set[int]:
    """Everybody of whom something is still known."""
    return set(session.scalars(select(Registrant.id).where(
        Registrant.jury_id == jury.id, Registrant.erased_at.is_(None))))


def _reserves(session: Session, jury: Jury, now: datetime) -> set[int]:
    return set(session.scalars(select(Reserve.registrant_id).where(Reserve.jury_id == jury.id, Reserve.until_at > now)))


def _after(begins: datetime | None, days: int) -> datetime | None:
    return begins + timedelta(days=days) if begins else None


def _pool_begins(session: Session, jury: Jury) -> datetime | None:
    """The draw that counts, or the end of a jury that was cancelled."""
    drawn = session.scalar(select(func.max(Draw.drawn_at)).where(
        Draw.jury_id == jury.id, Draw.state == DrawState.DRAWN))
    return drawn or _cancelled(session, jury)


def _contacts_begin(session: Session, jury: Jury) -> datetime | None:
    """The first published verdict: a later version must not prolong what was promised."""
    published = session.scalar(select(func.min(Verdict.published_at)).where(Verdict.jury_id == jury.id))
    return published or _cancelled(session, jury)


def _cancelled(session: Session, jury: Jury) -> datetime | None:
    return session.scalar(select(func.max(StageChange.at)).where(
        StageChange.jury_id == jury.id, StageChange.target == Stage.CANCELLED))


def _seated(session: Session, jury: Jury) -> set[int]:
    """Who was drawn and has not said no: their offers, or the panel as long as nobody was invited."""
    draw = session.scalars(select(Draw).where(Draw.jury_id == jury.id, Draw.state == DrawState.DRAWN)).first()
    if draw is None:
        return set()
    offers = session.execute(select(SeatOffer.registrant_id, SeatOffer.state).where(SeatOffer.draw_id == draw.id)).all()
    if offers:
        return {offer.registrant_id for offer in offers if offer.state in _HELD_SEATS}
    return set(session.scalars(select(Ticket.registrant_id).where(
        Ticket.draw_id == draw.id, Ticket.number.in_(dice.result_of(draw).get("panel", [])))))


def keep_for(session: Session, jury: Jury, pool_days: int, contacts_days: int, *, actor: Actor,
             now: datetime) -> PoolRetention:
    """Promise times. Before recruitment anything up to the usual times; afterwards only shorter ones.

    Raises `retention_is_out_of_range`, `retention_only_shorter`.
    """
    actor.require(Role.ORGANIZER)
    if not (1 <= pool_days <= POOL_DAYS and 1 <= contacts_days <= CONTACTS_DAYS):
        raise DomainError("retention_is_out_of_range", pool=POOL_DAYS, contacts=CONTACTS_DAYS)
    kept = _row(session, jury)
    if jury.stage is not Stage.DRAFT and (pool_days > kept.pool_days or contacts_days > kept.contacts_days):
        raise Conflict("retention_only_shorter")
    kept.pool_days, kept.contacts_days = pool_days, contacts_days
    session.flush()
    records.add_entry(session, jury.id, "retention_set", {"pool_days": pool_days, "contacts_days": contacts_days},
                      now=now)
    return kept


def _row(session: Session, jury: Jury) -> PoolRetention:
    kept = session.get(PoolRetention, jury.id)
    if kept is None:
        kept = PoolRetention(jury_id=jury.id, pool_days=POOL_DAYS, contacts_days=CONTACTS_DAYS)
        session.add(kept)
        session.flush()
    return kept


def juries_to_look_at(session: Session) -> list[int]:
    """Juries in which something may still have to be erased: not those in the making, nor those done with."""
    done = select(PoolRetention.jury_id).where(
        PoolRetention.pool_erased_at.is_not(None), PoolRetention.contacts_erased_at.is_not(None))
    return list(session.scalars(select(Jury.id).where(Jury.stage.not_in(OPEN_STAGES), Jury.id.not_in(done))))


def erase_due(session: Session, jury: Jury, *, vault: Vault, now: datetime) -> dict[str, int]:
    """Erase what is due; returns how many people by clock. A second time does nothing; the record gets the counts."""
    clocks, done = clocks_of(session, jury, now=now), {}
    if clocks.pool.is_due(now):
        done["pool"] = _erase_pool(session, jury, vault=vault, now=now)
    if clocks.contacts.is_due(now):
        done["contacts"] = _erase_contacts(session, jury, vault=vault, now=now)
    return done


def _erase_pool(session: Session, jury: Jury, *, vault: Vault, now: datetime) -> int:
    """Everybody without a seat. Who was invited and said no stays as a row, for the order of refusals rests on it."""
    held = _seated(session, jury) | _reserves(session, jury, now)
    offered = set(session.scalars(select(SeatOffer.registrant_id).where(SeatOffer.jury_id == jury.id)))
    ids = sorted(_there(session, jury) - held)
    contact_erasing.forget_contacts(session, jury, [row for row in ids if row in offered], vault=vault, now=now)
    addresses.erase_list(session, jury)
    for start in range(0, len(gone := [row for row in ids if row not in offered]), 500):
        session.execute(delete(Registrant).where(Registrant.id.in_(gone[start:start + 500])))
    session.execute(delete(Ticket).where(Ticket.draw_id.in_(select(Draw.id).where(Draw.jury_id == jury.id)),
                                         Ticket.registrant_id.not_in(held | offered)))
    session.execute(delete(PoolUpload).where(PoolUpload.jury_id == jury.id))
    _row(session, jury).pool_erased_at = now
    records.add_entry(session, jury.id, "pool_erased", {"people": len(ids)}, now=now)
    return len(ids)


def _erase_contacts(session: Session, jury: Jury, *, vault: Vault, now: datetime) -> int:
    seated = sorted(_there(session, jury) & _seated(session, jury))
    contact_erasing.forget_contacts(session, jury, seated, vault=vault, now=now)
    contact_erasing.forget_jurors(session, jury, now=now)
    _row(session, jury).contacts_erased_at = now
    records.add_entry(session, jury.id, "contacts_erased", {"people": len(seated)}, now=now)
    return len(seated)
