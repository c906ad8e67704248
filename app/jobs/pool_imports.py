"""The job of a large import: compare again, then bring everything into the pool in one transaction, or nothing."""
from __future__ import annotations

from app.extensions import db
from app.installation import current_vault, utc_now
from app.jobs.work import Work
from app.models import Job, Jury, Person
from app.services.accounts import actors
from app.services.pool.pool_imports import Comparison, carry_out
from app.transaction import transaction
from sortition.errors import Cancelled


def run(work: Work) -> None:
    """Import a confirmed upload. Repeatable: nothing is kept before the end, and the end is one commit.

    The pool must be the one that the organizer saw (`seen`), and the person who confirmed still an organizer.
    """
    payload, jury_id = work.claim.payload, work.claim.jury_id
    reader = db.session()
    reader.rollback()
    work.progress("import_reading")
    jury = reader.get_one(Jury, jury_id)
    comparison = Comparison(reader, jury, payload["upload_id"], vault=current_vault(), now=utc_now())
    plan = comparison.compare()
    work.progress("import_sealing", 0, len(plan.added) + len(plan.updated))
    comparison.seal()
    if work.is_cancelled():
        raise Cancelled
    work.progress("import_writing")
    with transaction() as session:
        job = session.get_one(Job, work.claim.job_id)
        person = session.get_one(Person, job.created_by_id)
        carry_out(session, session.get_one(Jury, jury_id), plan, now=utc_now(), seen=payload["seen"],
                  actor=actors.actor_for(session, person, jury_id))
        work.finish(session)
