"""Counts all valid panels once more, person by person, to check that a lottery claims to be uniform rightly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sortition.certification.kinds import UNIT, Kinds
from sortition.pool import Pool
from sortition.quotas import Quotas

MOST_STEPS = 3_000_000
"""Ways to go on from states that are looked at in all; beyond that the count is not repeated."""

State = tuple[int, ...]
Block = list[tuple[str, State]]
"""People of whom one at most may be chosen, each with what they add: a seat, and one for each of their values."""


def uniform_chances(kinds: Kinds, pool: Pool, quotas: Quotas) -> tuple[int, dict[str, float]] | None:
    """The number of valid panels and each person's share of them; None where there are too many states."""
    blocks = _blocks(kinds, pool, quotas)
    rows = [kinds.rows["seats"], *(kinds.rows[f"quota/{q.feature}/{q.value}"] for q in quotas.quotas)]
    upper = tuple((row.upper or 0) // UNIT for row in rows)
    lower = tuple((row.lower or 0) // UNIT for row in rows)
    reached: list[dict[State, int]] = [{(0,) * len(rows): 1}]
    steps = 0
    for block in blocks:
        after: defaultdict[State, int] = defaultdict(int)
        for state, ways in reached[-1].items():
            after[state] += ways
            for _, gain in block:
                new = tuple(map(int.__add__, state, gain))
                if all(n <= most for n, most in zip(new, upper, strict=True)):
                    after[new] += ways
            steps += len(block) + 1
        if steps > MOST_STEPS:
            return None
        reached.append(dict(after))
    ends = {s: 1 for s in reached[-1] if all(n >= least for n, least in zip(s, lower, strict=True))}
    total = sum(reached[-1][state] for state in ends)
    return total, _shares(blocks, reached, ends, total)


def _shares(
    blocks: list[Block], reached: list[dict[State, int]], ends: Mapping[State, int], total: int
) -> dict[str, float]:
    """Backwards: in which share of the panels each person stands."""
    following, shares = dict(ends), dict[str, float]()
    for block, before in zip(reversed(blocks), reversed(reached[:-1]), strict=True):
        counted: defaultdict[State, int] = defaultdict(int)
        found: defaultdict[str, int] = defaultdict(int)
        for state, ways in before.items():
            counted[state] += following.get(state, 0)
            for name, gain in block:
                on = following.get(tuple(map(int.__add__, state, gain)), 0)
                counted[state] += on
                found[name] += ways * on
        following = {state: ways for state, ways in counted.items() if ways}
        shares.update({name: found[name] / total if total else 0.0 for name, _ in block})
    return shares


def _blocks(kinds: Kinds, pool: Pool, quotas: Quotas) -> list[Block]:
    """One block for each household and each person without, in play; similar ones beside each other."""
    grouped: defaultdict[str, Block] = defaultdict(list)
    for name, places, home in zip(pool.ids, pool.codes(quotas), pool.households, strict=True):
        if name in kinds.people:
            gain = (1, *(int(place in places) for place in range(len(quotas.quotas))))
            grouped[f"person {name}" if home is None else f"home {home}"].append((name, gain))
    return sorted(grouped.values(), key=lambda block: sorted(gain for _, gain in block))
