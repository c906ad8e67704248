"""The whole check of a lottery file: the list of panels, then the proof that no lottery serves people better."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sortition.certification.counting import uniform_chances
from sortition.certification.kinds import UNIT, Kinds, units
from sortition.certification.lists import check_input, check_list, people_out
from sortition.certification.objectives import check_leximin, goldilocks_bound, maximin_bound, nash_bound
from sortition.certification.trees import check_cuts
from sortition.errors import InputError, SortitionError
from sortition.pool import Pool
from sortition.quotas import Quotas

AGREES = 1e-6
BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError, OverflowError)


@dataclass(frozen=True)
class Certified:
    """What was found to hold. Every panel keeps every rule and every chance is told as it is, or there is none of this.

    is_proved: the ideal chances are the best by the objective (uniform: those of all valid panels equally likely), to
    ``slack``; unproved: codes of what the file claims or leaves open without a proof. max_error: the largest
    distance of a chance from its ideal, in panels of the list; organizer_excluded: people who are out by the
    organizer's word, which no pool shows.
    """

    objective: str
    people: int
    panels: int
    is_proved: bool
    slack: float
    max_error: float
    organizer_excluded: int
    cuts: int
    unproved: tuple[str, ...]


def certify(document: Any, pool: Pool, quotas: Quotas) -> Certified:
    """Check the content of ``lottery.json``. Raises ``SortitionError`` with the first thing found wrong.

    Independent of what made the file: only whole numbers (multipliers in units of 10⁻¹⁵), logarithms for nash, no
    solver. The pool must be read with the household columns of the lottery.
    """
    try:
        return _certify(document, pool, quotas)
    except InputError:
        raise
    except SortitionError:
        raise
    except BROKEN as error:
        raise SortitionError("lottery_broken", reason=f"{type(error).__name__}: {error}") from error


def _certify(document: Any, pool: Pool, quotas: Quotas) -> Certified:
    if document["format"] != "sortition-lottery/1" or type(document["seats"]) is not int:
        raise SortitionError("lottery_broken", reason="format")
    check_input(document, pool, quotas)
    counts = check_list(document, pool, quotas)
    proof, total = document["certificate"], document["lottery"]
    if proof["objective"] != document["objective"]:
        raise SortitionError("lottery_broken", reason="objective")
    out = people_out(document, pool, quotas)
    kinds = Kinds.of(pool, quotas, document["seats"], set(document["included"]), out)
    ideal = _ideal(document, kinds)
    max_error = max((abs(counts[name] - chance * total) for name, chance in proof["ideal"].items()), default=0.0)
    if abs(max_error - proof["max_error"]) > AGREES or proof["panels"] != total:
        raise SortitionError("error_is_another", found=max_error)
    slack, unproved = _proved(document, kinds, ideal, pool, quotas)
    if not unproved:
        _check_never(document, kinds, ideal)
    by_word = sum(entry["reason"] == "excluded_by_organizer" for entry in document["excluded"])
    return Certified(document["objective"], len(pool.ids), total, not unproved, slack, max_error, by_word,
                     len(proof["cuts"]), tuple(sorted(set(unproved))))  # fmt: skip


def _ideal(document: Mapping[str, Any], kinds: Kinds) -> list[int]:
    """(kinds,) the ideal chances in units: one for all of a kind, between 0 and 1, and the seats in all."""
    claimed, included = document["certificate"]["ideal"], set(document["included"])
    if set(claimed) != set(kinds.people) | included or any(claimed[name] != 1 for name in included):
        raise SortitionError("ideal_of_other_people")
    found = [-1] * len(kinds.sizes)
    for name, place in kinds.people.items():
        chance = units(claimed[name])
        if found[place] not in (-1, chance) or not 0 <= chance <= UNIT + UNIT // 10**9:
            raise SortitionError("ideal_differs_within_a_kind", person=name)
        found[place] = chance
    seats = sum(chance * size for chance, size in zip(found, kinds.sizes, strict=True)) / UNIT + len(included)
    if abs(seats - document["seats"]) > AGREES:
        raise SortitionError("ideal_misses_the_seats", found=seats)
    return found


def _proved(
    document: Mapping[str, Any], kinds: Kinds, ideal: list[int], pool: Pool, quotas: Quotas
) -> tuple[float, list[str]]:
    """How far the ideal may be from the best, and what was not proved of it."""
    proof = document["certificate"]
    if not kinds.sizes:
        return 0.0, []
    if document["objective"] == "uniform":
        return _uniform(proof, kinds, ideal, pool, quotas)
    missing = check_cuts(kinds, proof)
    if not proof["is_proved"]:
        return 0.0, ["not_claimed"]
    if missing:
        return 0.0, missing
    if document["objective"] == "leximin":
        return check_leximin(kinds, proof["stages"], ideal), []
    return _bounded(document, kinds, ideal), []


def _uniform(
    proof: Mapping[str, Any], kinds: Kinds, ideal: list[int], pool: Pool, quotas: Quotas
) -> tuple[float, list[str]]:
    if proof["proof"] != "counting":
        if proof["is_proved"]:
            raise SortitionError("sampling_claimed_as_proof")
        return 0.0, ["sampling_proves_nothing"]
    counted = uniform_chances(kinds, pool, quotas)
    if counted is None:
        return 0.0, ["count_not_repeated"]
    total, shares = counted
    if not math.isclose(total, proof["diagnostics"]["valid_panels"], rel_tol=1e-12):
        raise SortitionError("valid_panels_miscounted", found=total)
    off = max(abs(shares[name] - ideal[place] / UNIT) for name, place in kinds.people.items())
    if off > AGREES:
        raise SortitionError("ideal_is_not_uniform", off=off)
    return off, []


def _bounded(document: Mapping[str, Any], kinds: Kinds, ideal: list[int]) -> float:
    """The objective at the ideal against the bound that the multipliers prove."""
    proof, (stage,) = document["certificate"], document["certificate"]["stages"]
    is_open = [place for place in range(len(ideal)) if place not in kinds.closed]
    chances = [ideal[place] / UNIT for place in is_open]
    if document["objective"] == "maximin":
        off = maximin_bound(kinds, stage) - min(chances)
    elif document["objective"] == "nash":
        reached = math.fsum(kinds.sizes[p] * math.log(ideal[p] / UNIT) for p in is_open)
        off = (nash_bound(kinds, stage) - reached) / max(1.0, abs(reached))
    elif document["objective"] == "goldilocks":
        seats = document["seats"] - len(document["included"])
        gamma = 1.0 if document["gamma"] is None else float(document["gamma"])
        ratio = sum(kinds.sizes[place] for place in is_open) / seats
        reached = ratio * max(chances) + gamma / ratio / min(chances)
        off = (reached - goldilocks_bound(kinds, stage, proof["tangents"], gamma, seats)) / reached
    else:
        raise SortitionError("lottery_broken", reason="objective")
    if not off <= AGREES:
        raise SortitionError("bound_not_reached", off=off)
    return max(0.0, off)


def _check_never(document: Mapping[str, Any], kinds: Kinds, ideal: list[int]) -> None:
    """Those named as being in no valid panel are those whose ideal chance is 0."""
    named = {entry["id"] for entry in document["excluded"] if entry["reason"] == "in_no_valid_panel"}
    found = {name for name, place in kinds.people.items() if ideal[place] <= UNIT // 10**9}
    if named != found:
        raise SortitionError("never_seated_are_others", person=min(named ^ found))
