"""One person in the pool: looked at, edited with a history, excluded with a reason and admitted again."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, refuse_if
from app.domain.pool_desk import ChangeKind
from app.domain.roles import Actor, Role
from app.models import Jury, Registrant
from app.services import records
from app.services.pool import contact_marks, registrant_changes
from app.services.pool.contacts import address_of, household_text, is_email, normal_phone
from app.services.pool.pools import OPEN_STAGES, count_pool, find_registrant, lock_open
from app.services.pool.registrant_changes import FieldChange
from app.services.vault import Vault

ADDRESS = "address"
_CONTACT = ("name", "email", "phone")


@dataclass(frozen=True)
class Edit:
    """A person as they should be. `seen` is the last change that the editor knew."""

    name: str
    email: str
    phone: str
    address: tuple[str, ...]
    language: str
    features: dict[str, str]
    seen: int


def household_key(vault: Vault, jury: Jury, text: str | None) -> str | None:
    """The keyed hash under which an address is compared."""
    return None if text is None else vault.keyed_hash("household", f"{jury.id}\0{text}")


def edit(session: Session, jury: Jury, number: int, wanted: Edit, *, vault: Vault, actor: Actor, now: datetime) -> int:
    """Change a person; returns how many fields changed, and writes the history when there are any.

    Contacts can be corrected at every stage, because letters must arrive; features, and with the address the household,
    only until the draw begins. Raises `registrant_changed_meanwhile`, `email_is_bad`, `phone_is_bad`,
    `feature_is_blank`, `pool_is_frozen`, `registrant_is_unknown`.
    """
    actor.require(Role.ORGANIZER)
    found = find_registrant(session, jury, number)
    is_open = jury.stage in OPEN_STAGES
    if is_open:
        lock_open(session, jury, now=now)
    if registrant_changes.latest_id(session, found) != wanted.seen:
        raise Conflict("registrant_changed_meanwhile")
    refuse_if(_faults(wanted))
    before = vault.open(jury, found.contact_sealed)
    fields = _changes(found, before, wanted)
    if not fields:
        return 0
    if not is_open and any(change.field.startswith("feature:") for change in fields):
        raise Conflict("pool_is_frozen")
    _apply(jury, found, before, wanted, vault)
    if is_open and any(change.field == ADDRESS for change in fields):
        found.household = household_key(vault, jury, household_text(wanted.address))
    registrant_changes.note(session, jury, found, ChangeKind.EDITED, fields=fields, vault=vault, actor=actor, now=now)
    records.add_entry(session, jury.id, "registrant_edited", {"fields": len(fields)}, now=now)
    return len(fields)


def _faults(wanted: Edit) -> list[DomainError]:
    faults = [DomainError("feature_is_blank", column=name) for name, value in wanted.features.items() if not value]
    if wanted.email and not is_email(wanted.email):
        faults.append(DomainError("email_is_bad", value=wanted.email))
    if wanted.phone and not normal_phone(wanted.phone):
        faults.append(DomainError("phone_is_bad", value=wanted.phone))
    return faults


def _changes(found: Registrant, before: dict[str, object], wanted: Edit) -> list[FieldChange]:
    old = {part: str(before.get(part) or "") for part in _CONTACT}
    new = {"name": wanted.name, "email": wanted.email.lower(), "phone": normal_phone(wanted.phone)}
    old[ADDRESS] = ", ".join(filter(None, address_of(before)))
    new[ADDRESS] = ", ".join(filter(None, wanted.address))
    old |= {"language": found.language, **{f"feature:{name}": value for name, value in found.features.items()}}
    new |= {"language": wanted.language, **{f"feature:{name}": value for name, value in wanted.features.items()}}
    return [FieldChange(name, old.get(name, ""), value) for name, value in new.items() if old.get(name, "") != value]


def _apply(jury: Jury, found: Registrant, before: dict[str, object], wanted: Edit, vault: Vault) -> None:
    found.language, found.features = wanted.language, {**found.features, **wanted.features}
    contact = {**before, "name": wanted.name, "email": wanted.email.lower(), "phone": normal_phone(wanted.phone),
               ADDRESS: list(wanted.address)}
    found.contact_sealed = vault.seal(jury, contact)
    for column, mark in contact_marks.marks_of(jury, contact, vault=vault).items():
        setattr(found, column, mark or "")


def exclude(session: Session, jury: Jury, number: int, reason: str, *, vault: Vault, actor: Actor,
            now: datetime) -> Registrant:
    """Take a person out of the lottery; data and reason stay with the organizers, the public record gets a count.

    Raises `exclusion_reason_is_missing`, `already_excluded`, `pool_is_frozen`.
    """
    actor.require(Role.ORGANIZER)
    if not reason.strip():
        raise DomainError("exclusion_reason_is_missing")
    lock_open(session, jury, now=now)
    found = find_registrant(session, jury, number)
    if found.excluded_at is not None:
        raise Conflict("already_excluded")
    found.excluded_at, found.excluded_reason = now, reason.strip()
    registrant_changes.note(session, jury, found, ChangeKind.EXCLUDED, reason=found.excluded_reason, vault=vault,
                            actor=actor, now=now)
    _record(session, jury, "registrant_excluded", now=now)
    return found


def readmit(session: Session, jury: Jury, number: int, *, vault: Vault, actor: Actor, now: datetime) -> Registrant:
    """Put an excluded person back into the lottery; nobody takes back somebody's own withdrawal.

    Raises `not_excluded`, `registrant_has_withdrawn`, `pool_is_frozen`.
    """
    actor.require(Role.ORGANIZER)
    lock_open(session, jury, now=now)
    found = find_registrant(session, jury, number)
    if found.withdrawn_at is not None:
        raise Conflict("registrant_has_withdrawn")
    if found.excluded_at is None:
        raise Conflict("not_excluded")
    found.excluded_at = found.excluded_reason = None
    registrant_changes.note(session, jury, found, ChangeKind.READMITTED, vault=vault, actor=actor, now=now)
    _record(session, jury, "registrant_readmitted", now=now)
    return found


def _record(session: Session, jury: Jury, kind: str, *, now: datetime) -> None:
    # The reason may tell who it is; the public record only says that it happened.
    records.add_entry(session, jury.id, kind, {"people": count_pool(session, jury).people}, now=now)
