"""Alternates chosen in advance: the mix of types that best fills the gaps to expect, the people in it by lot.

Assos, Baharav, Flanigan, Procaccia, "Alternates, Assemble! Selecting Optimal Alternates for Citizens' Assemblies"
(2025, arXiv 2506.15716): sample which members drop out; choose the alternates that minimise the average distance
from the quotas when the best of them step in (empirical risk minimisation).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sortition.dropouts import DropoutModel
from sortition.errors import InputError
from sortition.progress import Watch
from sortition.randomness import Source

Floats = NDArray[np.float64]
Quotas = Mapping[str, Mapping[str, tuple[int, int]]]
MOST = 12
"""More alternates than this are refused: every subset of them is tried for every gap."""
CHUNK = 4_000_000
"""So many numbers are worked on at once."""


class Candidate(Protocol):
    """Somebody of the pool: an id, features, and the household that housemates share."""

    @property
    def id(self) -> str: ...
    @property
    def features(self) -> Mapping[str, str]: ...
    @property
    def household(self) -> str | None: ...


@dataclass(frozen=True)
class Alternates:
    """The people to ask, in the order of the lot, and the expected distance from the quotas with and without them.

    Distance: members too few or too many, summed over quotas, and empty seats, on average over the samples.
    """

    ids: tuple[str, ...]
    expected_with: float
    expected_without: float
    scenarios: int


def choose_alternates(
    panel: Sequence[Candidate],
    pool: Sequence[Candidate],
    quotas: Quotas,
    *,
    count: int,
    source: Source,
    model: DropoutModel | None = None,
    scenarios: int = 300,
    starts: int = 4,
    watch: Watch | None = None,
) -> Alternates:
    """Choose `count` alternates from the pool for this panel.

        minimise over A   1/S · Σ_s min over R ⊆ A, |R| ≤ |d_s| of
                          Σ_v max(0, l_v − c_v, c_v − u_v) + |d_s| − |R|,   c = members who stay + R

    d_s: the members who drop out in sample s, by `model` (11 % each where it is None). The search exchanges one
    alternate at a time from several starts, each exchange being the best of all; its values are exact, and the
    tests compare it with an integer program. Housemates of the panel are left out; of housemates in the pool the
    lot picks one. Types are equal in all quota features; who represents a type is drawn by lot.

    Raises `InputError` `alternates_count_wrong` or `alternates_too_few`. Cost of a round of exchanges: about
    count · types · Σ_s (subsets of the alternates no larger than d_s).
    """
    people = _eligible(panel, pool, source)
    if not 0 <= count <= MOST:
        raise InputError("alternates_count_wrong", value=count, most=MOST)
    if count > len(people):
        raise InputError("alternates_too_few", value=count, people=len(people))
    gaps = _Gaps.sample(panel, quotas, model or DropoutModel(), scenarios, source)
    kinds = _Kinds.of(people, quotas, source)
    search = _Search(gaps, kinds, watch or Watch())
    chosen: list[int] = []
    best = gaps.loss_without()
    for start in range(starts if count else 0):
        found, loss = search.climb(search.greedy(count) if start == 0 else kinds.some(count, source))
        if loss < best - 1e-9 or not chosen:
            chosen, best = found, loss
    return Alternates(kinds.people_of(chosen), best, gaps.loss_without(), scenarios)


@dataclass(frozen=True)
class _Gaps:
    """The samples: `stay[s]` counts of each quota among those who stay, `gone[s]` empty seats, `weight[s]`."""

    stay: Floats
    gone: Floats
    weight: Floats
    least: Floats
    most: Floats

    @classmethod
    def sample(
        cls, panel: Sequence[Candidate], quotas: Quotas, model: DropoutModel, scenarios: int, source: Source
    ) -> _Gaps:
        """Toss for every member in every sample; equal gaps are counted once with their weight."""
        has = _indicator([person.features for person in panel], quotas)
        chances = np.array([model.chance(person.features) for person in panel])
        out = source.floats(scenarios, len(panel)) < chances
        gone, times = np.unique(out, axis=0, return_counts=True)
        limits = np.array([pair for row in quotas.values() for pair in row.values()], dtype=float).reshape(-1, 2)
        return cls(~gone @ has, gone.sum(axis=1).astype(float), times / scenarios, limits[:, 0], limits[:, 1])

    def distance(self, counts: Floats) -> Floats:
        """How far counts are from the quotas, quota by quota."""
        beyond: Floats = np.maximum(0.0, np.maximum(self.least - counts, counts - self.most))
        return beyond

    def loss_without(self) -> float:
        """The expected distance if nobody steps in."""
        return float(self.weight @ (self.distance(self.stay).sum(axis=1) + self.gone))


@dataclass(frozen=True)
class _Kinds:
    """The types among the eligible: `has[t]` the quotas that type t counts for, `ids[t]` its people in lot order."""

    has: Floats
    ids: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, people: Sequence[Candidate], quotas: Quotas, source: Source) -> _Kinds:
        """Group the people; the order of types and of the people in each is drawn by lot."""
        has = _indicator([person.features for person in people], quotas)
        groups: dict[bytes, list[int]] = {}
        order = list(range(len(people)))
        source.shuffle(order)
        for place in order:
            groups.setdefault(has[place].tobytes(), []).append(place)
        rows = np.array([has[places[0]] for places in groups.values()]).reshape(len(groups), has.shape[1])
        return cls(rows, tuple(tuple(people[place].id for place in places) for places in groups.values()))

    def some(self, count: int, source: Source) -> list[int]:
        """A random choice of people, as types."""
        every = [kind for kind, ids in enumerate(self.ids) for _ in ids]
        source.shuffle(every)
        return every[:count]

    def people_of(self, chosen: Sequence[int]) -> tuple[str, ...]:
        """The people of the chosen types: the first in the lot's order of each."""
        taken: Counter[int] = Counter()
        found = []
        for kind in chosen:
            found.append(self.ids[kind][taken[kind]])
            taken[kind] += 1
        return tuple(found)


@dataclass(frozen=True)
class _Search:
    gaps: _Gaps
    kinds: _Kinds
    watch: Watch

    def greedy(self, count: int) -> list[int]:
        """Add the best type again and again."""
        chosen: list[int] = []
        for _ in range(count):
            chosen.append(self._best_addition(chosen)[0])
        return chosen

    def climb(self, chosen: list[int]) -> tuple[list[int], float]:
        """Exchange single alternates for better ones until none is left to improve."""
        chosen, loss, place, settled = list(chosen), float("inf"), 0, 0
        while settled < len(chosen):
            self.watch.step("alternates", settled, len(chosen))
            others = chosen[:place] + chosen[place + 1 :]
            kind, found = self._best_addition(others)
            settled += 1
            if found < loss - 1e-9:
                chosen, loss, settled = [*others[:place], kind, *others[place:]], found, 1
            place = (place + 1) % len(chosen)
        return chosen, loss

    def _best_addition(self, kept: list[int]) -> tuple[int, float]:
        losses = self._losses_with(kept)
        for kind, used in Counter(kept).items():
            if used >= len(self.kinds.ids[kind]):
                losses[kind] = np.inf
        best = int(losses.argmin())
        return best, float(losses[best])

    def _losses_with(self, kept: list[int]) -> Floats:
        """The expected distance with the kept alternates and one more of each type: (types,)."""
        total = np.zeros(len(self.kinds.ids))
        for gone in np.unique(self.gaps.gone):
            subsets = [s for size in range(min(int(gone), len(kept)) + 1) for s in combinations(kept, size)]
            added = np.array([self.kinds.has[list(s)].sum(axis=0) for s in subsets]).reshape(len(subsets), -1)
            empty = gone - np.array([len(s) for s in subsets], dtype=float)
            rows = max(1, CHUNK // (len(subsets) * max(1, len(total))))
            places = np.nonzero(self.gaps.gone == gone)[0]
            for first in range(0, len(places), rows):
                total += self._losses_of(places[first : first + rows], added, empty)
        return total

    def _losses_of(self, samples: NDArray[np.intp], added: Floats, empty: Floats) -> Floats:
        """The part of these samples, whose gaps are of one size, in `_losses_with`.

        In every sample each subset of the kept steps in, alone or with the newcomer; the newcomer of a type changes
        only the quotas it counts for, so that one matrix product serves all types.
        """
        gaps = self.gaps
        counts = gaps.stay[samples, None, :] + added[None, :, :]
        now = gaps.distance(counts)
        loss = now.sum(axis=2) + empty
        alone = loss.min(axis=1)[:, None]
        is_open = empty >= 1
        if not is_open.any():
            return np.full(len(self.kinds.ids), float(gaps.weight[samples] @ alone[:, 0]))
        change = (gaps.distance(counts[:, is_open] + 1) - now[:, is_open]) @ self.kinds.has.T
        joined = (loss[:, is_open, None] - 1 + change).min(axis=1)
        part: Floats = gaps.weight[samples] @ np.minimum(alone, joined)
        return part


def _eligible(panel: Sequence[Candidate], pool: Sequence[Candidate], source: Source) -> list[Candidate]:
    """The pool without the panel and its housemates, and with one of each household, drawn by lot."""
    seated = {person.id for person in panel}
    homes = {person.household for person in panel if person.household}
    order = sorted((person for person in pool if person.id not in seated), key=lambda person: person.id)
    source.shuffle(order)
    people = []
    for person in order:
        if person.household is None or person.household not in homes:
            people.append(person)
            homes |= {person.household} if person.household else set()
    return people


def _indicator(people: Sequence[Mapping[str, str]], quotas: Quotas) -> Floats:
    """(people, quotas): 1 where a person counts for a quota."""
    pairs = [(feature, value) for feature, row in quotas.items() for value in row]
    rows = [[float(features.get(feature) == value) for feature, value in pairs] for features in people]
    return np.array(rows).reshape(len(people), len(pairs))
