"""Who hears what of the reply: the commissioner of dates, the jurors of what they may rate. Each goes once."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.local_days import local_day
from app.domain.milestones import MilestoneState, ReportKind
from app.domain.roles import Actor, Role
from app.domain.stages import Stage, has_reached
from app.domain.working_days import working_days_between
from app.models import Jury, Milestone, MilestoneReport, Proposal, Reply, ReplyRating, Verdict
from app.services import messages, records
from app.services.accounts import memberships
from app.services.replies import milestones
from app.services.replies.standings import standing_of
from app.services.vault import Vault

LAST_DAYS, EVERY = 2, 5  # working days
MILESTONE_EVERY = 10  # working days overdue
BETWEEN = timedelta(days=7)  # two reminders by hand


def phase_of(published: date, due: date, today: date) -> str | None:
    """Which reminder is due today; only the latest one, so that a worker that stood still does not send them all.

    >>> phase_of(date(2026, 11, 20), date(2026, 12, 4), date(2026, 12, 2))
    'last_days'
    """
    if today > due:
        late = working_days_between(due, today) // EVERY * EVERY
        return f"late{late}" if late else None
    left, whole = working_days_between(today, due), working_days_between(published, due)
    if today == due:
        return "today"
    if left <= LAST_DAYS:
        return "last_days"
    return "half" if left * 2 <= whole else "start"


def remind_of_reply(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """The commissioner hears at the start, at half time, two working days before, on the day, and then weekly."""
    if jury.stage is not Stage.PUBLISHED or jury.reply_due_on is None:
        return
    standing = standing_of(session, jury, now=now)
    published = session.scalar(select(Verdict.published_at).where(
        Verdict.jury_id == jury.id, Verdict.published_at.is_not(None)).order_by(Verdict.version).limit(1))
    if standing is None or published is None or standing.answered == standing.recommendations:
        return
    phase = phase_of(local_day(jury, published), jury.reply_due_on, local_day(jury, now))
    if phase is None:
        return
    for member in memberships.members_of(session, jury.id, Role.COMMISSIONER):
        messages.remind(session, jury, "reply_due", key=f"{jury.reply_due_on}:{phase}", person=member.person,
                        vault=vault, now=now, in_digest=False, values={
                            "phase": phase.rstrip("0123456789"), "days": standing.deadline.days,
                            "waiting": standing.recommendations - standing.answered,
                            "due_at": _noon(jury, jury.reply_due_on)})


def remind_of_milestones(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """The commissioner hears two weeks before a milestone, on its day, and every ten working days overdue."""
    if not has_reached(jury.stage, Stage.PUBLISHED):
        return
    today = local_day(jury, now)
    rows = session.execute(select(Milestone, Proposal.number).join(
        Proposal, Proposal.id == Milestone.proposal_id).where(
        Milestone.jury_id == jury.id, Milestone.state == MilestoneState.PLANNED,
        Milestone.due_on <= today + milestones.SOON).order_by(Milestone.id)).all()
    for milestone, number in rows:
        _tell(session, jury, milestone, number, _milestone_phase(milestone.due_on, today), vault, now)


def _milestone_phase(due: date, today: date) -> str:
    if today < due:
        return "soon"
    late = working_days_between(due, today) // MILESTONE_EVERY * MILESTONE_EVERY
    return f"late{late}" if late else "today"


def _tell(session: Session, jury: Jury, milestone: Milestone, number: int, phase: str, vault: Vault, now: datetime,
          asked_by: str = "") -> None:
    for member in memberships.members_of(session, jury.id, Role.COMMISSIONER):
        messages.remind(session, jury, "milestone_due", key=f"{milestone.id}:{milestone.due_on}:{phase}",
                        person=member.person, vault=vault, now=now, in_digest=False, values={
                            "number": number, "title": milestone.title, "months": milestone.months,
                            "is_overdue": local_day(jury, now) > milestone.due_on, "asked_by": asked_by,
                            "due_at": _noon(jury, milestone.due_on)})


def remind_by_hand(session: Session, jury: Jury, milestone_id: int, *, actor: Actor, vault: Vault,
                   now: datetime) -> None:
    """Overseers and organizers ask for a report, in public, at most once a week.

    Raises `milestone_is_unknown`, `milestone_is_closed`, `milestone_is_not_due`, `milestone_reminded_lately`.
    """
    membership_id = actor.require(Role.OVERSEER, Role.ORGANIZER)
    milestone = milestones.held(session, jury, milestone_id)
    if milestone.due_on > local_day(jury, now) + milestones.SOON:
        raise Conflict("milestone_is_not_due")
    lately = session.scalar(select(MilestoneReport.id).where(
        MilestoneReport.milestone_id == milestone.id, MilestoneReport.kind == ReportKind.REMINDED,
        MilestoneReport.at > now - BETWEEN).limit(1))
    if lately is not None:
        raise Conflict("milestone_reminded_lately")
    role = Role.OVERSEER if actor.has(Role.OVERSEER) else Role.ORGANIZER
    session.add(MilestoneReport(milestone_id=milestone.id, kind=ReportKind.REMINDED, words={}, link=None, file_id=None,
                                due_on=None, membership_id=membership_id, at=now))
    records.add_entry(session, jury.id, "milestone_reminded", {
        "milestone": milestone.id, "by": role.value}, now=now)
    number = session.get_one(Proposal, milestone.proposal_id).number
    _tell(session, jury, milestone, number, f"hand{now.date()}", vault, now, asked_by=role.value)


def invite_raters(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """Jurors hear in the news of the day that a reply is there and until when they may rate it."""
    if not has_reached(jury.stage, Stage.PUBLISHED):
        return
    rows = session.execute(select(ReplyRating, Proposal.number).join(Reply, Reply.id == ReplyRating.reply_id).join(
        Proposal, Proposal.id == Reply.proposal_id).where(
        ReplyRating.jury_id == jury.id, ReplyRating.closed_at.is_(None), ReplyRating.closes_at > now)).all()
    if not rows:
        return
    jurors = memberships.members_of(session, jury.id, Role.JUROR)
    for rating, number in rows:
        for member in jurors:
            messages.remind(session, jury, "reply_to_rate", key=str(rating.reply_id), person=member.person,
                            vault=vault, now=now, values={
                                "number": number, "closes_at": rating.closes_at.isoformat()})


def _noon(jury: Jury, day: date) -> str:
    """Letters carry moments; noon is the same day on every clock of the country."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(jury.time_zone)).isoformat()
