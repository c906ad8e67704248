"""What the public may know of one jury at one moment: read once, then told in many files."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.languages import LANGUAGES
from app.domain.local_days import local_day
from app.domain.stages import Stage, has_reached
from app.domain.topics import Topic
from app.models import Jury, RecordEntry, Verdict
from app.services import records
from app.services.discovery import jury_topics
from app.services.open_data.columns import Table
from app.services.verdict import verdict_documents, verdicts
from app.services.verdict.verdict_documents import VerdictDocument

Row = dict[str, object]


@dataclass(frozen=True)
class Publication:
    """`document`: the newest published verdict; None before there is one. `base_url`: where the public reaches us."""

    session: Session
    jury: Jury
    now: datetime
    base_url: str
    verdict: Verdict | None
    document: VerdictDocument | None
    entries: list[RecordEntry]
    topics: tuple[Topic, ...] = ()

    @property
    def today(self) -> date:
        return local_day(self.jury, self.now)

    def is_told(self, table: Table) -> bool:
        """Whether the jury is so far that a table may have rows."""
        return table.since is None or has_reached(self.jury.stage, table.since)

    def address(self, path: str = "") -> str:
        """A page of the jury in its authentic language."""
        return f"{self.base_url}/{self.jury.authentic_language}/juries/{self.jury.slug}/{path}"

    def document_address(self, version: int) -> str:
        """A frozen verdict, for scripts of other sites too."""
        return f"{self.base_url}/data/juries/{self.jury.slug}/verdict-{version}.json"


def is_public(jury: Jury) -> bool:
    """Whether the public may know that there is such a jury."""
    return jury.stage is not Stage.DRAFT


def open_publication(session: Session, jury: Jury, *, base_url: str, now: datetime) -> Publication:
    found = verdicts.published(session, jury) if has_reached(jury.stage, Stage.PUBLISHED) else []
    newest = next((row for row in found if row.document), None)
    document = verdict_documents.read(newest.document) if newest and newest.document else None
    return Publication(session, jury, now, base_url, newest, document, records.entries_of(session, jury.id),
                       tuple(jury_topics.topics_of(session, [jury.id]).get(jury.id, ())))


def in_languages(name: str, words: Mapping[str, str] | None) -> Row:
    """A text in one column for each language; None where it is missing."""
    return {f"{name}_{language}": ((words or {}).get(language) or "").strip() or None for language in LANGUAGES}
