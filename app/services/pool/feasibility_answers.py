"""The stored answer to whether the pool can fill the saved targets, and whether it still holds."""
from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.phases import JobState
from app.models import FeasibilityAnswer, Feature, Job, Jury
from app.services import jobs
from app.services.pool import feasibility, pool_readings, pools, targets
from app.services.pool.feasibility import Answer, Outcome
from app.services.pool.targets import FeatureTarget
from sortition.canonical import digest
from sortition.pool import Pool
from sortition.recruitment import Recruit
from sortition.repairs import Change

JOB = "feasibility_check"
AGAIN_AFTER = timedelta(minutes=1)  # while people register by the minute


@dataclass(frozen=True)
class SeenAnswer:
    """An answer with its moment; `is_stale`: pool, targets or seats have changed since."""

    answer: Answer
    asked_at: datetime
    is_stale: bool


@dataclass(frozen=True)
class Question:
    """Everything that answering needs, read in one go."""

    mark: str
    sha256: str
    pool: Pool | None
    features: tuple[FeatureTarget, ...]
    seats: int

    def answer(self, *, explain: bool = True) -> Answer:
        """Only computes: may run in a thread or a child process."""
        return feasibility.answer(self.pool, self.features, self.seats, explain=explain)


def seen_answer(session: Session, jury: Jury) -> SeenAnswer | None:
    """The stored answer; None before anybody asked."""
    row = session.get(FeasibilityAnswer, jury.id)
    if row is None:
        return None
    return SeenAnswer(read_answer(row.answer), row.asked_at, row.mark != pool_readings.mark_of(session, jury))


def question_of(session: Session, jury: Jury) -> Question:
    """Read the saved targets and the pool."""
    reading = pool_readings.read_pool(session, jury)
    saved = [feature for feature in targets.present_targets(session, jury) if feature.is_used] \
        if targets.features_of(session, jury) else []
    features = tuple(_saved_only(feature) for feature in saved)
    pool = reading.pool([feature.name for feature in features], targets.crossings_of(features))
    quotas = [[feature.name, value.name, value.minimum, value.maximum]
              for feature in features for value in feature.values]
    return Question(reading.mark, digest([jury.seats, quotas, pools.pool_hash(pool) if pool else ""]), pool, features,
                    jury.seats)


def _saved_only(feature: FeatureTarget) -> FeatureTarget:
    """Without values that only the pool has: whoever has one is told as such."""
    values = tuple(value for value in feature.values if value.minimum is not None)
    return FeatureTarget(feature.name, values, crosses=feature.crosses)


def keep_answer(session: Session, jury: Jury, question: Question, answer: Answer, *, now: datetime) -> None:
    """Store an answer for the pages; the last one wins."""
    row = session.get(FeasibilityAnswer, jury.id) or FeasibilityAnswer(jury_id=jury.id)
    row.mark, row.sha256, row.answer, row.asked_at = question.mark, question.sha256, write_answer(answer), now
    session.add(row)
    session.flush()


def is_answered(session: Session, jury: Jury, question: Question) -> bool:
    """Whether the stored answer is to this very question, explained."""
    row = session.get(FeasibilityAnswer, jury.id)
    return row is not None and row.sha256 == question.sha256 and bool(row.answer.get("is_explained"))


def ask_again(session: Session, *, now: datetime) -> list[int]:
    """Queue a check for every open jury whose answer does not hold any more; the ids of these juries."""
    asked = []
    with_targets = select(Feature.jury_id).distinct()
    for jury in session.scalars(select(Jury).where(Jury.stage.in_(pools.OPEN_STAGES), Jury.id.in_(with_targets))):
        row = session.get(FeasibilityAnswer, jury.id)
        if row is not None and (now - row.asked_at < AGAIN_AFTER or row.mark == pool_readings.mark_of(session, jury)):
            continue
        if not _is_queued(session, jury):
            jobs.enqueue(session, JOB, jury_id=jury.id, now=now)
            asked.append(jury.id)
    return asked


def _is_queued(session: Session, jury: Jury) -> bool:
    live = Job.state.in_((JobState.QUEUED, JobState.RUNNING))
    return session.scalar(select(Job.id).where(Job.jury_id == jury.id, Job.kind == JOB, live).limit(1)) is not None


def write_answer(answer: Answer) -> dict[str, Any]:
    """As it fits into JSON."""
    return {"outcome": answer.outcome.value, "people": answer.people, "is_explained": answer.is_explained,
            "reasons": [[reason.code, {name: _plain(value) for name, value in reason.params.items()}]
                        for reason in answer.reasons],
            "changes": [asdict(change) for change in answer.changes],
            "recruits": [asdict(recruit) for recruit in answer.recruits]}


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def read_answer(stored: dict[str, Any]) -> Answer:
    """Back from JSON."""
    return Answer(Outcome(stored["outcome"]), stored["people"],
                  tuple(DomainError(code, **params) for code, params in stored["reasons"]),
                  tuple(Change(**change) for change in stored["changes"]),
                  tuple(Recruit(**recruit) for recruit in stored["recruits"]), stored["is_explained"])
