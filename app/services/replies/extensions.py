"""The authority says that it needs longer: in public, with a reason. The promised date stays, and so does lateness."""
from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, refuse_if
from app.domain.local_days import local_day
from app.domain.roles import Actor, Role
from app.models import Jury, ReplyExtension
from app.services import juries, records
from app.services.replies.standings import standing_of

MAX_REASONS = 1000
FURTHEST = timedelta(days=366)


def ask(session: Session, jury: Jury, until_on: date, reasons: dict[str, str], *, actor: Actor,
        now: datetime) -> ReplyExtension:
    """Announce a later day for the reply. Nothing else changes: the clock goes on.

    Raises `extension_is_not_needed`, `extension_is_too_soon`, `reasons_are_missing`, `reasons_are_too_long`.
    """
    membership_id = actor.require(Role.COMMISSIONER)
    juries.hold(session, jury)
    standing = standing_of(session, jury, now=now)
    if standing is None or standing.answered == standing.recommendations or jury.reply_due_on is None:
        raise Conflict("extension_is_not_needed")
    first, today = jury.reply_due_on, local_day(jury, now)
    clean = {language: words.strip() for language, words in reasons.items() if words.strip()}
    refuse_if([DomainError(code, maximum=MAX_REASONS) for is_wrong, code in (
        (not max(first, today) < until_on <= today + FURTHEST, "extension_is_too_soon"),
        (not clean, "reasons_are_missing"),
        (max(map(len, clean.values()), default=0) > MAX_REASONS, "reasons_are_too_long")) if is_wrong])
    extension = ReplyExtension(jury_id=jury.id, until_on=until_on, reasons=clean, membership_id=membership_id, at=now)
    session.add(extension)
    session.flush()
    records.add_entry(session, jury.id, "reply_extension_asked", {
        "promised": first.isoformat(), "until": until_on.isoformat()}, now=now)
    return extension


def extensions_of(session: Session, jury: Jury) -> list[ReplyExtension]:
    """Every announcement, the newest first."""
    return list(session.scalars(select(ReplyExtension).where(
        ReplyExtension.jury_id == jury.id).order_by(ReplyExtension.id.desc())))
