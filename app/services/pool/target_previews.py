"""Previews: which chances the saved targets would give, by each objective, before anything is committed."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.roles import Actor, Role
from app.models import Job, Jury, TargetPreview
from app.services import jobs
from app.services.draw import draws
from app.services.draw.draw_lotteries import histogram
from app.services.pool import pools, targets
from app.services.pool.exclusion_reasons import Group, groups_of
from app.services.pool.objectives import CHANGEABLE, OBJECTIVES
from sortition import Lottery, Pool, Quotas, Source, lottery
from sortition.canonical import digest
from sortition.errors import Cancelled, SortitionError
from sortition.progress import Cancel, Progress

JOB = "target_preview"
KEPT = 6  # previews of a jury


@dataclass(frozen=True)
class PreviewTask:
    """Everything that the computation needs, read in one go."""

    preview_id: int
    objectives: tuple[str, ...]
    seats: int
    panel_count: int
    pool: Pool
    quotas: Quotas

    @property
    def sha256(self) -> str:
        """Of seats, targets and pool: equal ones give equal chances."""
        return digest([self.seats, self.quotas.to_dict(), pools.pool_hash(self.pool)])


@dataclass(frozen=True)
class TargetChange:
    """One quota that differs from the preview before; None where it did not exist."""

    feature: str
    value: str
    was: tuple[int, int] | None
    now: tuple[int, int] | None


@dataclass(frozen=True)
class Comparison:
    """A preview beside the one before it, for the objective that both have."""

    was: dict[str, Any]
    now: dict[str, Any]
    changes: list[TargetChange] = field(default_factory=list)


def start_preview(session: Session, jury: Jury, objectives: Sequence[str], *, actor: Actor,
                  now: datetime) -> TargetPreview:
    """Begin to compute a preview of the saved targets. Nothing of it is public.

    Raises `objective_is_unknown`, `targets_are_missing`, `pool_is_empty`, `preview_is_under_way`, `preview_is_late`.
    """
    actor.require(Role.ORGANIZER)
    wanted = [name for name in OBJECTIVES if name in objectives]
    if not wanted:
        raise DomainError("objective_is_unknown")
    if jury.stage not in CHANGEABLE:
        raise Conflict("preview_is_late")
    latest = latest_preview(session, jury)
    if latest and latest.job_id and jobs.is_live(session.get(Job, latest.job_id)):
        raise Conflict("preview_is_under_way")
    if not pools.count_pool(session, jury).people:
        raise DomainError("pool_is_empty")
    preview = TargetPreview(
        jury_id=jury.id, objectives=wanted, seats=jury.seats, created_at=now, report={},
        panel_count=draws.advised_panel_count(session, jury), quotas=targets.sortition_quotas(session, jury).to_dict())
    session.add(preview)
    session.flush()
    job = jobs.enqueue(session, JOB, {"preview_id": preview.id}, jury_id=jury.id, actor=actor, now=now)
    preview.job_id = job.id
    _forget_old(session, jury)
    return preview


def _forget_old(session: Session, jury: Jury) -> None:
    rows = session.scalars(select(TargetPreview).where(TargetPreview.jury_id == jury.id)
                           .order_by(TargetPreview.id.desc()).offset(KEPT))
    for row in list(rows):
        session.delete(row)
    session.flush()


def latest_preview(session: Session, jury: Jury) -> TargetPreview | None:
    """The newest, finished or not."""
    return session.scalars(select(TargetPreview).where(TargetPreview.jury_id == jury.id)
                           .order_by(TargetPreview.id.desc()).limit(1)).first()


def finished_previews(session: Session, jury: Jury) -> list[TargetPreview]:
    """Those with numbers, the newest first."""
    return list(session.scalars(select(TargetPreview).where(
        TargetPreview.jury_id == jury.id, TargetPreview.finished_at.is_not(None)).order_by(TargetPreview.id.desc())))


def prepare(session: Session, preview_id: int) -> PreviewTask:
    """Read what a preview computes with. Raises `preview_is_gone`."""
    preview = session.get(TargetPreview, preview_id)
    if preview is None:
        raise Forbidden("preview_is_gone")
    jury = session.get_one(Jury, preview.jury_id)
    return PreviewTask(preview.id, tuple(preview.objectives), jury.seats, preview.panel_count,
                       pools.sortition_pool(session, jury), targets.sortition_quotas(session, jury))


def compute(task: PreviewTask, progress: Progress | None = None, cancel: Cancel | None = None) -> dict[str, Any]:
    """The numbers of each objective. Long; touches no database.

    An objective that cannot be computed is noted with its reason and the others go on; raises when the very first
    says that no jury is possible, and `Cancelled`.
    """
    report: dict[str, Any] = {"people": len(task.pool.ids), "sha256": task.sha256, "objectives": {}}
    source = Source(bytes.fromhex(report["sha256"]))  # the same question gives the same preview; the draw has its own
    for objective in task.objectives:
        try:
            found = lottery(task.pool, task.quotas, task.seats, source=source, objective=objective,
                            panels=task.panel_count, progress=progress, cancel=cancel)
        except Cancelled:
            raise
        except SortitionError as error:
            if objective == task.objectives[0]:
                raise
            report["objectives"][objective] = {"failed": error.code}
            continue
        report["objectives"][objective] = _numbers(found, task.seats)
        report.setdefault("groups", [group.as_json() for group in _groups(task, found, progress)])
    return report


def _groups(task: PreviewTask, found: Lottery, progress: Progress | None) -> list[Group]:
    if progress is not None:
        progress("reasons", 0, 0)
    return groups_of(task.pool, task.quotas, task.seats, found)


def _numbers(found: Lottery, seats: int) -> dict[str, Any]:
    total = found.panels.total
    counts = sorted(int(chance * total) for chance in found.chances.values())
    drawable = [count for count in counts if count] or [0]
    equal = seats / len(counts)
    below_half = sum(count / total < equal / 2 for count in drawable)
    return {"least": drawable[0] / total, "middle": median(drawable) / total, "most": counts[-1] / total,
            "below_half": below_half, "histogram": histogram(counts, total),
            "is_proved": found.certificate.is_proved, "seconds": round(sum(found.timings.values()), 2),
            **found.extremes()}


def store(session: Session, task: PreviewTask, report: dict[str, Any], *, now: datetime) -> TargetPreview:
    """Keep a finished preview. The targets it was computed with replace those it was asked with."""
    preview = session.get(TargetPreview, task.preview_id)
    if preview is None:
        raise Forbidden("preview_is_gone")
    preview.report, preview.sha256, preview.finished_at = report, report["sha256"], now
    preview.quotas, preview.seats = task.quotas.to_dict(), task.seats
    session.flush()
    return preview


def compare(previews: Sequence[TargetPreview], objective: str) -> Comparison | None:
    """The newest preview beside the last one that differs from it and has the same objective."""
    with_it = [preview for preview in previews if "least" in preview.report["objectives"].get(objective, {})]
    if not with_it:
        return None
    newest = with_it[0]
    older = next((preview for preview in with_it[1:] if preview.sha256 != newest.sha256), None)
    if older is None:
        return None
    return Comparison(_facts(older, objective), _facts(newest, objective), _changes(older.quotas, newest.quotas))


def _facts(preview: TargetPreview, objective: str) -> dict[str, Any]:
    return {**preview.report["objectives"][objective], "people": preview.report["people"], "seats": preview.seats,
            "at": preview.finished_at}


def _changes(was: dict[str, Any], now: dict[str, Any]) -> list[TargetChange]:
    keys = [(feature, value) for quotas in (was, now) for feature, row in quotas.items() for value in row]
    found = []
    for feature, value in Counter(keys):
        old, new = was.get(feature, {}).get(value), now.get(feature, {}).get(value)
        if old != new:
            found.append(TargetChange(feature, value, (old[0], old[1]) if old else None,
                                      (new[0], new[1]) if new else None))
    return found
