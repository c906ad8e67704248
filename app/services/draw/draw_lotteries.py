"""The computation behind a draw: from pool and quotas to a commitment that can be published, and its numbers."""
from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.phases import DrawState
from app.models import Draw, Jury, Ticket
from app.services.draw import draws
from app.services.pool import pool_stamps, pools, targets
from app.services.vault import Vault
from sortition import Lottery, Pool, Quotas, Source, lottery
from sortition.beacon import BeaconPlan
from sortition.draw import Commitment, Person, make_commitment
from sortition.progress import Cancel, Progress

SOFTWARE = "alqa 0.1.0"
MOST_BINS = 12
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)


@dataclass(frozen=True)
class LotteryTask:
    """Everything that the computation needs, read in one go; nothing of the database is open while it runs."""

    draw_id: int
    number: int
    slug: str
    seats: int
    objective: str
    panel_count: int
    previous: str | None
    beacon_rounds: tuple[int, ...]
    pool: Pool
    pool_stamp: str
    quotas: Quotas


@dataclass(frozen=True)
class LotteryOutcome:
    """What is kept of a computation."""

    commitment: Commitment
    certificate: dict[str, Any]
    report: dict[str, Any]


def prepare(session: Session, draw_id: int, job_id: int, beacon_rounds: Sequence[int]) -> LotteryTask:
    """Read what a draw computes with. Raises `draw_moved_on` when it no longer waits for this job."""
    draw = session.get(Draw, draw_id)
    if draw is None or draw.state is not DrawState.COMPUTING or draw.job_id != job_id:
        raise Conflict("draw_moved_on")
    jury = session.get_one(Jury, draw.jury_id)
    return LotteryTask(
        draw_id=draw.id, number=draw.number, slug=jury.slug, seats=draw.seats, objective=draw.objective,
        panel_count=draw.panel_count, previous=draws.previous_commitment(session, draw),
        beacon_rounds=tuple(beacon_rounds), pool=pools.sortition_pool(session, jury),
        pool_stamp=pool_stamps.stamp_of(session, jury).sha256,
        quotas=targets.sortition_quotas(session, jury))


def compute(task: LotteryTask, progress: Progress | None = None, cancel: Cancel | None = None) -> LotteryOutcome:
    """Find the fairest lottery over whole panels, then give tickets and salts by chance and write the commitment.

    Long; touches no database. Raises the refusals of `sortition`: Impossible, InputError, Cancelled.
    """
    found = lottery(task.pool, task.quotas, task.seats, source=Source(os.urandom(32)), objective=task.objective,
                    panels=task.panel_count, progress=progress, cancel=cancel)
    if progress is not None:
        progress("commitment", 0, 0)
    report = report_of(task.pool, found) | {
        "beacon_rounds": list(task.beacon_rounds), "pool_stamp": task.pool_stamp}
    return LotteryOutcome(_commit(task, found), _certificate(found), report)


def _commit(task: LotteryTask, found: Lottery) -> Commitment:
    people = [Person(name, found.features[name], found.households.get(name)) for name in found.people]
    listed = [row for row, weight in zip(found.panels.rows, found.panels.weights, strict=True) for _ in range(weight)]
    quotas = {feature: {value: (low, high) for value, (low, high) in row.items()}
              for feature, row in task.quotas.to_dict().items()}
    return make_commitment(
        jury=task.slug, draw=task.number, seats=task.seats, objective=task.objective, quotas=quotas, people=people,
        panels=listed, dice=len(str(task.panel_count)) - 1,
        beacon=BeaconPlan(task.beacon_rounds) if task.beacon_rounds else None, previous=task.previous,
        software=SOFTWARE)


def _certificate(found: Lottery) -> dict[str, Any]:
    """The proof in numbers; what names single people stays out, because the page shows this to everybody."""
    proof = found.certificate
    return {"objective": proof.objective, "proof": proof.proof, "is_proved": proof.is_proved, "value": proof.value,
            "bound": proof.bound, "gap": proof.gap, "opened": proof.opened, "max_error": proof.max_error,
            "mean_error": proof.mean_error, "distinct_panels": len(found.panels.rows), "seconds": found.timings}


def report_of(pool: Pool, found: Lottery) -> dict[str, Any]:
    """The numbers of the public page: chances in panels out of all panels, their spread, the pool by quota."""
    total = found.panels.total
    counts = [int(chance * total) for chance in found.chances.values()]
    drawable = [count for count in counts if count > 0] or [0]
    rows = dict(zip(pool.ids, pool.rows, strict=True))
    values = Counter((feature, value) for own in found.features.values() for feature, value in own.items())
    return {
        "people": len(counts), "panels": total, "pool_sha256": pools.pool_hash(pool),
        "least": min(drawable), "middle": median(counts), "most": max(counts),
        **found.extremes(),
        "histogram": histogram(counts, total),
        "quotas": [{"feature": quota.feature, "value": quota.value, "minimum": quota.min, "maximum": quota.max,
                    "people": values[quota.feature, quota.value]} for quota in found.quotas.quotas],
        "excluded": [{"number": rows[person.id], "reason": person.reason} for person in found.excluded],
    }


def histogram(counts: Iterable[int], total: int) -> list[list[float]]:
    """Equal bins [from, to, people] over the chances, as shares between 0 and 1; their edges are round numbers.

    >>> histogram([101, 120, 400], 1000)
    [[0.1, 0.15, 2], [0.15, 0.2, 0], [0.2, 0.25, 0], [0.25, 0.3, 0], [0.3, 0.35, 0], [0.35, 0.4, 1]]
    """
    shares = [count / total for count in counts]
    width = next((step for step in STEPS if _bins_needed(shares, step) <= MOST_BINS), STEPS[-1])
    first = int(min(shares) / width + 1e-9)
    # Who is in every panel belongs to the last bin, not to one of its own beyond 100 %.
    places = [max(first, min(int(share / width + 1e-9), round(max(shares) / width + 0.4999) - 1)) for share in shares]
    found = Counter(places)
    return [[round(place * width, 6), round((place + 1) * width, 6), found[place]]
            for place in range(first, max(places) + 1)]


def _bins_needed(shares: Sequence[float], width: float) -> int:
    return int(max(shares) / width) - int(min(shares) / width) + 1


def store(session: Session, task: LotteryTask, outcome: LotteryOutcome, *, vault: Vault) -> Draw:
    """Keep a finished computation, sealed until it is published. Raises `draw_moved_on` when it no longer waits."""
    draw = session.get_one(Draw, task.draw_id)
    jury = session.get_one(Jury, draw.jury_id)
    commitment = outcome.commitment
    session.execute(delete(Ticket).where(Ticket.draw_id == draw.id))
    session.execute(insert(Ticket), [
        {"draw_id": draw.id, "registrant_id": int(name), "number": own.ticket, "salt": own.salt,
         "panel_count": own.count}
        for name, own in commitment.tickets.items()])
    draws.change_state(
        session, draw, DrawState.COMPUTED, was=DrawState.COMPUTING, certificate=outcome.certificate,
        report=outcome.report, features_sealed=vault.seal(jury, commitment.features_document),
        list_hash=commitment.hash, panels_sealed=vault.seal(jury, {"text": commitment.text, "hash": commitment.hash}))
    return draw
