"""The job that tells every registrant, after the commitment, their ticket, their salt and their chance."""
from __future__ import annotations

from sqlalchemy import func, select

from app.domain.errors import Conflict
from app.installation import current_vault, utc_now
from app.jobs.work import Work
from app.models import Draw, Jury, Registrant, Ticket
from app.services import jobs, messages
from app.services.recruitment import registration_links
from app.transaction import transaction

BATCH = 200


def run(work: Work) -> None:
    """Queue the letters in batches. Repeatable: how far we came is written in the transaction of the letters."""
    done = work.claim.steps_done
    while True:
        queued = _queue_batch(work, done)
        if queued == 0:
            return
        done += queued


def _queue_batch(work: Work, done: int) -> int:
    vault, now = current_vault(), utc_now()
    with transaction() as session:
        draw = session.get_one(Draw, work.claim.payload["draw_id"])
        jury = session.get_one(Jury, draw.jury_id)
        total = session.scalar(select(func.count()).select_from(Ticket).where(Ticket.draw_id == draw.id)) or 0
        rows = session.execute(select(Ticket, Registrant).join(Registrant, Registrant.id == Ticket.registrant_id).where(
            Ticket.draw_id == draw.id).order_by(Ticket.id).offset(done).limit(BATCH)).all()
        for ticket, registrant in rows:
            messages.queue(session, jury, "ticket", registrant=registrant, vault=vault, now=now, on_paper=True, values={
                "ticket": ticket.number, "salt": ticket.salt, "count": ticket.panel_count,
                "panels": draw.panel_count, "number": draw.number, "commitment": draw.commitment_hash,
                "token": registration_links.add_link(session, registrant, now=now)})
        if not rows:
            work.finish(session)
        elif not jobs.report_progress(session, work.claim, "letters", done + len(rows), total):
            raise Conflict("job_was_taken_away")  # rolls the batch back: another worker writes it
    return len(rows)
