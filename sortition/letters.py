"""Stage 1, letters to addresses drawn by lot: how many, how many in each area, and which, for all to re-check."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from sortition.errors import InputError, SortitionError
from sortition.targets import apportion

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Address:
    """One row of the address file: an identifier and the area it lies in."""

    id: str
    area: str = ""


@dataclass(frozen=True)
class Area:
    """An area: how many addresses it has, its weight beside other areas, the share of letters answered there."""

    name: str
    addresses: int
    weight: Fraction = Fraction(1)
    response: Fraction = Fraction(2, 100)


@dataclass(frozen=True)
class Need:
    """How many letters: in all, by area; the answers to expect; the chance to get at least those wanted."""

    letters: int
    by_area: dict[str, int]
    wanted: int
    expected: float
    chance: float


def count_areas(
    addresses: Sequence[Address],
    *,
    weights: Mapping[str, Fraction] | None = None,
    responses: Mapping[str, Fraction] | None = None,
    response: Fraction = Fraction(2, 100),
) -> list[Area]:
    """Count the addresses of each area and set its weight (1) and response (`response`) where none is given.

    >>> count_areas([Address("a", "x"), Address("b", "y"), Address("c", "x")], weights={"y": Fraction(2)})[1].weight
    Fraction(2, 1)
    """
    counts = Counter(address.area for address in addresses)
    weights, responses = weights or {}, responses or {}
    for name in [*weights, *responses]:
        if name not in counts:
            raise InputError("area_unknown", value=name)
    areas = [
        Area(name, counts[name], weights.get(name, Fraction(1)), responses.get(name, response))
        for name in sorted(counts)
    ]
    _check(areas)
    return areas


def weights_with_extra(areas: Sequence[Area], share: Fraction, names: Sequence[str]) -> dict[str, Fraction]:
    """Return weights that send `share` of the letters to the named areas only and the rest evenly to all.

    "80 % even, 20 % to deprived areas": with N addresses in all and E in the named areas, an address anywhere
    weighs (1 − share)/N, an address there share/E more.

    >>> two = [Area("rich", 300), Area("poor", 100)]
    >>> allocate([Area(a.name, a.addresses, w) for a, w in
    ...          zip(two, weights_with_extra(two, Fraction(1, 5), ["poor"]).values())], 100)
    {'rich': 60, 'poor': 40}
    """
    known = {area.name: area.addresses for area in areas}
    for name in names:
        if name not in known:
            raise InputError("area_unknown", value=name)
    everywhere, there = sum(known.values()), sum(known[name] for name in set(names))
    if not 0 <= share <= 1 or there == 0:
        raise InputError("share_wrong", value=str(share))
    even, extra = (1 - share) / everywhere, share / there
    return {name: even + extra * (name in names) for name in known}


def allocate(areas: Sequence[Area], letters: int) -> dict[str, int]:
    """Share letters among the areas in proportion to addresses · weight, never more than an area has addresses.

    By largest remainder; what a full area cannot take goes to the others by the same rule.
    Raises `InputError` `addresses_too_few`.
    """
    _check(areas)
    if letters > sum(area.addresses for area in areas if area.weight > 0):
        raise InputError("addresses_too_few", letters=letters, addresses=sum(a.addresses for a in areas))
    result = {area.name: 0 for area in areas}
    waiting = [area for area in areas if area.weight > 0]
    left = letters
    while left > 0:
        shares = apportion({area.name: area.addresses * area.weight for area in waiting}, left)
        full = [area for area in waiting if shares[area.name] >= area.addresses]
        for area in full or waiting:
            result[area.name] = min(area.addresses, shares[area.name])
        left = left - sum(area.addresses for area in full) if full else 0
        waiting = [area for area in waiting if area not in full]
    return result


def letters_needed(areas: Sequence[Area], wanted: int, confidence: float = CONFIDENCE) -> Need:
    """Return the fewest letters that bring at least `wanted` answers with probability `confidence`.

    Answers are taken as independent: in an area with n letters and response r, Binomial(n, r); areas add up by
    convolution, exactly. Real response varies more from drive to drive, so give a cautious rate. In practice 300
    addresses a seat, 1.2 to 3.6 % of which answer. Raises `SortitionError` `addresses_too_few_for_answers`.
    """
    most = sum(area.addresses for area in areas if area.weight > 0)
    if chance_of(areas, allocate(areas, most), wanted) < confidence:
        expected = float(sum(area.addresses * area.response for area in areas if area.weight > 0))
        raise SortitionError("addresses_too_few_for_answers", addresses=most, expected=expected, wanted=wanted)
    low, high = -1, most
    while high - low > 1:
        middle = (low + high) // 2
        if chance_of(areas, allocate(areas, middle), wanted) >= confidence:
            high = middle
        else:
            low = middle
    by_area = allocate(areas, high)
    expected = float(sum(by_area[area.name] * area.response for area in areas))
    return Need(high, by_area, wanted, expected, chance_of(areas, by_area, wanted))


def chance_of(areas: Sequence[Area], by_area: Mapping[str, int], wanted: int) -> float:
    """Return the probability of at least `wanted` answers to these letters."""
    if wanted <= 0:
        return 1.0
    fewer = np.zeros(wanted)
    fewer[0] = 1.0
    for area in areas:
        fewer = np.convolve(fewer, _binomial(by_area[area.name], float(area.response), wanted))[:wanted]
    return float(1.0 - fewer.sum())


def draw_letters(addresses: Sequence[Address], by_area: Mapping[str, int], seed: str) -> list[Address]:
    """Draw the addresses: in each area those whose SHA-256(seed/id) is smallest, in that order.

    `seed` is public and was announced before it was known (a beacon's randomness, or dice). Anybody can check a
    single address; the order of the file does not matter; a second drive with more letters only adds.
    Raises `InputError` `address_twice` or `addresses_too_few`. Cost: one hash an address.

    >>> [a.id for a in draw_letters([Address(str(i)) for i in range(9)], {"": 3}, "42")]
    ['3', '4', '1']
    """
    ordered = sorted(addresses, key=lambda address: (address.area, place_in_line(address, seed)))
    _check_unique(addresses)
    taken: Counter[str] = Counter()
    drawn = []
    for address in ordered:
        if taken[address.area] < by_area.get(address.area, 0):
            taken[address.area] += 1
            drawn.append(address)
    for name, letters in by_area.items():
        if taken[name] < letters:
            raise InputError("addresses_too_few", letters=letters, addresses=taken[name], area=name)
    return drawn


def place_in_line(address: Address, seed: str) -> str:
    """Return the public number that decides about an address; the smallest of its area are drawn."""
    return hashlib.sha256(f"{seed}/{address.id}".encode()).hexdigest()


def _binomial(count: int, chance: float, length: int) -> NDArray[np.float64]:
    """The first `length` probabilities of Binomial(count, chance)."""
    probabilities = np.zeros(length)
    hits = np.arange(min(length, count + 1))
    if chance in (0.0, 1.0):
        at = 0 if chance == 0.0 else count
        probabilities[at : at + 1] = 1.0
        return probabilities
    ways = np.array([lgamma(count + 1) - lgamma(k + 1) - lgamma(count - k + 1) for k in hits])
    probabilities[: len(hits)] = np.exp(ways + hits * np.log(chance) + (count - hits) * np.log1p(-chance))
    return probabilities


def _check(areas: Sequence[Area]) -> None:
    for area in areas:
        if area.weight < 0 or not 0 <= area.response <= 1:
            raise InputError("area_rates_wrong", value=area.name)
    if not any(area.weight > 0 and area.addresses > 0 for area in areas):
        raise InputError("areas_empty")


def _check_unique(addresses: Sequence[Address]) -> None:
    counts = Counter(address.id for address in addresses)
    if len(counts) < len(addresses):
        raise InputError("address_twice", value=next(id_ for id_, count in counts.items() if count > 1))
