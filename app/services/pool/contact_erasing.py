"""Removing what tells who somebody is, while the rows that proofs and counts rest on stay."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session, aliased

from app.domain.roles import Role
from app.models import (
    Jury,
    Membership,
    Message,
    Person,
    PoolRetention,
    Registrant,
    RegistrantChange,
    SeatNeeds,
    SeatOffer,
    Stipend,
)
from app.services.vault import Vault

BATCH = 500


def forget_contacts(session: Session, jury: Jury, people: Sequence[int], *, vault: Vault, now: datetime) -> None:
    """Blank contacts, marks, needs, history and messages of these registrants; their features stay with the seat."""
    blank = vault.seal(jury, {})
    for start in range(0, len(people), BATCH):
        ids = people[start:start + BATCH]
        session.execute(delete(Message).where(Message.registrant_id.in_(ids)))
        session.execute(delete(RegistrantChange).where(RegistrantChange.registrant_id.in_(ids)))
        offers = select(SeatOffer.id).where(SeatOffer.registrant_id.in_(ids))
        session.execute(delete(SeatNeeds).where(SeatNeeds.offer_id.in_(offers)))
        session.execute(update(Stipend).where(Stipend.offer_id.in_(offers)).values(note_sealed=None))
        session.execute(update(SeatOffer).where(SeatOffer.registrant_id.in_(ids)).values(note=None))
        session.execute(update(Registrant).where(Registrant.id.in_(ids)).values(
            contact_sealed=blank, needs_sealed=None, household=None, phone_mark=None, email_mark=None,
            excluded_reason=None, erased_at=now))
        # Identifiers of a file may be names or numbers of documents; the number in the pool is neither.
        for row in session.scalars(select(Registrant).where(Registrant.id.in_(ids))):
            row.external_id = f"-{row.number}-{row.id}"
        session.flush()


def forget_jurors(session: Session, jury: Jury, *, now: datetime) -> int:
    """Names and contacts of the accounts of jurors; what they said stays under their alias. Returns how many.

    Who works in another jury, or takes part in one whose contacts are still kept, keeps the account until then.
    """
    mine, other = aliased(Membership), aliased(Membership)
    erased = select(PoolRetention.jury_id).where(PoolRetention.contacts_erased_at.is_not(None))
    is_needed = exists().where(
        other.person_id == Person.id,
        ((other.jury_id == jury.id) & (other.role != Role.JUROR))
        | ((other.jury_id != jury.id) & other.jury_id.not_in(erased)))
    people = list(session.scalars(select(Person).join(mine, mine.person_id == Person.id).where(
        mine.jury_id == jury.id, mine.role == Role.JUROR, Person.is_staff.is_(False), ~is_needed).distinct()))
    for person in people:
        session.execute(delete(Message).where(Message.person_id == person.id))
        person.name, person.email, person.phone, person.removed_at = "—", None, None, person.removed_at or now
    session.flush()
    return len(people)
