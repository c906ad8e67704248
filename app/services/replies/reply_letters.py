"""The authority's formal letter to the jury: number, date and signature around the replies as they stand."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, refuse_if
from app.domain.phases import ReplyStatus
from app.domain.roles import Actor, Role
from app.models import Jury, Milestone, Reply, ReplyLetter
from app.services import juries, records
from app.services.replies.standings import standing_of
from app.services.replies.trackers import TrackedItem

MAX_OPENING = 1500


@dataclass(frozen=True)
class LetterTexts:
    """What stands on the letter beside the replies."""

    number: str
    signed_on: date
    signer: str
    post: dict[str, str]
    opening: dict[str, str]


def is_ready(session: Session, jury: Jury, *, now: datetime) -> bool:
    """Whether every recommendation is answered."""
    standing = standing_of(session, jury, now=now)
    return standing is not None and standing.answered == standing.recommendations


def letter_of(session: Session, jury: Jury) -> ReplyLetter | None:
    return session.get(ReplyLetter, jury.id)


def write_letter(session: Session, jury: Jury, texts: LetterTexts, *, actor: Actor, now: datetime) -> ReplyLetter:
    """Write or correct the letter; each saving is in the public record.

    Raises `letter_is_not_ready`, `letter_field_is_missing`, `letter_is_too_long`.
    """
    actor.require(Role.COMMISSIONER)
    juries.hold(session, jury)
    if not is_ready(session, jury, now=now):
        raise Conflict("letter_is_not_ready")
    refuse_if([DomainError(code, maximum=MAX_OPENING) for is_wrong, code in (
        (not texts.number.strip() or not texts.signer.strip(), "letter_field_is_missing"),
        (max(map(len, texts.opening.values()), default=0) > MAX_OPENING, "letter_is_too_long")) if is_wrong])
    letter = session.get(ReplyLetter, jury.id)
    if letter is None:
        letter = ReplyLetter(jury_id=jury.id, version=0)
        session.add(letter)
    letter.version += 1
    letter.number, letter.signed_on = texts.number.strip()[:60], texts.signed_on
    letter.signer, letter.post = texts.signer.strip()[:120], _kept(texts.post)
    letter.opening, letter.written_at = _kept(texts.opening), now
    session.flush()
    records.add_entry(session, jury.id, "reply_letter_written", {
        "version": letter.version, "signed_on": letter.signed_on.isoformat()}, now=now)
    return letter


@dataclass(frozen=True)
class LetterAnswer:
    """One recommendation as the letter answers it; `promised`: what is to be reported, by its first date."""

    item: TrackedItem
    reply: Reply | None
    promised: list[Milestone]


def at_writing(items: Sequence[TrackedItem], letter: ReplyLetter) -> list[LetterAnswer]:
    """A signed letter does not change by itself: it holds what stood on the page when it was written."""
    found = []
    for item in items:
        reply = next((view.reply for view in item.versions if view.reply.at <= letter.written_at), None)
        promised = [view.milestone for view in item.milestones if view.milestone.added_at <= letter.written_at]
        is_no = reply is not None and reply.status is ReplyStatus.REJECTED
        found.append(LetterAnswer(item, reply, [] if is_no else promised))
    return found


def is_behind(items: Sequence[TrackedItem], letter: ReplyLetter) -> bool:
    """Whether a reply is newer than the letter."""
    return any(view.reply.at > letter.written_at for item in items for view in item.versions)


def _kept(texts: dict[str, str]) -> dict[str, str]:
    return {language: words.strip() for language, words in texts.items() if words.strip()}
