"""What is looked at before a verdict is published: what blocks it, and what only deserves a second look."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.languages import missing_languages
from app.domain.lists import ListKind
from app.domain.phases import BallotState
from app.domain.stages import Stage
from app.models import Document, DocumentParagraph, Jury, ProposalEvidence, Verdict
from app.services import records, stage_checks
from app.services.oversight import objections, reviews
from app.services.verdict import dissent_deadlines, sign_offs
from app.services.verdict.ballots import ballots_of, public_facts
from app.services.verdict.verdict_documents import VerdictDocument


class Line(Enum):
    """One thing to look at, in the order of the page."""

    TEXT = "text"
    VOTES = "votes"
    SIGN_OFF = "sign_off"
    DISSENTS = "dissents"
    OBJECTIONS = "objections"
    ITEM_LANGUAGES = "item_languages"
    SOURCES = "sources"
    ALTERNATIVES = "alternatives"
    CHARGE = "charge"
    LISTS = "lists"


# The others are warnings: nobody can mend them after the vote, or an overseer's silence must not stop a jury.
BLOCKING = frozenset({Line.TEXT, Line.VOTES, Line.SIGN_OFF, Line.DISSENTS, Line.OBJECTIONS})


@dataclass(frozen=True)
class Checked:
    """A line of the checklist with everything that it still lacks."""

    line: Line
    faults: tuple[DomainError, ...]

    @property
    def is_blocking(self) -> bool:
        return bool(self.faults) and self.line in BLOCKING


def checklist(session: Session, jury: Jury, verdict: Verdict | None, document: VerdictDocument, *,
              now: datetime) -> list[Checked]:
    """Every line. `document`: what would be published now."""
    found = {
        Line.TEXT: stage_checks.verdict_is_complete(session, jury),
        Line.VOTES: _votes(session, jury),
        Line.SIGN_OFF: sign_offs.faults(session, jury, verdict, now=now),
        Line.DISSENTS: _dissents(session, jury, now),
        Line.OBJECTIONS: objections.open_objections(session, jury),
        Line.ITEM_LANGUAGES: _item_languages(document),
        Line.SOURCES: [DomainError("item_has_no_source", item=item.title) for item in document.items
                       if item.is_adopted and not item.evidence],
        Line.ALTERNATIVES: _without_text(session, jury, document),
        Line.CHARGE: stage_checks.charge_is_approved(session, jury),
        Line.LISTS: [fault for kind in ListKind for fault in reviews.faults_of(session, jury, kind)],
    }
    return [Checked(line, tuple(found[line])) for line in Line]


def blockers(lines: list[Checked]) -> list[DomainError]:
    """Every reason for which nothing is published."""
    return [fault for line in lines if line.is_blocking for fault in line.faults]


def _votes(session: Session, jury: Jury) -> list[DomainError]:
    """Nothing is voted on at this moment, and no counted total differs from what the public record got at the count:
    then somebody changed a table.
    """
    recorded = [entry.data for entry in records.entries_of(session, jury.id) if entry.kind == "ballot_counted"]
    return [DomainError("ballot_differs_from_record", number=ballot.number) for ballot in ballots_of(session, jury)
            if ballot.state is BallotState.COUNTED and public_facts(ballot) not in recorded]


def _dissents(session: Session, jury: Jury, now: datetime) -> list[DomainError]:
    """A time that was promised to the minority is kept; after the first publication the window is closed for good."""
    limit = dissent_deadlines.closes_at(session, jury)
    is_open = jury.stage is Stage.VERDICT and limit is not None and now < limit
    return [DomainError("dissents_are_open", until=limit)] if is_open else []


def _item_languages(document: VerdictDocument) -> list[DomainError]:
    """The words were voted on and stand as they are: readers of other languages see them marked as foreign."""
    return [DomainError("item_language_is_missing", item=item.title, language=language) for item in document.items
            for language in sorted({*missing_languages(item.title), *missing_languages(item.body),
                                    *(missing_languages(item.why) if any(item.why.values()) else ())})]


def _without_text(session: Session, jury: Jury, document: VerdictDocument) -> list[DomainError]:
    """Documents of adopted items of which nobody can read the words: a scan or a picture says nothing aloud."""
    adopted = [item.proposal_id for item in document.items if item.is_adopted]
    cited = select(ProposalEvidence.document_id).where(ProposalEvidence.proposal_id.in_(adopted))
    rows = session.scalars(select(Document).where(  # no DISTINCT: PostgreSQL cannot compare JSON columns
        Document.jury_id == jury.id, Document.id.in_(cited), Document.withdrawn_at.is_(None),
        ~exists().where(DocumentParagraph.document_id == Document.id)).order_by(Document.id))
    return [DomainError("document_has_no_text", item=row.title) for row in rows]
