"""Reports: somebody finds words against the code of conduct. Their author never learns who said so."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.moderation import ReportCategory, ReportState, TargetKind
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.domain.writing import clean_text
from app.models import Jury, Membership, Report
from app.services import records
from app.services.room.moderation import close_reports
from app.services.room.moderation_targets import Target, find_target, find_visible
from app.services.room.reasons import checked_reason

REPORTERS = (Role.JUROR, Role.EXPERT)
MAX_LENGTH = 300


@dataclass(frozen=True)
class Complaint:
    """Everything reported about the same words. `reporters` are named to overseers only."""

    target: Target
    categories: tuple[ReportCategory, ...]
    words: tuple[str, ...]
    first_at: datetime
    reporters: tuple[str, ...]


def report(session: Session, jury: Jury, kind: TargetKind, target_id: int, category: ReportCategory, *, words: str,
           actor: Actor, now: datetime) -> Report:
    """Report words that one could read. Each of us reports the same words once.

    Raises `room_is_closed`, NotFound for what the reporter never saw, `own_words`, `already_reported`,
    `text_is_too_long`.
    """
    reporter_id = actor.require(*REPORTERS)
    if jury.stage is not Stage.DELIBERATION:
        raise Conflict("room_is_closed")
    target = find_visible(session, jury.id, kind, target_id, actor=actor)
    if target.author.id in actor.memberships.values():
        raise DomainError("own_words")
    clean = clean_text(words)
    if len(clean) > MAX_LENGTH:
        raise DomainError("text_is_too_long", length=len(clean), maximum=MAX_LENGTH)
    row = Report(jury_id=jury.id, target_kind=kind, target_id=target_id, author_id=target.author.id,
                 reporter_id=reporter_id, category=category, words=clean, at=now,
                 state=ReportState.OPEN if target.hidden_reason is None else ReportState.ACTED)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Conflict("already_reported") from None
    return row


def open_complaints(session: Session, jury: Jury, *, actor: Actor) -> list[Complaint]:
    """What waits for an answer, oldest first. Overseers see all with names; the facilitator sees no name of a
    reporter, and nothing that is about a facilitator.
    """
    actor.require(Role.FACILITATOR, Role.OVERSEER)
    rows = session.scalars(select(Report).join(Membership, Membership.id == Report.author_id).where(
        Report.jury_id == jury.id, Report.state == ReportState.OPEN,
        *([] if actor.has(Role.OVERSEER) else [Membership.role != Role.FACILITATOR])).order_by(Report.id))
    grouped: dict[tuple[TargetKind, int], list[Report]] = {}
    for row in rows:
        grouped.setdefault((row.target_kind, row.target_id), []).append(row)
    names = _names(session, grouped.values()) if actor.has(Role.OVERSEER) else {}
    return [_complaint(session, jury, reports, names) for reports in grouped.values()]


def _complaint(session: Session, jury: Jury, reports: list[Report], names: dict[int, str]) -> Complaint:
    first = reports[0]
    # Not in the order of the reports, which would tell who was quicker.
    return Complaint(find_target(session, jury.id, first.target_kind, first.target_id),
                     tuple(sorted({row.category for row in reports}, key=lambda category: category.value)),
                     tuple(sorted(row.words for row in reports if row.words)), first.at,
                     tuple(sorted(names[row.reporter_id] for row in reports if row.reporter_id in names)))


def _names(session: Session, groups: Iterable[list[Report]]) -> dict[int, str]:
    ids = [row.reporter_id for group in groups for row in group]
    return dict(session.execute(select(Membership.id, Membership.alias).where(Membership.id.in_(ids))).all())


def dismiss(session: Session, jury: Jury, kind: TargetKind, target_id: int, answer: str, *, actor: Actor,
            now: datetime) -> None:
    """Leave the words as they are, with a reason that the overseers read. Raises `nothing_is_reported`."""
    by = actor.require(Role.FACILITATOR, Role.OVERSEER)
    target = find_target(session, jury.id, kind, target_id)
    if target.author.role is Role.FACILITATOR and not actor.has(Role.OVERSEER):
        raise Forbidden("role_is_missing")
    closed = close_reports(session, jury.id, kind, target_id, ReportState.DISMISSED, by=by, now=now,
                           answer=checked_reason(answer))
    if not closed:
        raise NotFound("nothing_is_reported")
    records.add_entry(session, jury.id, "report_dismissed", {"reports": closed}, now=now)
