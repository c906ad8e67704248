"""Keeps the log of a draft short: what one person typed in one go becomes one change; the history stays readable."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.drafting import CLAUSES, DraftChangeKind
from app.models import Draft, DraftChange
from app.services.drafting import shared_texts

EVERY = 100  # changes
# What somebody typed may still be the ground of a form that is open somewhere.
NOT_BEFORE = timedelta(hours=2)
PAUSE = timedelta(minutes=2)  # a longer silence, and a new step of the history begins


def compact_at_times(session: Session, draft: Draft, *, now: datetime) -> None:
    """Compact at every hundredth change."""
    if draft.last_seq % EVERY == 0:
        compact(session, draft.proposal_id, before=now - NOT_BEFORE)


def compact(session: Session, proposal_id: int, *, before: datetime) -> int:
    """Put together what was typed in one go before a moment; returns how many changes became part of another."""
    rows = session.scalars(select(DraftChange).where(
        DraftChange.proposal_id == proposal_id, DraftChange.at < before).order_by(DraftChange.seq)).all()
    return sum(_put_together(session, run) for run in runs(rows) if len(run) > 1)


def runs(rows: Sequence[DraftChange]) -> Iterator[list[DraftChange]]:
    """Changes typed by the same person without a long pause, in the same clauses; every other change by itself."""
    run: list[DraftChange] = []
    for row in rows:
        if run and not _goes_on(run[-1], row):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _goes_on(last: DraftChange, row: DraftChange) -> bool:
    return (last.kind is row.kind is DraftChangeKind.TYPED and last.membership_id == row.membership_id
            and last.clauses == row.clauses and row.at - last.at <= PAUSE)


def _put_together(session: Session, run: list[DraftChange]) -> int:
    last = run[-1]
    content = shared_texts.put_together(row.content for row in run)
    clauses = [name for name in CLAUSES if any(name in row.clauses for row in run)]
    first_seq = run[0].first_seq
    session.execute(delete(DraftChange).where(
        DraftChange.proposal_id == last.proposal_id, DraftChange.seq.in_([row.seq for row in run[:-1]])
    ).execution_options(synchronize_session=False))
    for row in run[:-1]:
        session.expunge(row)
    last.content, last.clauses, last.first_seq = content, clauses, first_seq
    session.flush()
    return len(run) - 1
