"""The proof of a draw for everybody: which draw to show, how its number came about, who replaced whom by the rule."""
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.phases import OfferState
from app.models import Draw, Jury, RecordEntry
from app.services.draw import dice, draws
from app.services.draw.compositions import FeatureRows, ValueRow
from sortition.beacon import randomness, round_time

_SEAT_KINDS = ("seat_answered", "seat_left")
NOTICEABLE = 0.01  # a share is called the same when it is nearer than one point


@dataclass(frozen=True)
class Given:
    """What the beacon gave: `seed_number` is the seed as one whole number; its last digits are `number`."""

    round: int
    signature: str
    randomness: str
    seed_text: str
    seed: str
    seed_number: str
    number: int

    @property
    def at(self) -> int:
        """When the round was published, in Unix seconds."""
        return round_time(self.round)


@dataclass(frozen=True)
class Calculation:
    """How the public numbers named the jury of the list, with every number on the way."""

    lottery: int
    dice: str | None
    thrown: int
    given: Given | None
    number: int

    @property
    def total(self) -> int:
        return self.thrown + (self.given.number if self.given else 0)

    @property
    def digits(self) -> int:
        """How many digits count: three of a thousand juries."""
        return len(str(self.lottery)) - 1


@dataclass(frozen=True)
class Replaced:
    """A drawn person who did not sit or did not stay, and whom the rule called. `called`: empty when nobody was."""

    ticket: str
    answer: OfferState
    called: str
    violation: int
    at: datetime


@dataclass(frozen=True)
class Deviation:
    """One group of people: its shares of the population, of the pool, and of the jury once that is drawn."""

    group: FeatureRows
    row: ValueRow
    population: float
    pool: float
    jury: float | None

    @property
    def in_pool(self) -> float:
        """More (+) or fewer (−) in the pool than in the population, as a share of 1."""
        return self.pool - self.population

    @property
    def in_jury(self) -> float | None:
        return None if self.jury is None else self.jury - self.population


def latest_public(session: Session, jury: Jury) -> Draw | None:
    """The draw that readers are shown: the latest whose list is published, although a newer one may be under way."""
    return next((draw for draw in draws.draws_of(session, jury) if draws.is_public(draw)), None)


def calculation_of(draw: Draw) -> Calculation | None:
    """How the number came about; None before the draw. What a verifier computes, told step by step."""
    if draw.panel_number is None or draw.commitment_hash is None:
        return None
    result = dice.result_of(draw)
    thrown = int(result["dice"] or 0)
    given = _given(draw.commitment_hash, result["beacon"], draw.panel_count)
    return Calculation(draw.panel_count, result["dice"], thrown, given, draw.panel_number)


def _given(commitment: str, beacon: dict[str, Any] | None, lottery: int) -> Given | None:
    if beacon is None:
        return None
    value = randomness(str(beacon["signature"]))
    seed_text = f"{commitment}/{beacon['round']}/{value}"
    seed = hashlib.sha256(seed_text.encode("ascii")).hexdigest()
    return Given(beacon["round"], str(beacon["signature"]), value, seed_text, seed, str(int(seed, 16)),
                 int(seed, 16) % lottery)


def replacements_of(session: Session, jury: Jury, draw: Draw) -> list[Replaced]:
    """Every seat that was passed on or fell empty, in the order in which the rule was asked, from the public record."""
    entries = session.scalars(select(RecordEntry).where(
        RecordEntry.jury_id == jury.id, RecordEntry.kind.in_(_SEAT_KINDS)).order_by(RecordEntry.number))
    found = [Replaced(entry.data["ticket"], OfferState(entry.data.get("answer", "left")), entry.data["called"],
                      entry.data["violation"], entry.at) for entry in entries if entry.data["draw"] == draw.number]
    return [one for one in found if one.answer is not OfferState.CONFIRMED]


def deviations(groups: list[FeatureRows], people: int, seats: int) -> list[Deviation]:
    """Every group whose share of the population is known, in the order of the features."""
    return [Deviation(group, row, row.share, row.people / people, None if row.panel is None else row.panel / seats)
            for group in groups for row in group.rows if row.share is not None]


def most_changed(found: list[Deviation]) -> list[Deviation]:
    """The values of the feature in which the pool differs most from the population; empty when nothing differs."""
    by_feature: dict[str, list[Deviation]] = {}
    for one in found:
        by_feature.setdefault(one.group.feature.name, []).append(one)
    whole = [rows for rows in by_feature.values() if len(rows) == len(rows[0].group.rows)]
    best = max(whole, key=lambda rows: sum(abs(one.in_pool) for one in rows), default=[])
    return best if any(abs(one.in_pool) >= NOTICEABLE for one in best) else []
