"""The verdict: its words, and publishing, which freezes it for good."""
from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, refuse_if
from app.domain.languages import LANGUAGES
from app.domain.local_days import local_day
from app.domain.roles import Actor, Role
from app.domain.stages import Stage, has_reached
from app.domain.working_days import add_working_days
from app.models import Jury, Verdict
from app.services import juries, records, stages
from app.services.verdict import checklists, sign_offs, verdict_documents
from app.services.verdict.verdict_documents import VerdictDocument

MAX_WORDS = 60
MAX_NOTE_WORDS = 150
MAX_CASE_WORDS = 120
WRITERS = (Role.ORGANIZER, Role.FACILITATOR)


@dataclass(frozen=True)
class Cases:
    """The best case for the answer and against it; a side is written, or nobody in the jury held it."""

    for_it: dict[str, str] = field(default_factory=dict)
    against: dict[str, str] = field(default_factory=dict)
    nobody_for: bool = False
    nobody_against: bool = False


def latest(session: Session, jury: Jury) -> Verdict | None:
    """The newest version, published or not."""
    return session.scalars(select(Verdict).where(
        Verdict.jury_id == jury.id).order_by(Verdict.version.desc()).limit(1)).first()


def published(session: Session, jury: Jury) -> list[Verdict]:
    """Every published version, newest first; none is ever hidden."""
    return list(session.scalars(select(Verdict).where(
        Verdict.jury_id == jury.id, Verdict.document.is_not(None)).order_by(Verdict.version.desc())))


def words_in(text: str) -> int:
    return len(text.split())


def write(session: Session, jury: Jury, answer: dict[str, str], process_note: dict[str, str], *, seen: str,
          actor: Actor, now: datetime, cases: Cases | None = None, reason: str | None = None) -> Verdict:
    """Write the answer, the process note and the best cases.

    Before publishing the draft changes in place, and what was decided about other words (the waiver of the jurors'
    sign-off) goes. Afterwards a new version with a public `reason` begins. `seen`: the mark of what the writer read
    (`mark_of`). Raises every text that is too long, for each language; `case_is_both` when a side is written and
    also said to be nobody's; `verdict_was_edited` when somebody saved meanwhile; `reason_is_missing`,
    `verdict_is_not_open`. Nothing is saved then.
    """
    actor.require(*WRITERS)
    juries.hold(session, jury)
    _require_open(jury)
    kept = cases or Cases()
    refuse_if([*_too_long(answer, process_note, kept), *_both(kept)])
    verdict = _reread(session, jury)
    if mark_of(verdict) != seen:
        raise Conflict("verdict_was_edited")
    if verdict is None or verdict.document is not None:
        verdict = _next_version(session, jury, verdict, reason)
    before = sign_offs.text_mark(verdict)
    verdict.answer, verdict.process_note, verdict.written_at = answer, process_note, now
    verdict.case_for, verdict.case_against = kept.for_it, kept.against
    verdict.nobody_for, verdict.nobody_against = kept.nobody_for, kept.nobody_against
    verdict.reason = (reason or "").strip() or verdict.reason
    if sign_offs.text_mark(verdict) != before:
        verdict.waiver_reason = None
    session.flush()
    return verdict


def _reread(session: Session, jury: Jury) -> Verdict | None:
    """The newest version as it is behind the lock: another writer may have saved it while this one waited."""
    return session.scalars(select(Verdict).where(Verdict.jury_id == jury.id).order_by(
        Verdict.version.desc()).limit(1).execution_options(populate_existing=True)).first()


def _too_long(answer: dict[str, str], process_note: dict[str, str], cases: Cases) -> list[DomainError]:
    limits = (("process_note", process_note, MAX_NOTE_WORDS), ("case_for", cases.for_it, MAX_CASE_WORDS),
              ("case_against", cases.against, MAX_CASE_WORDS))
    return [DomainError("answer_is_too_long", language=language, words=words, maximum=MAX_WORDS)
            for language, words in _excess(answer, MAX_WORDS)] + [
        DomainError("text_has_too_many_words", field=field, language=language, words=words, maximum=most)
        for field, texts, most in limits for language, words in _excess(texts, most)]


def _excess(texts: dict[str, str], most: int) -> list[tuple[str, int]]:
    counts = ((language, words_in(texts.get(language, ""))) for language in LANGUAGES)
    return [(language, words) for language, words in counts if words > most]


def _both(cases: Cases) -> list[DomainError]:
    sides = (("case_for", cases.for_it, cases.nobody_for), ("case_against", cases.against, cases.nobody_against))
    return [DomainError("case_is_both", field=name) for name, texts, nobody in sides if nobody and any(texts.values())]


def _require_open(jury: Jury) -> None:
    """A cancelled jury publishes nothing, also not what was written before."""
    if jury.stage is not Stage.VERDICT and not has_reached(jury.stage, Stage.PUBLISHED):
        raise Conflict("verdict_is_not_open")


def mark_of(verdict: Verdict | None) -> str:
    """Changes with every saving; goes along in the form."""
    return "" if verdict is None else f"{verdict.version}@{verdict.written_at.isoformat()}"


def _next_version(session: Session, jury: Jury, before: Verdict | None, reason: str | None) -> Verdict:
    if before is not None and not (reason or "").strip():
        raise DomainError("reason_is_missing")
    verdict = Verdict(jury_id=jury.id, version=before.version + 1 if before else 1, answer={}, process_note={},
                      case_for={}, case_against={}, nobody_for=False, nobody_against=False)
    session.add(verdict)
    return verdict


def preview(session: Session, jury: Jury, verdict: Verdict | None, *, now: datetime) -> VerdictDocument:
    """What would be published now."""
    draft = verdict or Verdict(jury_id=jury.id, version=1, answer={}, process_note={}, case_for={}, case_against={})
    today = local_day(jury, now)
    due = jury.reply_due_on or add_working_days(today, jury.reply_working_days)
    return verdict_documents.build(session, jury, draft, reply_due_on=due, now=now)


def publish(session: Session, jury: Jury, *, seen: str, actor: Actor, now: datetime) -> Verdict:
    """Freeze the text and, the first time, move the jury to `published`, all in one transaction.

    Who signed off is forgotten; the document keeps the numbers. The reply clock starts with the first version; later
    versions do not restart it. Raises every blocking fault of the checklist, what the stage's checks find,
    `verdict_is_not_open`, `verdict_was_edited`, `verdict_is_published`.
    """
    actor.require(Role.ORGANIZER)
    juries.hold(session, jury)
    _require_open(jury)
    verdict = _reread(session, jury)
    if verdict is None or verdict.document is not None:
        raise Conflict("verdict_is_missing" if verdict is None else "verdict_is_published")
    if mark_of(verdict) != seen:
        raise Conflict("verdict_was_edited")
    document = preview(session, jury, verdict, now=now)
    refuse_if(checklists.blockers(checklists.checklist(session, jury, verdict, document, now=now)))
    _freeze(session, jury, verdict, document, now=now)
    sign_offs.forget(session, verdict)
    if jury.stage is Stage.VERDICT:
        stages.advance(session, jury, Stage.PUBLISHED, actor=actor, now=now)
    return verdict


def _freeze(session: Session, jury: Jury, verdict: Verdict, document: VerdictDocument, *, now: datetime) -> None:
    text = document.to_json()
    digest = hashlib.sha256(text.encode()).hexdigest()
    frozen = session.execute(update(Verdict).where(Verdict.id == verdict.id, Verdict.document.is_(None)).values(
        document=text, sha256=digest, published_at=now).execution_options(synchronize_session=False))
    if frozen.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("verdict_is_published")
    session.refresh(verdict)
    jury.reply_due_on = verdict_documents.due_date(document)
    session.flush()
    records.add_entry(session, jury.id, "verdict_published", {
        "version": verdict.version, "sha256": digest, "reply_due_on": document.reply_due_on,
        "reason": document.reason}, now=now)
