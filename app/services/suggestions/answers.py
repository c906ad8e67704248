"""What becomes of a submission: an outcome, its words, and whom it names; every outcome stands in the public record."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound, refuse_if
from app.domain.evidence import DocumentKind
from app.domain.languages import LANGUAGES
from app.domain.moderation import AppealState
from app.domain.roles import Actor, Role
from app.domain.suggestions import FOR_QUESTIONS, FOR_STATEMENTS, Outcome, Refusal
from app.domain.writing import clean_text
from app.models import Document, Jury, Submission
from app.services import juries, records
from app.services.room import document_files, documents
from app.services.room.documents import Upload
from app.services.suggestions import advice_bodies, answer_letters, statement_terms, submissions
from app.services.vault import Vault

MODERATORS = (Role.ORGANIZER, Role.FACILITATOR)
MOST_WORDS = 1000
LONGEST_TITLE = 80  # of the words in a title of the library
_NEEDS_WORDS = (Outcome.ANSWERED, Outcome.PASSED_ON)
_NO_TARGETS = (Outcome.MERGED, Outcome.NOT_PUBLISHED, Outcome.WITHDRAWN)


@dataclass(frozen=True)
class EvidenceWords:
    """How a statement is called in the library: titles by language with {number} and {words}; the author's line."""

    titles: dict[str, str]
    author: str


@dataclass(frozen=True)
class Answer:
    """`before`: the outcome that the person who answers saw, so that two of them do not overwrite each other.

    `words` by language; `into`: the number of the one that says the same; `evidence`: for the library.
    """

    outcome: Outcome
    before: Outcome | None = None
    words: dict[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    into: int | None = None
    advice_body_id: int | None = None
    became: str = ""
    evidence: EvidenceWords | None = None


def answer(session: Session, jury: Jury | None, number: int, given: Answer, *, vault: Vault, actor: Actor,
           now: datetime) -> Submission:
    """Decide what becomes of it, or decide anew. Who left an address hears of it; then the address is erased.

    Raises `submission_is_unknown`, `submission_is_withdrawn`, `submission_is_erased`, `outcome_does_not_fit`,
    `outcome_is_overruled` after an appeal that was right, `evidence_stays_evidence`, `answer_has_changed` for the
    second of two; for what the outcome needs `refusal_is_missing`, `answer_words_are_missing`, `advice_is_missing`,
    `merge_target_is_wrong`, `jury_address_is_unknown`, `evidence_comes_too_late`, `document_is_known`.
    """
    require_moderator(jury, actor)
    if jury is not None:
        juries.hold(session, jury)
    row = submissions.find(session, jury, number)
    _require_changeable(row, given, jury)
    words = _checked_words(given)
    values = _values(session, jury, row, given, actor=actor, now=now)
    before = Submission.outcome.is_(None) if given.before is None else Submission.outcome == given.before
    done = session.execute(update(Submission).where(Submission.id == row.id, before).values(
        outcome=given.outcome, words=words, answered_at=now, answered_by_id=actor.person_id, **values))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("answer_has_changed")
    session.refresh(row)
    _record(session, jury, row, now=now)
    answer_letters.send(session, jury, row, vault=vault, now=now)
    return row


def require_moderator(jury: Jury | None, actor: Actor) -> None:
    """Statements are answered by who runs the jury, questions by staff."""
    if jury is not None:
        actor.require(*MODERATORS)
    elif not actor.is_staff:
        raise Forbidden("role_is_missing")


def _require_changeable(row: Submission, given: Answer, jury: Jury | None) -> None:
    if row.outcome is Outcome.WITHDRAWN:
        raise Conflict("submission_is_withdrawn")
    if row.erased_at is not None:
        raise Conflict("submission_is_erased")
    if given.outcome not in (FOR_STATEMENTS if jury else FOR_QUESTIONS):
        raise DomainError("outcome_does_not_fit")
    if row.appeal is not None and row.appeal.state is AppealState.UPHELD and row.appeal.against is given.outcome:
        raise Conflict("outcome_is_overruled")
    if row.outcome is Outcome.EVIDENCE and row.document is not None and row.document.withdrawn_at is None:
        raise Conflict("evidence_stays_evidence")


def _checked_words(given: Answer) -> dict[str, str]:
    words = {language: clean_text(given.words.get(language, "")) for language in LANGUAGES}
    longest = max(map(len, words.values()))
    faults = []
    if longest > MOST_WORDS:
        faults.append(DomainError("text_is_too_long", length=longest, maximum=MOST_WORDS))
    if given.outcome is Outcome.NOT_PUBLISHED and given.refusal is None:
        faults.append(DomainError("refusal_is_missing"))
    if given.outcome in _NEEDS_WORDS and not any(words.values()):
        faults.append(DomainError("answer_words_are_missing"))
    if given.outcome is Outcome.OUTSIDE and given.advice_body_id is None and not any(words.values()):
        faults.append(DomainError("advice_is_missing"))
    refuse_if(faults)
    return words


def _values(session: Session, jury: Jury | None, row: Submission, given: Answer, *, actor: Actor,
            now: datetime) -> dict[str, Any]:
    """The columns that belong to this outcome; those of an earlier one are emptied, but a number once given stays."""
    values: dict[str, Any] = {"refusal": None, "into_id": None, "advice_body_id": None, "became_id": None}
    if given.outcome is Outcome.NOT_PUBLISHED:
        values["refusal"] = given.refusal
    elif given.outcome is Outcome.MERGED:
        values["into_id"] = _target(session, jury, row, given.into).id
    elif given.outcome in (Outcome.OUTSIDE, Outcome.PASSED_ON) and given.advice_body_id is not None:
        values["advice_body_id"] = advice_bodies.find(session, given.advice_body_id).id
    elif given.outcome is Outcome.ADOPTED:
        values["became_id"] = _jury_of(session, given.became).id
    elif jury is not None and given.outcome is Outcome.EVIDENCE:
        values |= _lay_on_the_table(session, jury, row, given.evidence, actor=actor, now=now)
    return values


def _target(session: Session, jury: Jury | None, row: Submission, number: int | None) -> Submission:
    try:
        found = submissions.find(session, jury, number or 0)
    except NotFound:
        raise DomainError("merge_target_is_wrong") from None
    if found.id == row.id or found.outcome in _NO_TARGETS:
        raise DomainError("merge_target_is_wrong")
    return found


def _jury_of(session: Session, slug: str) -> Jury:
    found = session.scalars(select(Jury).where(Jury.slug == slug.strip())).first()
    if found is None:
        raise DomainError("jury_address_is_unknown")
    return found


def _lay_on_the_table(session: Session, jury: Jury, row: Submission, words: EvidenceWords | None, *, actor: Actor,
                      now: datetime) -> dict[str, Any]:
    """A document of its own kind, so that nobody takes it for the word of a witness."""
    content = row.body.encode()
    if jury.stage not in statement_terms.OPEN_STAGES:
        raise Conflict("evidence_comes_too_late")
    if words is None or document_files.media_type_of(content) != document_files.TEXT:
        raise DomainError("statement_is_no_plain_text")
    number = row.evidence_number or 1 + (session.scalar(
        select(func.max(Submission.evidence_number)).where(submissions.in_list(jury))) or 0)
    upload = Upload(_titles(words, number, row.body), words.author, {}, row.language, f"statement-{row.number}.txt",
                    content, DocumentKind.PUBLIC)
    document = documents.add_document(session, jury, upload, actor=actor, now=now)
    if _is_taken(session, document):
        raise Conflict("document_is_known")
    return {"document_id": document.id, "evidence_number": number}


def _titles(words: EvidenceWords, number: int, body: str) -> dict[str, str]:
    """The words of the author go in last, so that braces in them mean nothing."""
    line = " ".join(body.split())
    begin = line if len(line) <= LONGEST_TITLE else line[:LONGEST_TITLE - 1].rstrip() + "…"
    return {language: title.replace("{number}", str(number)).replace("{words}", begin)
            for language, title in words.titles.items()}


def _is_taken(session: Session, document: Document) -> bool:
    """The same words are in the library already: as another statement, or as a document of somebody else."""
    return document.kind is not DocumentKind.PUBLIC or session.scalar(
        select(Submission.id).where(Submission.document_id == document.id).limit(1)) is not None


def _record(session: Session, jury: Jury | None, row: Submission, *, now: datetime) -> None:
    """Questions belong to no jury and so to no record; their list is public with every outcome."""
    if jury is None or row.outcome is None:
        return
    data: dict[str, Any] = {"number": row.number, "outcome": row.outcome.value}
    data |= {"reason": row.refusal.value} if row.refusal else {}
    data |= {"document": row.document_id} if row.outcome is Outcome.EVIDENCE else {}
    records.add_entry(session, jury.id, "public_statement_answered", data, now=now)
