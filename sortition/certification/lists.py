"""Checks the list of panels in a lottery file: every panel, every chance, and who is said to be left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from sortition.errors import SortitionError
from sortition.pool import Pool
from sortition.quotas import Quotas

REASONS = ("in_no_valid_panel", "excluded_by_organizer", "household_already_seated", "value_has_no_seats")


def check_input(document: Mapping[str, Any], pool: Pool, quotas: Quotas) -> None:
    """The file speaks of this pool and these quotas."""
    claimed = sorted((q["feature"], q["value"], q["min"], q["max"]) for q in document["quotas"])
    if claimed != sorted((q.feature, q.value, q.min, q.max) for q in quotas.quotas):
        raise SortitionError("other_quotas")
    if sorted(document["people"]) != sorted(pool.ids):
        raise SortitionError("other_people")
    codes = dict(zip(pool.ids, pool.codes(quotas), strict=True))
    for name, places in codes.items():
        values = {quotas.quotas[place].feature: quotas.quotas[place].value for place in places}
        if document["features"][name] != values:
            raise SortitionError("other_features", person=name)
    if _shared(document["households"]) != _shared(dict(zip(pool.ids, pool.households, strict=True))):
        raise SortitionError("other_households")


def _shared(homes: Mapping[str, str | None]) -> set[frozenset[str]]:
    """The groups of people who share a household."""
    groups: dict[str, set[str]] = {}
    for name, home in homes.items():
        if home is not None:
            groups.setdefault(home, set()).add(name)
    return {frozenset(names) for names in groups.values() if len(names) > 1}


def check_list(document: Mapping[str, Any], pool: Pool, quotas: Quotas) -> Counter[str]:
    """Every panel keeps every rule; how often each person stands in the list, after comparing the chances told."""
    total, counts = 0, Counter[str]()
    codes = dict(zip(pool.ids, pool.codes(quotas), strict=True))
    homes = dict(zip(pool.ids, pool.households, strict=True))
    for number, (row, weight) in enumerate(zip(document["panels"], document["weights"], strict=True)):
        if type(weight) is not int or weight < 1:
            raise SortitionError("weight_broken", panel=number)
        if not _keeps_rules(row, document, codes, homes, quotas):
            raise SortitionError("panel_breaks_a_rule", panel=number)
        total += weight
        for name in row:
            counts[name] += weight
    if total != document["lottery"] or total < 1:
        raise SortitionError("panels_miscounted", found=total)
    _check_chances(document["chances"], counts, total, pool)
    return counts


def _check_chances(chances: Mapping[str, str], counts: Counter[str], total: int, pool: Pool) -> None:
    if set(chances) != set(pool.ids):
        raise SortitionError("other_people")
    for name in pool.ids:
        if Fraction(chances[name]) != Fraction(counts[name], total):
            raise SortitionError("chance_is_another", person=name)


def _keeps_rules(
    row: list[str],
    document: Mapping[str, Any],
    codes: Mapping[str, tuple[int, ...]],
    homes: Mapping[str, str | None],
    quotas: Quotas,
) -> bool:
    if len(row) != document["seats"] or len(set(row)) != len(row):
        return False
    if not set(document["included"]) <= set(row):
        return False
    taken = Counter(place for name in row for place in codes[name])
    if any(not q.min <= taken[place] <= q.max for place, q in enumerate(quotas.quotas)):
        return False
    shared = Counter(homes[name] for name in row if homes[name] is not None)
    return max(shared.values(), default=0) <= 1


def people_out(document: Mapping[str, Any], pool: Pool, quotas: Quotas) -> set[str]:
    """People out of play by a rule that is checked here, or by the organizer's word; not those in no valid panel."""
    codes = dict(zip(pool.ids, pool.codes(quotas), strict=True))
    homes = dict(zip(pool.ids, pool.households, strict=True))
    included: Collection[str] = document["included"]
    taken = Counter(place for name in included for place in codes[name])
    seated = {homes[name] for name in included} - {None}
    out = set()
    for entry in document["excluded"]:
        name, reason = entry["id"], entry["reason"]
        is_full = any(quotas.quotas[place].max <= taken[place] for place in codes[name])
        holds = {"household_already_seated": homes[name] in seated, "value_has_no_seats": is_full}
        if reason not in REASONS or not holds.get(reason, True) or name in included:
            raise SortitionError("exclusion_without_reason", person=name, reason=str(reason))
        if reason != "in_no_valid_panel":
            out.add(name)
    return out
