"""Checks what is claimed of every valid panel: a tree of cases, each proved by adding rows up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sortition.certification.kinds import UNIT, Kinds, Row, units
from sortition.errors import SortitionError

MOST_CASES = 100_000
LEEWAY = UNIT // 10**6
"""How far a proof may end above the bound that the file claims; what was proved is used, not what is claimed."""


def proved_bound(kinds: Kinds, weights: Mapping[int, int], tree: Any) -> int:
    """The greatest value of Σ weight · seats over all panels that the tree's cases leave possible, in units."""
    worst: int | None = None
    for multipliers, low, high in _cases(kinds, tree):
        priced, bound = kinds.added(multipliers, with_cuts=False)
        for place, price in enumerate(priced):
            left = weights.get(place, 0) - price
            bound += left * (high[place] if left > 0 else low[place])
        worst = bound if worst is None else max(worst, bound)
    return 0 if worst is None else worst


def _cases(kinds: Kinds, tree: Any) -> Iterator[tuple[Mapping[str, Any], list[int], list[int]]]:
    """The leaves with the least and greatest seats of each kind in them; empty cases prove themselves."""
    waiting = [(tree, [0] * len(kinds.sizes), list(kinds.sizes))]
    for _ in range(MOST_CASES):
        if not waiting:
            return
        node, low, high = waiting.pop()
        if any(a > b for a, b in zip(low, high, strict=True)):
            continue
        if "multipliers" in node:
            yield node["multipliers"], low, high
            continue
        place, most = kinds.people[node["kind"]], node["most"]
        if type(most) is not int:
            raise SortitionError("number_broken", value=str(most))
        waiting.append((node["below"], low, [min(h, most) if n == place else h for n, h in enumerate(high)]))
        waiting.append((node["above"], [max(v, most + 1) if n == place else v for n, v in enumerate(low)], high))
    raise SortitionError("tree_too_large", most=MOST_CASES)


def check_cuts(kinds: Kinds, proof: Mapping[str, Any]) -> list[str]:
    """Take the cuts and closed people in as far as they are proved; codes of what is not."""
    missing = []
    for number, cut in enumerate(proof["cuts"]):
        weights = _weights(kinds, cut["weights"])
        if cut["proof"] is None:
            missing.append("cut_without_proof")
            continue
        found = proved_bound(kinds, weights, cut["proof"])
        if found > units(cut["bound"]) + LEEWAY * max(1, max(map(abs, weights.values()), default=0) // UNIT):
            raise SortitionError("cut_not_proved", cut=number, claimed=float(cut["bound"]), proved=found / UNIT)
        kinds.rows[f"cut/{number}"] = Row(weights, None, found)
    for entry in proof["closed"]:
        places = {kinds.people[name] for name in entry["people"]}
        if entry["proof"] is None:
            missing.append("closed_without_proof")
            continue
        for place in places:
            if proved_bound(kinds, {place: UNIT}, entry["proof"]) >= UNIT:
                raise SortitionError("closed_not_proved", people=len(entry["people"]))
        kinds.closed |= places
    return missing


def _weights(kinds: Kinds, claimed: Mapping[str, Any]) -> dict[int, int]:
    """The weights by kind: people of one kind must carry the same."""
    found: dict[int, int] = {}
    for name, weight in claimed.items():
        place = kinds.people[name]
        if found.setdefault(place, units(weight)) != units(weight):
            raise SortitionError("weights_differ_within_a_kind", person=name)
    named = set(claimed)
    for name, place in kinds.people.items():
        if place in found and name not in named:
            raise SortitionError("weights_differ_within_a_kind", person=name)
    return found
