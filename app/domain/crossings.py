"""Two features read as one: “sex × age” with the values “female, 18–29” …"""
from __future__ import annotations

from collections.abc import Mapping, Sequence

Crossings = Mapping[str, Sequence[str]]
"""Name of a crossed feature → the two features of the pool that it crosses."""


def crossed_name(first: str, second: str) -> str:
    """
    >>> crossed_name("sex", "age")
    'sex × age'
    """
    return f"{first} × {second}"


def crossed_value(parts: Sequence[str]) -> str:
    """
    >>> crossed_value(["female", "18–29"])
    'female, 18–29'
    """
    return ", ".join(parts)


def value_of(features: Mapping[str, str], name: str, crossings: Crossings) -> str:
    """What a person has in a feature of the pool or in a crossed one; blank as soon as a part is blank.

    >>> value_of({"sex": "female", "age": "18–29"}, "sex × age", {"sex × age": ["sex", "age"]})
    'female, 18–29'
    """
    if name not in crossings:
        return features.get(name, "")
    parts = [features.get(part, "") for part in crossings[name]]
    return crossed_value(parts) if all(parts) else ""
