"""The job that previews the chances which the saved targets give."""
from __future__ import annotations

from app.extensions import db
from app.installation import utc_now
from app.jobs.work import Work
from app.services.pool import target_previews
from app.transaction import transaction


def run(work: Work) -> None:
    """Compute each asked objective. Repeatable: nothing is kept before the end, and the end only once."""
    reader = db.session()
    reader.rollback()
    task = target_previews.prepare(reader, work.claim.payload["preview_id"])
    reader.rollback()
    report = target_previews.compute(task, work.progress, work.is_cancelled)
    with transaction() as session:
        target_previews.store(session, task, report, now=utc_now())
        work.finish(session)
