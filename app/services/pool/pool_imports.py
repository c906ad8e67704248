"""Importing a file: what it would change, and – once confirmed – the change, all of it or nothing."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.pool_columns import ColumnUse
from app.domain.pool_desk import ChangeKind
from app.domain.roles import Actor, Role
from app.models import Job, Jury, PoolUpload, Registrant, RegistrantChange
from app.services import jobs, records
from app.services.pool.contact_marks import marks_of
from app.services.pool.pool_rows import Problem, Reading, Row, read_rows
from app.services.pool.pool_uploads import Staged, known_features, open_upload, waiting_upload
from app.services.pool.pools import OPEN_STAGES, count_pool
from app.services.pool.registrant_changes import FieldChange, as_content
from app.services.pool.registrants import household_key
from app.services.vault import Vault


@dataclass(frozen=True)
class Change:
    """A person who is in the pool already and differs in the file, with what was and what would be."""

    person_id: int
    number: int
    external_id: str
    fields: tuple[FieldChange, ...]


@dataclass
class Plan:
    """What an import would do. `stamp` tells whether the pool is still the one that was compared."""

    upload_id: int
    staged: Staged
    reading: Reading
    stamp: str
    added: list[dict[str, Any]] = field(default_factory=list)
    updated: list[dict[str, Any]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)  # ids in the pool that the file does not have; they stay
    households: int = 0
    history: list[bytes] = field(default_factory=list)  # of each change, sealed

    @property
    def is_possible(self) -> bool:
        return not self.reading.blocking and bool(self.added or self.updated or self.unchanged)


def plan_import(session: Session, jury: Jury, upload_id: int, *, vault: Vault, now: datetime) -> Plan:
    """Compare an upload with the pool; changes nothing. Raises `upload_is_gone`."""
    return Comparison(session, jury, upload_id, vault=vault, now=now).run()


class Comparison:
    """A comparison in parts: the first reads all that is needed, `compare` and `seal` only compute.

    With 20,000 people each of them takes seconds; apart from the session they can go to a thread. Who only looks at
    the difference does not seal.
    """

    def __init__(self, session: Session, jury: Jury, upload_id: int, *, vault: Vault, now: datetime) -> None:
        self.jury, self.vault, self.now = jury, vault, now
        self.stamp = jury.updated_at.isoformat()
        self.upload = waiting_upload(session, jury, upload_id)
        self.known = known_features(session, jury)
        self.present = {row.external_id: row for row in session.scalars(
            select(Registrant).where(Registrant.jury_id == jury.id).order_by(Registrant.number))}
        self.next_number = max((row.number for row in self.present.values()), default=0) + 1

    def run(self) -> Plan:
        self.compare()
        self.seal()
        return self.plan

    def compare(self) -> Plan:
        staged = open_upload(self.jury, self.upload, vault=self.vault)
        reading = read_rows(staged.table, staged.columns, self.known)
        self.plan = Plan(self.upload.id, staged, reading, self.stamp)
        self._compare_all()
        self._look_for_gaps()
        self._count_households()
        return self.plan

    def _compare_all(self) -> None:
        rows = self.plan.reading.rows
        known = [row for row in rows if row.external_id in self.present]
        opened = self.vault.open_many(self.jury, [self.present[str(row.external_id)].contact_sealed for row in known])
        contacts = dict(zip((row.external_id for row in known), opened, strict=True))
        seen: set[str] = set()
        for row in rows:
            before = contacts.get(row.external_id)
            if row.external_id is None or row.external_id not in self.present:
                self._add(row)
            elif before is not None and row.external_id not in seen:
                self._compare(row, self.present[row.external_id], before)
            seen.add(row.external_id or "")
        if self.plan.staged.columns.place(ColumnUse.ID) is not None:
            self.plan.missing = [name for name in self.present if name not in seen]

    def _add(self, row: Row) -> None:
        number, self.next_number = self.next_number, self.next_number + 1
        name = row.external_id or self._free_name(number)
        self.plan.added.append({
            "jury_id": self.jury.id, "number": number, "external_id": name, "features": row.features,
            "contact": row.contact, "household": self._household(row), "registered_at": self.now,
            "language": row.language or self.jury.authentic_language})

    def _free_name(self, number: int) -> str:
        """People without an id in the file are called by their number in the pool."""
        name = str(number)
        while name in self.present:
            name += "a"
        return name

    def _household(self, row: Row) -> str | None:
        return household_key(self.vault, self.jury, row.household)

    def _compare(self, row: Row, person: Registrant, before: dict[str, Any]) -> None:
        """Columns that the file does not have keep what the pool has."""
        contact, features = {**before, **row.contact}, {**person.features, **row.features}
        language = row.language or person.language
        household = self._household(row) if "address" in row.contact else person.household
        fields = [FieldChange(f"feature:{name}", person.features.get(name, ""), value)
                  for name, value in features.items() if person.features.get(name) != value]
        fields += [FieldChange(part, _as_text(before.get(part)), _as_text(value))
                   for part, value in contact.items() if before.get(part) != value]
        fields += [FieldChange("language", person.language, language)] if language != person.language else []
        if not fields and household == person.household:
            self.plan.unchanged += 1
            return
        self.plan.changes.append(Change(person.id, person.number, person.external_id, tuple(fields)))
        self.plan.updated.append({"id": person.id, "features": features, "contact": contact, "language": language,
                                  "household": household})

    def _look_for_gaps(self) -> None:
        """Everybody needs a value of every feature: a new one must come for all who are there already."""
        known = {name for row in self.present.values() for name in row.features}
        left = [name for name in self.plan.missing if self.present[name].excluded_at is None]
        if self.plan.staged.columns.place(ColumnUse.ID) is None:
            left = list(self.present)
        if not left:
            return
        for name in self.plan.reading.features:
            if name not in known:
                error = DomainError("feature_is_new", column=name, count=len(left))
                self.plan.reading.problems.insert(0, Problem(error, True, column=name))

    def _count_households(self) -> None:
        homes = [person["household"] for person in (*self.plan.added, *self.plan.updated) if person["household"]]
        self.plan.households = len(homes) - len(set(homes))

    def seal(self) -> None:
        """Make the rows as they go into the tables: contacts and history sealed."""
        people = [*self.plan.added, *self.plan.updated]
        for person in self.plan.updated:
            person.update(marks_of(self.jury, person["contact"], vault=self.vault))
        sealed = self.vault.seal_many(self.jury, [person.pop("contact") for person in people])
        for person, contact in zip(people, sealed, strict=True):
            person["contact_sealed"] = contact
        self.plan.history = self.vault.seal_many(
            self.jury, [as_content(change.fields, self.upload.file_name) for change in self.plan.changes])


def _as_text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def carry_out(session: Session, jury: Jury, plan: Plan, *, actor: Actor, now: datetime, seen: str | None = None) -> int:
    """Bring a plan into the pool; returns how many people the pool then has for the draw.

    `seen` is the stamp of the plan that the organizer read. Raises `import_is_blocked`, `pool_is_frozen`,
    `pool_changed_meanwhile` when the pool is no longer the one that was compared, `upload_is_gone` for a second press.
    """
    actor.require(Role.ORGANIZER)
    if not plan.is_possible:
        raise DomainError("import_is_blocked", count=plan.reading.blocking)
    _hold(session, jury, plan.stamp if seen is None else seen, plan.stamp, now)
    outcome = {"added": len(plan.added), "changed": len(plan.updated), "unchanged": plan.unchanged,
               "missing": len(plan.missing), "left_out": plan.reading.left_out}
    taken = session.execute(update(PoolUpload).where(
        PoolUpload.id == plan.upload_id, PoolUpload.confirmed_at.is_(None)).values(
        confirmed_at=now, confirmed_by_id=actor.person_id, rows_sealed=b"", outcome=outcome))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("upload_is_gone")
    if plan.added:
        # With RETURNING SQLAlchemy sends many rows in one statement; without it PostgreSQL gets one each.
        session.execute(insert(Registrant).returning(Registrant.id), plan.added).all()
    if plan.updated:
        session.execute(update(Registrant), plan.updated)
        history = zip(plan.changes, plan.history, strict=True)
        session.execute(insert(RegistrantChange).returning(RegistrantChange.id), [
            {"registrant_id": change.person_id, "kind": ChangeKind.IMPORTED, "changed_by_id": actor.person_id,
             "at": now, "content_sealed": content} for change, content in history]).all()
    session.expire_all()
    people = count_pool(session, jury).people
    records.add_entry(session, jury.id, "pool_imported", {
        "added": len(plan.added), "changed": len(plan.updated), "people": people}, now=now)
    return people


def _hold(session: Session, jury: Jury, seen: str, stamp: str, now: datetime) -> None:
    """Keep the jury's row: of two at once one goes on, and nobody freezes the pool in between."""
    held = session.execute(update(Jury).where(
        Jury.id == jury.id, Jury.stage.in_(OPEN_STAGES), Jury.updated_at == datetime.fromisoformat(stamp),
    ).values(updated_at=now))
    if held.rowcount == 1 and seen == stamp:  # type: ignore[attr-defined]  # a CursorResult at run time
        return
    stage = session.scalar(select(Jury.stage).where(Jury.id == jury.id))
    raise Conflict("pool_changed_meanwhile" if stage in OPEN_STAGES else "pool_is_frozen")


def begin(session: Session, jury: Jury, upload_id: int, *, seen: str, actor: Actor, now: datetime) -> Job:
    """Have an import carried out in the background; a second press finds the same job.

    Raises `upload_is_gone`, `pool_is_frozen`. That the pool is still the one that was looked at is checked at the end.
    """
    actor.require(Role.ORGANIZER)
    if jury.stage not in OPEN_STAGES:
        raise Conflict("pool_is_frozen")
    upload = waiting_upload(session, jury, upload_id)
    running = session.get(Job, upload.job_id) if upload.job_id else None
    if running is not None and jobs.is_live(running):
        return running
    job = jobs.enqueue(session, "pool_import", {"upload_id": upload_id, "seen": seen}, now=now, jury_id=jury.id,
                       actor=actor)
    upload.job_id = job.id
    session.flush()
    return job
