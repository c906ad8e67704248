"""What is new in public: put together from the tables each time, so nothing can be left out of a feed or slipped in."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.deadlines import Standing
from app.domain.milestones import MilestoneState, ReportKind
from app.domain.news import NewsKind
from app.domain.phases import DrawState
from app.domain.stages import Stage
from app.models import CalendarEvent, Draw, Jury, Milestone, MilestoneReport, Proposal, Reply, Verdict
from app.services.replies.standings import standings_of

MOST = 50  # entries of a feed
MOST_IN_A_WEEK = 10_000  # of each kind
_PAST_DUE = {Standing.OVERDUE, Standing.LATE}
_UNSAID = (ReportKind.REMINDED,)


@dataclass(frozen=True)
class News:
    """One thing that happened. `key` names it for ever within its jury; `facts` are what its sentence needs."""

    kind: NewsKind
    jury: Jury
    key: str
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Range:
    jury_id: int | None
    since: datetime | None
    now: datetime

    def of(self, query: Any, moment: Any) -> Any:
        """Narrow a query over juries: the public ones, this jury, these days, the newest."""
        query = query.where(Jury.stage != Stage.DRAFT)
        if self.jury_id is not None:
            query = query.where(Jury.id == self.jury_id)
        if self.since is not None:
            is_day = moment.type.python_type is date  # what becomes of it is told when the day is over
            query = query.where(moment >= (self.since.date() - timedelta(days=2) if is_day else self.since))
        return query.order_by(moment.desc(), Jury.id.desc()).limit(self.most)

    @property
    def most(self) -> int:
        """A feed is short; whoever is told by letter misses nothing, however much happens in a week."""
        return MOST if self.since is None else MOST_IN_A_WEEK


def news(session: Session, *, now: datetime, jury: Jury | None = None, since: datetime | None = None) -> list[News]:
    """What happened until now, the newest first: in one jury, or in all; since a moment, or the last fifty."""
    within = _Range(jury.id if jury else None, since, now)
    found = [entry for part in (_verdicts, _replies, _overdue, _reports, _late_milestones, _sessions, _draws)
             for entry in part(session, within) if since is None or entry.at >= since]
    return sorted(found, key=lambda entry: (entry.at, entry.jury.id, entry.key), reverse=True)[:within.most]


def _verdicts(session: Session, within: _Range) -> Iterator[News]:
    for row, jury in session.execute(within.of(select(Verdict, Jury).join(Jury, Jury.id == Verdict.jury_id).where(
            Verdict.published_at.is_not(None)), Verdict.published_at)):
        yield News(NewsKind.VERDICT, jury, f"verdict-{row.version}", row.published_at, {
            "version": row.version, "answer": row.answer, "reason": row.reason or "", "sha256": row.sha256 or ""})


def _replies(session: Session, within: _Range) -> Iterator[News]:
    query = select(Reply, Proposal.number, Jury).join(Proposal, Proposal.id == Reply.proposal_id).join(
        Jury, Jury.id == Reply.jury_id)
    for row, number, jury in session.execute(within.of(query, Reply.at)):
        yield News(NewsKind.REPLY, jury, f"reply-{number}.{row.version}", row.at, {
            "number": number, "version": row.version, "status": row.status, "reasons": row.reasons,
            "sha256": row.sha256 or ""})


def _overdue(session: Session, within: _Range) -> Iterator[News]:
    """The day of the reply passed without it. It stays in the feed when the reply came later."""
    juries = session.scalars(within.of(select(Jury).where(
        Jury.reply_due_on < within.now.date() + timedelta(days=1)), Jury.reply_due_on)).all()
    for jury_id, standing in standings_of(session, juries, now=within.now).items():
        jury = next(each for each in juries if each.id == jury_id)
        if standing.deadline.standing in _PAST_DUE:
            yield News(NewsKind.OVERDUE, jury, f"overdue-{standing.deadline.due_on.isoformat()}",
                       _day_after(jury, standing.deadline.due_on), {"due_on": standing.deadline.due_on})


def _reports(session: Session, within: _Range) -> Iterator[News]:
    query = select(MilestoneReport, Milestone, Proposal.number, Jury).join(
        Milestone, Milestone.id == MilestoneReport.milestone_id).join(
        Proposal, Proposal.id == Milestone.proposal_id).join(Jury, Jury.id == Milestone.jury_id).where(
        MilestoneReport.kind.not_in(_UNSAID))
    for row, milestone, number, jury in session.execute(within.of(query, MilestoneReport.at)):
        yield News(NewsKind.MILESTONE, jury, f"report-{row.id}", row.at, {
            "number": number, "milestone": milestone.title, "months": milestone.months, "kind": row.kind,
            "words": row.words})


def _late_milestones(session: Session, within: _Range) -> Iterator[News]:
    """A promised date passed while the promise is still open."""
    query = select(Milestone, Proposal.number, Jury).join(Proposal, Proposal.id == Milestone.proposal_id).join(
        Jury, Jury.id == Milestone.jury_id).where(
        Milestone.state == MilestoneState.PLANNED, Milestone.due_on < within.now.date() + timedelta(days=1))
    for row, number, jury in session.execute(within.of(query, Milestone.due_on)):
        at = _day_after(jury, row.due_on)
        if at <= within.now:
            yield News(NewsKind.LATE_MILESTONE, jury, f"late-{row.id}-{row.due_on.isoformat()}", at, {
                "number": number, "milestone": row.title, "months": row.months, "due_on": row.due_on})


def _sessions(session: Session, within: _Range) -> Iterator[News]:
    query = select(CalendarEvent, Jury).join(Jury, Jury.id == CalendarEvent.jury_id).where(
        CalendarEvent.is_public.is_(True))
    for row, jury in session.execute(within.of(query, CalendarEvent.changed_at)):
        yield News(NewsKind.SESSION, jury, f"session-{row.uid}", row.changed_at, {
            "title": row.title, "place": row.place, "starts_at": row.starts_at,
            "is_cancelled": row.cancelled_at is not None})


def _draws(session: Session, within: _Range) -> Iterator[News]:
    query = select(Draw, Jury).join(Jury, Jury.id == Draw.jury_id).where(or_(
        Draw.state == DrawState.DRAWN, Draw.state == DrawState.VOID), Draw.drawn_at.is_not(None))
    for row, jury in session.execute(within.of(query, Draw.drawn_at)):
        yield News(NewsKind.DRAW, jury, f"draw-{row.number}", row.drawn_at, {
            "number": row.number, "panels": row.panel_count, "panel": row.panel_number,
            "sha256": row.commitment_hash or ""})


def _day_after(jury: Jury, day: date) -> datetime:
    """The moment at which a day is over on the clocks of the jury's place."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(jury.time_zone)).astimezone(UTC)
