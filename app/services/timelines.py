"""The organizer's timeline: each step with owner, date, state and what blocks it."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agenda_templates import AgendaTemplate, session_starts
from app.domain.errors import DomainError
from app.domain.local_days import local_day
from app.domain.roles import Actor, Role
from app.domain.stages import ROAD, Stage
from app.domain.timeline_templates import step_dates
from app.domain.timelines import STEPS, Step, StepState
from app.models import AgendaSession, Jury, Membership, StepPlan
from app.services import messages, records
from app.services.accounts import memberships
from app.services.room import agenda_plans
from app.services.timeline_checks import CHECKS, NEEDS, STAYS_OPEN, is_not_needed
from app.services.vault import Vault

REMIND_BEFORE = timedelta(days=2)


@dataclass(frozen=True)
class StepView:
    """A step as the timeline shows it.

    `reasons`: what is still missing. `waits_for`: steps that must come first.
    """

    step: Step
    stage: Stage
    state: StepState
    owner_role: Role
    owner: Membership | None  # a person instead of everybody with the role
    due_on: date | None
    is_overdue: bool
    reasons: tuple[DomainError, ...] = ()
    waits_for: tuple[Step, ...] = ()


def timeline_of(session: Session, jury: Jury, *, now: datetime) -> list[StepView]:
    """Every step in its order. Asks only for the steps of the present stage what they lack; the rest is known."""
    plans = {row.step: row for row in session.scalars(select(StepPlan).where(StepPlan.jury_id == jury.id))}
    today = local_day(jury, now)
    views: dict[Step, StepView] = {}
    for step in STEPS:
        if not is_not_needed(session, jury, step):
            views[step] = _view(session, jury, step, plans.get(step), views, today)
    return list(views.values())


def _view(session: Session, jury: Jury, step: Step, plan: StepPlan | None, before: dict[Step, StepView],
          today: date) -> StepView:
    frame = STEPS[step]
    reasons = _reasons(session, jury, step)
    waits = tuple(need for need in NEEDS.get(step, ()) if need in before and before[need].state is not StepState.DONE)
    state = _state(jury, step, bool(reasons), bool(waits))
    due = (plan.due_on if plan else None) or (jury.reply_due_on if step is Step.REPLY else None)
    owner = session.get(Membership, plan.owner_id) if plan and plan.owner_id else None
    is_open = state is not StepState.DONE and jury.stage is not Stage.CANCELLED
    return StepView(step, frame.stage, state, frame.owner, owner if owner and owner.ended_at is None else None, due,
                    is_open and due is not None and due < today,
                    tuple(reasons) if state is StepState.NOW else (), waits if state is StepState.BLOCKED else ())


def _reasons(session: Session, jury: Jury, step: Step) -> list[DomainError]:
    return [] if _is_behind(jury, step) else CHECKS[step](session, jury)


def _is_behind(jury: Jury, step: Step) -> bool:
    """A jury that has left a stage has done its steps; only what may still be done later is asked for."""
    if jury.stage not in ROAD or step in STAYS_OPEN:
        return False
    return ROAD.index(STEPS[step].stage) < ROAD.index(jury.stage)


def _state(jury: Jury, step: Step, has_reasons: bool, has_to_wait: bool) -> StepState:
    if not has_reasons:
        return StepState.DONE
    if jury.stage not in ROAD or ROAD.index(STEPS[step].stage) > ROAD.index(jury.stage):
        return StepState.LATER
    return StepState.BLOCKED if has_to_wait else StepState.NOW


def leftover(views: list[StepView], jury: Jury) -> list[StepView]:
    """Open steps of stages that the jury has left, such as a list that changed after its approval."""
    return [view for view in views if view.state is not StepState.DONE and jury.stage in ROAD
            and ROAD.index(view.stage) < ROAD.index(jury.stage)]


def steps_for(views: list[StepView], actor: Actor) -> list[StepView]:
    """What this person can see to now, the most urgent first."""
    mine = [view for view in views if view.state is StepState.NOW and _is_mine(view, actor)]
    return sorted(mine, key=lambda view: (not view.is_overdue, view.due_on or date.max))


def _is_mine(view: StepView, actor: Actor) -> bool:
    return view.owner.person_id == actor.person_id if view.owner else actor.has(view.owner_role)


def change_plan(session: Session, jury: Jury, step: Step, due_on: date | None, owner_id: int | None, *, actor: Actor,
                now: datetime) -> None:
    """Set by when a step is due and who sees to it. Raises `owner_is_unknown`."""
    actor.require(Role.ORGANIZER)
    owner = session.get(Membership, owner_id) if owner_id else None
    if owner_id and (owner is None or owner.jury_id != jury.id or owner.ended_at is not None):
        raise DomainError("owner_is_unknown")
    plan = _plan_of(session, jury, step, now)
    plan.due_on, plan.owner_id = due_on, owner_id
    session.flush()


def _plan_of(session: Session, jury: Jury, step: Step, now: datetime) -> StepPlan:
    plan = session.scalars(select(StepPlan).where(StepPlan.jury_id == jury.id, StepPlan.step == step)).first()
    if plan is None:
        plan = StepPlan(jury_id=jury.id, step=step)
        session.add(plan)
    plan.changed_at = now
    return plan


@dataclass(frozen=True)
class Preview:
    """What a template makes of a start: local beginnings of the sessions, and the dates of the steps."""

    starts: list[datetime]
    dates: dict[Step, date]
    past: tuple[Step, ...]  # steps that would already be late
    keeps_agenda: bool  # sessions are there already, so none is added


def preview_template(session: Session, jury: Jury, template: AgendaTemplate, first: datetime, *,
                     now: datetime) -> Preview:
    """`first`: the beginning of the first session on the clock of the jury's place, without a time zone."""
    starts = session_starts(template, first)
    dates = step_dates(template, starts[0].date(), starts[-1].date(), jury.reply_working_days)
    today = local_day(jury, now)
    is_done = {view.step for view in timeline_of(session, jury, now=now) if view.state is StepState.DONE}
    past = tuple(step for step, day in dates.items() if day < today and step not in is_done)
    return Preview(starts, dates, past, _has_sessions(session, jury))


def use_template(session: Session, jury: Jury, template: AgendaTemplate, first: datetime, *, actor: Actor,
                 now: datetime) -> Preview:
    """Fill the dates of all steps, the days of the jury and, when it is empty, the agenda."""
    actor.require(Role.ORGANIZER)
    plan = preview_template(session, jury, template, first, now=now)
    for step, day in plan.dates.items():
        _plan_of(session, jury, step, now).due_on = day
    jury.starts_on, jury.ends_on, jury.updated_at = plan.starts[0].date(), plan.starts[-1].date(), now
    if not plan.keeps_agenda:
        beginning = first.replace(tzinfo=ZoneInfo(jury.time_zone))
        agenda_plans.use_template(session, jury, template, beginning, actor=actor, now=now)
    records.add_entry(session, jury.id, "dates_planned", {
        "template": template.value, "first": plan.starts[0].date().isoformat(),
        "last": plan.starts[-1].date().isoformat()}, now=now)
    return plan


def _has_sessions(session: Session, jury: Jury) -> bool:
    return session.scalar(select(AgendaSession.id).where(AgendaSession.jury_id == jury.id).limit(1)) is not None


def remind_owners(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """Whoever owns a step hears two days before it is due, and once more when it is overdue.

    Not of the authority's reply: that has reminders of its own (`reply_reminders`).
    """
    today = local_day(jury, now)
    if session.scalar(select(StepPlan.id).where(StepPlan.jury_id == jury.id, StepPlan.due_on <= today + REMIND_BEFORE)
                      .limit(1)) is None:
        return
    for view in timeline_of(session, jury, now=now):
        if view.step is Step.REPLY:
            continue
        if view.state in (StepState.NOW, StepState.BLOCKED) and view.due_on and view.due_on <= today + REMIND_BEFORE:
            for person in _owners(session, jury, view):
                messages.remind(
                    session, jury, "step_due", person=person.person, vault=vault, now=now,
                    key=f"{view.step.value}:{view.due_on.isoformat()}:{'late' if view.is_overdue else 'soon'}",
                    values={"step": view.step.value, "is_overdue": view.is_overdue,
                            "due_at": datetime.combine(view.due_on, datetime.min.time(), now.tzinfo).isoformat()})


def _owners(session: Session, jury: Jury, view: StepView) -> list[Membership]:
    return [view.owner] if view.owner else memberships.members_of(session, jury.id, view.owner_role)
