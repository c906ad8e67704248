"""Addresses that look like the same household but are not spelled the same: shown for review, never merged."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from sortition.pool import Pool
from sortition.spelling import bare

ALIKE = 0.88
LARGEST_BLOCK = 200


@dataclass(frozen=True)
class Lookalikes:
    """Two households that may be one. reason: ``same_words`` (punctuation or order differ) or ``similar``."""

    people: tuple[str, ...]
    addresses: tuple[str, str]
    reason: str


def lookalike_addresses(pool: Pool) -> tuple[Lookalikes, ...]:
    """Pairs of different addresses with the same words, or with the same numbers and nearly the same words.

    Similar addresses are compared only within blocks that share all their numbers (house, flat, postcode):
    addresses with different numbers are different homes. Cost: linear, and quadratic in the size of a block;
    blocks of more than 200 addresses (no house numbers in the file) are compared by words only.
    """
    people: dict[str, list[str]] = defaultdict(list)
    for name, home in zip(pool.ids, pool.households, strict=True):
        if home is not None:
            people[home].append(name)
    blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for home in sorted(people):
        blocks[tuple(sorted(re.findall(r"\d+", home)))].append(home)
    found = [
        Lookalikes(tuple(sorted(people[one] + people[other])), (_shown(one), _shown(other)), reason)
        for homes in blocks.values()
        for one, other in combinations(homes, 2)
        if (reason := _alike(one, other, len(homes)))
    ]
    return tuple(sorted(found, key=lambda pair: pair.people))


def _alike(one: str, other: str, block: int) -> str:
    first, second = bare(one), bare(other)
    if first == second:
        return "same_words"
    if block > LARGEST_BLOCK:
        return ""
    return "similar" if SequenceMatcher(None, first, second).ratio() >= ALIKE else ""


def _shown(home: str) -> str:
    return home.replace("\n", ", ")
