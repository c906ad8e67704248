"""The verdict: its words, and publishing, which freezes it for good."""
from __future__ import annotations

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, refuse_if
from app.domain.languages import LANGUAGES, OWN_NAMES
from app.domain.phases import BallotState
from app.domain.roles import Actor, Role
from app.domain.stages import Stage, has_reached
from app.domain.working_days import add_working_days
from app.models import Jury, Verdict
from app.services import juries, records, stages
from app.services.stage_checks import verdict_is_complete
from app.services.verdict import verdict_documents
from app.services.verdict.ballots import ballots_of, public_facts
from app.services.verdict.verdict_documents import VerdictDocument

MAX_WORDS = 60
WRITERS = (Role.ORGANIZER, Role.FACILITATOR)


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


def write(session: Session, jury: Jury, answer: dict[str, str], process_note: dict[str, str], *,
          seen: str, actor: Actor, now: datetime, reason: str | None = None) -> Verdict:
    """Write the answer and the process note.

    Before publishing the draft changes in place. Afterwards a new version with a public `reason` begins.
    `seen`: the mark of what the writer read (`mark_of`). Raises `answer_is_too_long` for each language,
    `verdict_was_edited` when somebody saved meanwhile, `reason_is_missing`, `verdict_is_not_open`.
    """
    actor.require(*WRITERS)
    _require_open(jury)
    refuse_if([DomainError("answer_is_too_long", language=OWN_NAMES[language], words=words_in(answer.get(language, "")),
                           maximum=MAX_WORDS)
               for language in LANGUAGES if words_in(answer.get(language, "")) > MAX_WORDS])
    verdict = latest(session, jury)
    if mark_of(verdict) != seen:
        raise Conflict("verdict_was_edited")
    if verdict is None or verdict.document is not None:
        verdict = _next_version(session, jury, verdict, reason)
    verdict.answer, verdict.process_note, verdict.written_at = answer, process_note, now
    verdict.reason = (reason or "").strip() or verdict.reason
    session.flush()
    return verdict


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
    verdict = Verdict(jury_id=jury.id, version=before.version + 1 if before else 1)
    session.add(verdict)
    return verdict


def preview(session: Session, jury: Jury, verdict: Verdict | None, *, now: datetime) -> VerdictDocument:
    """What would be published now."""
    draft = verdict or Verdict(jury_id=jury.id, version=1, answer={}, process_note={})
    today = now.astimezone(ZoneInfo(jury.time_zone)).date()
    due = jury.reply_due_on or add_working_days(today, jury.reply_working_days)
    return verdict_documents.build(session, jury, draft, reply_due_on=due, now=now)


def publish(session: Session, jury: Jury, *, seen: str, actor: Actor, now: datetime) -> Verdict:
    """Freeze the text and, the first time, move the jury to `published`, all in one transaction.

    The reply clock starts with the first version; later versions do not restart it. Raises what the stage's
    checks find, `verdict_is_not_open`, `verdict_was_edited`, `verdict_is_published`, `ballot_differs_from_record`.
    """
    actor.require(Role.ORGANIZER)
    juries.hold(session, jury)
    _require_open(jury)
    verdict = latest(session, jury)
    if verdict is None or verdict.document is not None:
        raise Conflict("verdict_is_missing" if verdict is None else "verdict_is_published")
    if mark_of(verdict) != seen:
        raise Conflict("verdict_was_edited")
    refuse_if([*verdict_is_complete(session, jury), *(
        DomainError("ballot_differs_from_record", number=number)
        for number in _ballots_off_record(session, jury))])
    document = preview(session, jury, verdict, now=now)
    _freeze(session, jury, verdict, document, now=now)
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


def _ballots_off_record(session: Session, jury: Jury) -> list[int]:
    """Counted ballots whose totals are not those that the public record got at the count: somebody changed a table."""
    recorded = [entry.data for entry in records.entries_of(session, jury.id) if entry.kind == "ballot_counted"]
    return [ballot.number for ballot in ballots_of(session, jury)
            if ballot.state is BallotState.COUNTED and public_facts(ballot) not in recorded]
