"""The job of a draw: read, compute for as long as it takes, keep in one transaction."""
from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.domain.phases import DrawState, JobState
from app.extensions import db
from app.installation import current_vault
from app.jobs.work import Work
from app.services.draw import draw_lotteries, draws
from app.services.jobs import Claim
from app.transaction import transaction


def run(work: Work) -> None:
    """Compute the lottery of a draw. Repeatable: nothing is kept before the end, and the end only once."""
    payload = work.claim.payload
    reader = db.session()
    reader.rollback()
    task = draw_lotteries.prepare(reader, payload["draw_id"], work.claim.job_id, payload["beacon_rounds"])
    reader.rollback()
    outcome = draw_lotteries.compute(task, work.progress, work.is_cancelled)
    with transaction() as session:
        draw_lotteries.store(session, task, outcome, vault=current_vault())
        work.finish(session)


def ended(session: Session, claim: Claim, state: JobState, _code: str | None, _params: dict[str, Any]) -> None:
    """The page of the draw must not wait for a computation that is over."""
    is_cancelled = state is JobState.CANCELLED
    draws.end_computation(session, claim.payload["draw_id"], claim.job_id,
                          DrawState.CANCELLED if is_cancelled else DrawState.FAILED)
