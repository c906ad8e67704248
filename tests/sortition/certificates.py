"""An independent check of a leximin certificate: only the lottery file, only additions and comparisons."""

from __future__ import annotations

from typing import Any

SMALL = 1e-6


def check_leximin(document: dict[str, Any]) -> int:
    """Verify every level's proof; returns how many levels there were. Fails by assertion."""
    proof = document["certificate"]
    people = [p for p in document["people"] if p in proof["ideal"] and p not in document["included"]]
    levels: dict[str, float] = {}
    for stage in proof["stages"]:
        is_open = [p for p in people if p not in levels]
        if stage["level"] < 1 - 1e-9:
            weights, bound = _weighted(document, stage["multipliers"], people)
            assert min(weights.values()) > -SMALL
            assert abs(sum(weights[p] for p in is_open) - 1) < SMALL
            left = bound - sum(weights[p] * level for p, level in levels.items())
            assert left <= stage["level"] + SMALL
            assert all(weights[p] > 0 for p in stage["held"])
        assert set(stage["held"]) <= set(is_open)
        assert stage["held"]
        levels.update(dict.fromkeys(stage["held"], stage["level"]))
    assert all(abs(proof["ideal"][p] - level) < SMALL for p, level in levels.items())
    return len(proof["stages"])


def _weighted(
    document: dict[str, Any], multipliers: dict[str, float], people: list[str]
) -> tuple[dict[str, float], float]:
    """Σ y · (row ≤ its bound): each person's weight, and the bound, from the quotas and the people alone."""
    quotas = {(q["feature"], q["value"]): q for q in document["quotas"]}
    taken = dict.fromkeys(quotas, 0)
    for person in document["included"]:
        for feature, value in document["features"][person].items():
            taken[feature, value] += 1
    weights, bound = dict.fromkeys(people, 0.0), 0.0
    for name, y in multipliers.items():
        kind, *rest = name.split("/")
        if kind == "seats":
            inside, limit = people, float(document["seats"] - len(document["included"]))
        elif kind == "quota":
            feature, value = rest
            inside = [p for p in people if document["features"][p][feature] == value]
            quota = quotas[feature, value]
            limit = (quota["max"] if y > 0 else quota["min"]) - taken[feature, value]
        elif kind == "all_of":  # no chance is above 1: summed over the people with the same values
            inside = [p for p in people if document["features"][p] == document["features"][rest[0]]]
            limit = float(len(inside))
            assert y > 0
        else:
            raise AssertionError(f"this check does not know {name}")
        bound += y * limit
        for person in inside:
            weights[person] += y
    return weights, bound
