"""The history of a person in the pool: who changed what and when; the words of it are sealed."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.pool_desk import ChangeKind
from app.domain.roles import Actor
from app.models import Jury, Person, Registrant, RegistrantChange
from app.services.vault import Vault


@dataclass(frozen=True)
class FieldChange:
    """`field` is a part of the contact, `language`, or `feature:<name>`."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Past:
    """One entry of the history, opened."""

    kind: ChangeKind
    changed_by: str | None  # None: the person in the pool
    at: datetime
    reason: str
    fields: tuple[FieldChange, ...]


def note(session: Session, jury: Jury, registrant: Registrant, kind: ChangeKind, *, fields: Sequence[FieldChange] = (),
         reason: str = "", vault: Vault, actor: Actor, now: datetime) -> RegistrantChange:
    """Write down a change of one person."""
    row = RegistrantChange(registrant_id=registrant.id, kind=kind, changed_by_id=actor.person_id, at=now,
                           content_sealed=vault.seal(jury, as_content(fields, reason)))
    session.add(row)
    session.flush()
    return row


def as_content(fields: Sequence[FieldChange], reason: str = "") -> dict[str, object]:
    """What is sealed of a change."""
    return {"reason": reason, "fields": [[change.field, change.old, change.new] for change in fields]}


def history_of(session: Session, jury: Jury, registrant: Registrant, *, vault: Vault) -> list[Past]:
    """What happened to a person, newest first."""
    rows = session.execute(select(RegistrantChange, Person.name).outerjoin(
        Person, Person.id == RegistrantChange.changed_by_id).where(
        RegistrantChange.registrant_id == registrant.id).order_by(RegistrantChange.id.desc())).all()
    contents = vault.open_many(jury, [row.content_sealed for row, _ in rows])
    return [Past(row.kind, name, row.at, str(content["reason"]),
                 tuple(FieldChange(*field) for field in content["fields"]))
            for (row, name), content in zip(rows, contents, strict=True)]


def latest_id(session: Session, registrant: Registrant) -> int:
    """Tells whether somebody else changed the person meanwhile; 0 when nobody ever did."""
    return session.scalar(select(RegistrantChange.id).where(RegistrantChange.registrant_id == registrant.id).order_by(
        RegistrantChange.id.desc()).limit(1)) or 0
