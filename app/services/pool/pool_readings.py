"""The pool read once for many questions: the editor of the targets asks after every keystroke."""
from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from app.domain.crossings import Crossings, value_of
from app.models import Feature, FeatureValue, Jury, PoolDecision, Registrant, RegistrantChange
from app.services.pool import households
from sortition.canonical import digest
from sortition.pool import Pool

KEPT = 4  # juries in the memory of one process
_readings: dict[int, PoolReading] = {}


@dataclass(frozen=True)
class PoolReading:
    """Everybody who can be drawn; people with the same features share one dictionary."""

    mark: str
    ids: tuple[str, ...]
    rows: tuple[int, ...]
    features: tuple[dict[str, str], ...]
    households: tuple[str | None, ...]

    @cached_property
    def sets(self) -> list[tuple[dict[str, str], int]]:
        """Each combination of features with its number of people, in the order in which they registered."""
        counts = Counter(id(features) for features in self.features)
        known = {id(features): features for features in self.features}
        return [(known[key], people) for key, people in counts.items()]

    @cached_property
    def _plain_counts(self) -> dict[str, Counter[str]]:
        counts: dict[str, Counter[str]] = {}
        for features, people in self.sets:
            for name, value in features.items():
                counts.setdefault(name, Counter())[value] += people
        return counts

    def counts(self, crossings: Crossings) -> dict[str, Counter[str]]:
        """Feature → value → people, with the crossed features behind."""
        counts = dict(self._plain_counts)
        for name in crossings:
            crossed: Counter[str] = Counter()
            for features, people in self.sets:
                crossed[value_of(features, name, crossings)] += people
            crossed.pop("", None)
            counts[name] = crossed
        return counts

    def pool(self, names: list[str], crossings: Crossings) -> Pool | None:
        """As the lottery takes it; None when nobody is there or nothing is asked."""
        if not names or not self.ids:
            return None
        values = {id(features): tuple(value_of(features, name, crossings) for name in names)
                  for features, _ in self.sets}
        return Pool(ids=self.ids, features=tuple(names), rows=self.rows, households=self.households,
                    values=tuple(values[id(features)] for features in self.features))


def mark_of(session: Session, jury: Jury) -> str:
    """What changes whenever pool, targets or seats change; a few counts, so that any page may ask.

    Whatever changes the pool or the targets holds the jury by `pools.lock_open`, which moves `updated_at`.
    """
    mine = Registrant.jury_id == jury.id
    people = session.execute(select(func.count(), func.max(Registrant.id)).where(mine)).one()
    present = session.scalar(select(func.count()).where(mine, Registrant.excluded_at.is_(None)))
    changes = session.scalar(select(func.max(RegistrantChange.id)).join(
        Registrant, Registrant.id == RegistrantChange.registrant_id).where(mine))
    decisions = session.scalar(select(func.max(PoolDecision.id)).where(PoolDecision.jury_id == jury.id))
    targets = session.execute(select(func.count(), func.max(FeatureValue.id)).join(
        Feature, Feature.id == FeatureValue.feature_id).where(Feature.jury_id == jury.id)).one()
    moment, key = session.execute(select(Jury.updated_at, Jury.data_key).where(Jury.id == jury.id)).one()
    # The sealed key tells this jury from another one with the same number, in a database that was restored.
    return digest([jury.seats, *people, present, changes, decisions, *targets, str(moment), (key or b"").hex()])


def read_pool(session: Session, jury: Jury) -> PoolReading:
    """The pool as it is now, from memory as long as nothing has changed."""
    mark = mark_of(session, jury)
    known = _readings.get(jury.id)
    if known is not None and known.mark == mark:
        return known
    found = _read(session, jury, mark)
    _readings.pop(jury.id, None)
    _readings[jury.id] = found
    for old in list(_readings)[:-KEPT]:
        _readings.pop(old, None)
    return found


def _read(session: Session, jury: Jury, mark: str) -> PoolReading:
    rows = session.execute(select(Registrant.id, Registrant.number, cast(Registrant.features, Text)).where(
        Registrant.jury_id == jury.id, Registrant.excluded_at.is_(None)).order_by(Registrant.number)).all()
    home = households.household_of(session, jury)
    shared: dict[str, dict[str, str]] = {}
    for _, _, text in rows:
        if text not in shared:
            shared[text] = json.loads(text)
    return PoolReading(mark, tuple(str(row[0]) for row in rows), tuple(row[1] for row in rows),
                       tuple(shared[row[2]] for row in rows), tuple(home[row[0]] for row in rows))
