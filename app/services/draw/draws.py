"""Draws of a jury: starting one, finding one, publishing its commitment, drawing again with a public reason."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound, refuse_if
from app.domain.phases import DrawState
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Draw, Jury
from app.services import jobs, records
from app.services.draw import draw_approvals
from app.services.pool import pool_stamps, pools
from app.services.vault import Vault
from sortition import beacon

PANEL_COUNTS = (100, 1000, 10_000)
PUBLIC_STATES = (DrawState.COMMITTED, DrawState.DRAWN, DrawState.VOID)
# When the dice come late, a later announced round counts instead: an hour, a day, a week after the first.
LATER_ROUNDS = (timedelta(0), timedelta(hours=1), timedelta(days=1), timedelta(days=7))


@dataclass(frozen=True)
class DrawPlan:
    """How to draw. `beacon_at`: when the public beacon joins the dice; None for dice alone."""

    panel_count: int = 1000
    beacon_at: datetime | None = None


def draws_of(session: Session, jury: Jury) -> list[Draw]:
    """All draws, the latest first."""
    return list(session.scalars(select(Draw).where(Draw.jury_id == jury.id).order_by(Draw.number.desc())))


def latest_draw(session: Session, jury: Jury) -> Draw | None:
    return session.scalars(select(Draw).where(Draw.jury_id == jury.id).order_by(Draw.number.desc()).limit(1)).first()


def find_draw(session: Session, jury: Jury, number: int) -> Draw:
    """The draw with this number. Raises `draw_is_unknown`."""
    draw = session.scalars(select(Draw).where(Draw.jury_id == jury.id, Draw.number == number)).first()
    if draw is None:
        raise NotFound("draw_is_unknown")
    return draw


def advised_panel_count(session: Session, jury: Jury) -> int:
    """How long the list should be: with equal chances everybody would stand in at least ten panels of it.

    A person's smallest chance is often a tenth of the equal one, and below one panel it is rounded to nothing.
    """
    people = pools.count_pool(session, jury).people
    return next((count for count in PANEL_COUNTS[1:] if count * jury.seats >= 10 * people), PANEL_COUNTS[-1])


def is_public(draw: Draw) -> bool:
    """Whether the public may see more than that it is being prepared."""
    return draw.commitment_hash is not None and draw.state in PUBLIC_STATES


def stamp(draw: Draw | None) -> str:
    """Where a jury's draw stands, for the hidden field of a form: a button pressed twice acts once."""
    return "none" if draw is None else f"{draw.id}-{draw.state.value}-{draw.job_id or 0}"


def start_draw(session: Session, jury: Jury, plan: DrawPlan, *, expected: str, actor: Actor, now: datetime) -> Draw:
    """Begin to compute the list of panels; a computation that failed, was stopped or is unpublished begins anew.

    Raises `draw_stage_is_wrong`, `draw_moved_on` (somebody else was first), `draw_is_published`.
    """
    actor.require(Role.ORGANIZER)
    _hold(session, jury, now=now)
    latest = latest_draw(session, jury)
    if stamp(latest) != expected:
        raise Conflict("draw_moved_on")
    if latest is None:
        return _begin(session, jury, Draw(jury_id=jury.id, number=1), plan, actor=actor, now=now)
    if latest.state not in (DrawState.FAILED, DrawState.CANCELLED, DrawState.COMPUTED):
        raise Conflict("draw_is_published" if is_public(latest) else "draw_is_under_way")
    return _begin(session, jury, latest, plan, actor=actor, now=now)


def draw_again(session: Session, jury: Jury, plan: DrawPlan, reason: str, *, expected: str, actor: Actor,
               now: datetime) -> Draw:
    """Replace a published draw by a new one; the old one stays visible with the reason.

    Only before invitations went out. Raises `draw_stage_is_wrong`, `draw_moved_on`, `reason_is_missing`,
    `draw_is_not_published`.
    """
    actor.require(Role.ORGANIZER)
    if not reason.strip():
        raise DomainError("reason_is_missing")
    _hold(session, jury, now=now)
    latest = latest_draw(session, jury)
    if stamp(latest) != expected:
        raise Conflict("draw_moved_on")
    if latest is None or latest.state not in (DrawState.COMMITTED, DrawState.DRAWN):
        raise Conflict("draw_is_not_published")
    change_state(session, latest, DrawState.VOID, was=latest.state)
    records.add_entry(session, jury.id, "draw_voided", {"draw": latest.number, "reason": reason.strip()}, now=now)
    new = Draw(jury_id=jury.id, number=latest.number + 1, reason=reason.strip())
    return _begin(session, jury, new, plan, actor=actor, now=now)


def _hold(session: Session, jury: Jury, *, now: datetime) -> None:
    """Hold the jury at the stage of the draw until the transaction ends, so that starts come one after another."""
    held = session.execute(update(Jury).where(Jury.id == jury.id, Jury.stage == Stage.DRAW).values(updated_at=now))
    if held.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("draw_stage_is_wrong")


def _begin(session: Session, jury: Jury, draw: Draw, plan: DrawPlan, *, actor: Actor, now: datetime) -> Draw:
    _check(plan, now)
    draw.state, draw.seats, draw.objective = DrawState.COMPUTING, jury.seats, jury.objective
    draw.panel_count, draw.started_at = plan.panel_count, now
    draw.certificate, draw.report = {}, {}
    draw.features_sealed = draw.panels_sealed = draw.list_hash = None
    session.add(draw)
    session.flush()
    rounds = beacon_rounds(plan.beacon_at)
    job = jobs.enqueue(session, "draw_lottery", {"draw_id": draw.id, "beacon_rounds": list(rounds)},
                       jury_id=jury.id, actor=actor, now=now)
    draw.job_id = job.id
    records.add_entry(session, jury.id, "draw_started", {
        "draw": draw.number, "objective": draw.objective, "panels": draw.panel_count, "seats": draw.seats,
        "reason": draw.reason or "", "beacon_rounds": list(rounds)}, now=now)
    return draw


def _check(plan: DrawPlan, now: datetime) -> None:
    if plan.panel_count not in PANEL_COUNTS:
        raise DomainError("draw_plan_is_unknown")
    if plan.beacon_at is not None and plan.beacon_at < now + timedelta(minutes=5):
        raise DomainError("beacon_time_is_too_soon")


def beacon_rounds(moment: datetime | None) -> tuple[int, ...]:
    """The rounds of the beacon to announce for a draw at `moment`."""
    if moment is None:
        return ()
    return beacon.plan([int((moment + later).timestamp()) for later in LATER_ROUNDS]).rounds


def change_state(session: Session, draw: Draw, state: DrawState, *, was: DrawState, **values: Any) -> None:
    """Compare and swap. Raises `draw_moved_on` when somebody else was first."""
    session.flush()
    changed = session.execute(update(Draw).where(Draw.id == draw.id, Draw.state == was).values(state=state, **values))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("draw_moved_on")
    session.refresh(draw)


def end_computation(session: Session, draw_id: int, job_id: int, state: DrawState) -> None:
    """Note that the computation failed or was stopped; only for the job that the draw waits for."""
    session.execute(update(Draw).where(
        Draw.id == draw_id, Draw.job_id == job_id, Draw.state == DrawState.COMPUTING).values(state=state))


def publish_commitment(session: Session, jury: Jury, draw_id: int, *, reason: str = "", vault: Vault, actor: Actor,
                       now: datetime) -> Draw:
    """Publish the list of panels and its hash: from here on nobody can change it, and everybody gets their ticket.

    Overseers must have approved it; a jury without overseers gives a public `reason` instead.
    Raises `draw_stage_is_wrong`, `draw_moved_on`, `pool_changed_since`, `draw_is_not_approved`,
    `draw_has_objection`, `draw_has_no_overseer`. The letters with the tickets are written by a job afterwards.
    """
    actor.require(Role.ORGANIZER)
    _hold(session, jury, now=now)
    draw = session.get_one(Draw, draw_id)
    if draw.jury_id != jury.id or draw.panels_sealed is None:
        raise Conflict("draw_moved_on")
    refuse_if(draw_approvals.reasons_against(session, jury, draw, reason))
    stamp = pool_stamps.stamp_of(session, jury)
    if stamp.sha256 != draw.report.get("pool_stamp"):
        raise Conflict("pool_changed_since")
    sealed = vault.open(jury, draw.panels_sealed)
    change_state(session, draw, DrawState.COMMITTED, was=DrawState.COMPUTED, commitment=sealed["text"],
                 commitment_hash=sealed["hash"], committed_at=now, panels_sealed=None,
                 publish_reason=reason.strip() or None)
    pools.freeze_pool(session, jury, stamp.people, draw.report["pool_sha256"], now=now)
    records.add_entry(session, jury.id, "draw_committed", {
        "draw": draw.number, "commitment": sealed["hash"], "people": stamp.people,
        "panels": draw.panel_count, "reason": draw.publish_reason or ""}, now=now)
    jobs.enqueue(session, "ticket_letters", {"draw_id": draw.id}, jury_id=jury.id, actor=actor, now=now)
    return draw


def previous_commitment(session: Session, draw: Draw) -> str | None:
    """The hash of the draw before, which a second commitment names."""
    return session.scalar(select(Draw.commitment_hash).where(
        Draw.jury_id == draw.jury_id, Draw.number == draw.number - 1))
