"""What the authority does after its reply: promises with dates, and public reports on each of them."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound, refuse_if
from app.domain.local_days import local_day
from app.domain.milestones import USUAL_MONTHS, MilestoneStanding, MilestoneState, ReportKind, months_after
from app.domain.phases import ReplyStatus
from app.domain.roles import Actor, Role
from app.domain.working_days import working_days_between
from app.models import Jury, Milestone, MilestoneReport, PublicFile, Reply
from app.services import juries, records
from app.services.replies import public_files
from app.services.replies.public_files import Enclosure

MAX_TITLE, MAX_WORDS, MAX_LINK = 200, 2000, 500
MOST = 20  # milestones of one recommendation
SOON = timedelta(days=14)
SILENCE = timedelta(days=30)  # after which the organizers may end the waiting
_STATES = {ReportKind.DONE: MilestoneState.DONE, ReportKind.DROPPED: MilestoneState.DROPPED,
           ReportKind.UNREPORTED: MilestoneState.UNREPORTED}


@dataclass(frozen=True)
class ReportTexts:
    """What is reported: in words, by a link, by a file. `due_on`: the new date of one that is moved."""

    kind: ReportKind
    words: dict[str, str]
    link: str = ""
    due_on: date | None = None
    enclosure: Enclosure | None = None


@dataclass(frozen=True)
class ReportView:
    report: MilestoneReport
    file: PublicFile | None


@dataclass(frozen=True)
class MilestoneView:
    """`days`: working days overdue, or by which it came late."""

    milestone: Milestone
    standing: MilestoneStanding
    days: int
    reports: list[ReportView] = field(default_factory=list)  # the newest first

    @property
    def is_open(self) -> bool:
        return self.milestone.state is MilestoneState.PLANNED


def follow(session: Session, jury: Jury, reply: Reply, *, now: datetime) -> None:
    """What a new reply means for the milestones: three usual reports, or an end to all when it says no."""
    known = session.scalars(select(Milestone).where(Milestone.proposal_id == reply.proposal_id)).all()
    if reply.status is ReplyStatus.REJECTED:
        for milestone in known:
            if milestone.state is MilestoneState.PLANNED:
                _enter(session, jury, milestone, ReportTexts(ReportKind.DROPPED, dict(reply.reasons)), None,
                       reply.membership_id, now)
    elif not known:
        today = local_day(jury, now)
        for number, months in enumerate(USUAL_MONTHS, start=1):
            _plan(session, jury, reply.proposal_id, number, {}, months, months_after(today, months), now)
    session.flush()


def _plan(session: Session, jury: Jury, proposal_id: int, number: int, title: dict[str, str], months: int | None,
          due_on: date, now: datetime) -> Milestone:
    milestone = Milestone(jury_id=jury.id, proposal_id=proposal_id, number=number, title=title, months=months,
                          due_on=due_on, first_due_on=due_on, state=MilestoneState.PLANNED, closed_on=None,
                          added_at=now)
    session.add(milestone)
    return milestone


def add(session: Session, jury: Jury, proposal_id: int, title: dict[str, str], due_on: date, *, actor: Actor,
        now: datetime) -> Milestone:
    """Promise one more step, in public.

    Raises `milestone_needs_a_reply`, `milestone_title_is_missing`, `title_is_too_long`, `date_is_past`,
    `milestones_are_many`.
    """
    actor.require(Role.COMMISSIONER)
    juries.hold(session, jury)
    newest = session.scalars(select(Reply).where(
        Reply.jury_id == jury.id, Reply.proposal_id == proposal_id).order_by(Reply.version.desc()).limit(1)).first()
    last = session.scalar(select(func.max(Milestone.number)).where(Milestone.proposal_id == proposal_id)) or 0
    refuse_if([DomainError(code, maximum=maximum) for is_wrong, code, maximum in (
        (newest is None or newest.status is ReplyStatus.REJECTED, "milestone_needs_a_reply", 0),
        (not any(words.strip() for words in title.values()), "milestone_title_is_missing", 0),
        (max(map(len, title.values()), default=0) > MAX_TITLE, "title_is_too_long", MAX_TITLE),
        (due_on < local_day(jury, now), "date_is_past", 0), (last >= MOST, "milestones_are_many", MOST)) if is_wrong])
    clean = {language: words.strip() for language, words in title.items() if words.strip()}
    milestone = _plan(session, jury, proposal_id, last + 1, clean, None, due_on, now)
    session.flush()
    records.add_entry(session, jury.id, "milestone_planned", {
        "milestone": milestone.id, "due_on": due_on.isoformat()}, now=now)
    return milestone


def report(session: Session, jury: Jury, milestone_id: int, texts: ReportTexts, *, actor: Actor,
           now: datetime) -> MilestoneReport:
    """Report on a milestone in public: progress, a new date, done, or given up. Every report stays.

    Raises `milestone_is_unknown`, `milestone_is_closed`, `report_is_empty`, `report_is_too_long`,
    `link_is_not_an_address`, `date_is_missing`, `date_is_past` and what keeping a file raises.
    """
    membership_id = actor.require(Role.COMMISSIONER)
    if texts.kind not in (ReportKind.PROGRESS, ReportKind.MOVED, ReportKind.DONE, ReportKind.DROPPED):
        raise DomainError("command_not_understood")
    milestone = held(session, jury, milestone_id)
    refuse_if(_faults(texts, local_day(jury, now)))
    file = public_files.keep(session, jury, texts.enclosure, membership_id=membership_id,
                             now=now) if texts.enclosure else None
    return _enter(session, jury, milestone, texts, file, membership_id, now)


def held(session: Session, jury: Jury, milestone_id: int) -> Milestone:
    """The open milestone, with the jury held: of two reports at once the second sees what the first did."""
    juries.hold(session, jury)
    milestone = find_milestone(session, jury, milestone_id)
    session.refresh(milestone)
    if milestone.state is not MilestoneState.PLANNED:
        raise Conflict("milestone_is_closed")
    return milestone


def _faults(texts: ReportTexts, today: date) -> list[DomainError]:
    has_words = any(words.strip() for words in texts.words.values())
    is_shown = has_words or (texts.kind in (ReportKind.PROGRESS, ReportKind.DONE) and (texts.link or texts.enclosure))
    is_moved = texts.kind is ReportKind.MOVED
    return [DomainError(code, maximum=MAX_WORDS) for is_wrong, code in (
        (not is_shown, "report_is_empty"),
        (max(map(len, texts.words.values()), default=0) > MAX_WORDS, "report_is_too_long"),
        (bool(texts.link) and not _is_address(texts.link), "link_is_not_an_address"),
        (is_moved and texts.due_on is None, "date_is_missing"),
        (is_moved and texts.due_on is not None and texts.due_on < today, "date_is_past")) if is_wrong]


def _is_address(link: str) -> bool:
    return link.startswith(("https://", "http://")) and len(link) <= MAX_LINK and not any(map(str.isspace, link))


def _enter(session: Session, jury: Jury, milestone: Milestone, texts: ReportTexts, file: PublicFile | None,
           membership_id: int, now: datetime) -> MilestoneReport:
    moved = texts.due_on if texts.kind is ReportKind.MOVED else None
    entry = MilestoneReport(
        milestone_id=milestone.id, kind=texts.kind, link=texts.link or None, file_id=file.id if file else None,
        words={language: words.strip() for language, words in texts.words.items() if words.strip()}, due_on=moved,
        membership_id=membership_id, at=now)
    session.add(entry)
    if moved:
        milestone.due_on = moved
    if texts.kind in _STATES:
        milestone.state, milestone.closed_on = _STATES[texts.kind], local_day(jury, now)
    session.flush()
    records.add_entry(session, jury.id, "milestone_reported", {
        "milestone": milestone.id, "kind": texts.kind.value, "due_on": moved.isoformat() if moved else None,
        "sha256": file.sha256 if file else None}, now=now)
    return entry


def end_waiting(session: Session, jury: Jury, milestone_id: int, words: dict[str, str], *, actor: Actor,
                now: datetime) -> None:
    """No report came for thirty days after the date: the organizers say so in public, so that the jury can be closed.

    Raises `milestone_is_unknown`, `milestone_is_closed`, `milestone_is_not_silent`.
    """
    membership_id = actor.require(Role.ORGANIZER)
    milestone = held(session, jury, milestone_id)
    if local_day(jury, now) < milestone.due_on + SILENCE:
        raise Conflict("milestone_is_not_silent", days=SILENCE.days)
    _enter(session, jury, milestone, ReportTexts(ReportKind.UNREPORTED, words), None, membership_id, now)


def find_milestone(session: Session, jury: Jury, milestone_id: int) -> Milestone:
    milestone = session.get(Milestone, milestone_id)
    if milestone is None or milestone.jury_id != jury.id:
        raise NotFound("milestone_is_unknown")
    return milestone


def milestones_of(session: Session, jury: Jury, *, now: datetime) -> dict[int, list[MilestoneView]]:
    """Proposal id → its milestones by date, with everything that was reported."""
    rows = session.scalars(select(Milestone).where(Milestone.jury_id == jury.id).order_by(
        Milestone.due_on, Milestone.number)).all()
    reports = _reports(session, [row.id for row in rows])
    found: dict[int, list[MilestoneView]] = {}
    for row in rows:
        standing, days = standing_of(row, local_day(jury, now))
        found.setdefault(row.proposal_id, []).append(MilestoneView(row, standing, days, reports.get(row.id, [])))
    return found


def _reports(session: Session, ids: Sequence[int]) -> dict[int, list[ReportView]]:
    rows = session.execute(select(MilestoneReport, PublicFile).outerjoin(
        PublicFile, PublicFile.id == MilestoneReport.file_id).where(
        MilestoneReport.milestone_id.in_(ids)).order_by(MilestoneReport.id.desc()))
    found: dict[int, list[ReportView]] = {}
    for entry, file in rows:
        found.setdefault(entry.milestone_id, []).append(ReportView(entry, file))
    return found


def standing_of(milestone: Milestone, today: date) -> tuple[MilestoneStanding, int]:
    """A new date does not wash off lateness: what is done is measured by the date that was first promised."""
    if milestone.state is MilestoneState.DONE and milestone.closed_on:
        late = max(0, working_days_between(milestone.first_due_on, milestone.closed_on))
        is_late = milestone.closed_on > milestone.first_due_on
        return (MilestoneStanding.DONE_LATE if is_late else MilestoneStanding.DONE), late
    if milestone.state is not MilestoneState.PLANNED:
        return MilestoneStanding(milestone.state.value), 0
    if today > milestone.due_on:
        return MilestoneStanding.OVERDUE, working_days_between(milestone.due_on, today)
    return (MilestoneStanding.SOON if milestone.due_on - today <= SOON else MilestoneStanding.AHEAD), 0
