"""The briefing list and the witness list as they stand now, and their versions as somebody decided on them."""
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.evidence import DocumentKind
from app.domain.lists import ListKind
from app.domain.roles import Role
from app.models import Document, Jury, Membership, ReviewedList
from app.services.accounts import memberships
from app.services.room import documents

DOCUMENT, MEMBER = "document", "member"


@dataclass(frozen=True)
class ListEntry:
    """One line of a list, in words: `texts` are what was declared (title, stance; topic, stance, interests)."""

    key: str
    name: str
    texts: dict[str, dict[str, str]]
    document: Document | None = None  # while it is in the library


def entries_of(session: Session, jury: Jury, kind: ListKind) -> dict[str, str]:
    """The list as it stands: key → what is declared about it, written in one way only."""
    if kind is ListKind.BRIEFING:
        return {f"{DOCUMENT}-{row.id}": _canonical(
            {"title": row.title, "stance": row.stance, "language": row.language, "sha256": row.sha256})
            for row in documents.documents_of(session, jury.id) if row.kind is not DocumentKind.PUBLIC}
    return {f"{MEMBER}-{row.id}": _canonical(_declared(row))
            for row in memberships.members_of(session, jury.id, Role.EXPERT)}


def _declared(member: Membership) -> dict[str, object]:
    witness = member.witness
    if witness is None:
        return {"topic": {}, "stance": {}, "interests": {}}
    return {"topic": witness.topic, "stance": witness.stance, "interests": witness.interests}


def _canonical(declared: dict[str, object]) -> str:
    return json.dumps(declared, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def mark_of(entries: dict[str, str]) -> str:
    """Changes with every change of the list; goes along in the form under which somebody decides."""
    return hashlib.sha256(_canonical(dict(entries)).encode()).hexdigest()


def versions_of(session: Session, jury: Jury, kind: ListKind) -> list[ReviewedList]:
    """The oldest first."""
    return list(session.scalars(select(ReviewedList).where(
        ReviewedList.jury_id == jury.id, ReviewedList.kind == kind).order_by(ReviewedList.version)))


def keep_version(session: Session, jury: Jury, kind: ListKind, entries: dict[str, str], *,
                 now: datetime) -> ReviewedList:
    """The version that holds exactly this list: the latest one, or a new one. The caller holds the jury."""
    versions, mark = versions_of(session, jury, kind), mark_of(entries)
    if versions and versions[-1].sha256 == mark:
        return versions[-1]
    version = ReviewedList(jury_id=jury.id, kind=kind, version=len(versions) + 1, entries=entries, sha256=mark,
                           made_at=now)
    session.add(version)
    session.flush()
    return version


def in_words(session: Session, entries: dict[str, str], keys: Iterable[str] | None = None) -> list[ListEntry]:
    """Entries with their names, also of what has left the list since."""
    return [_entry(session, key, json.loads(entries[key])) for key in (entries if keys is None else keys)]


def _entry(session: Session, key: str, declared: dict[str, object]) -> ListEntry:
    kind, _, number = key.rpartition("-")
    texts = {name: value for name, value in declared.items() if isinstance(value, dict)}
    if kind == MEMBER:
        member = session.get(Membership, int(number))
        return ListEntry(key, member.person.name if member else "…", texts)
    document = session.get(Document, int(number))
    return ListEntry(key, document.author if document else "…", texts,
                     document if document and document.withdrawn_at is None else None)
