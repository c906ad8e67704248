"""Registering for a jury: where a person came from, what kind a question is, and the age group of a year of birth."""
from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from itertools import pairwise

OLDEST = 120
_NUMBER = re.compile(r"\d+")


class RegistrantSource(Enum):
    """How a person came into the pool; people of a file have none."""

    WEB = "web"
    PHONE = "phone"


class QuestionKind(Enum):
    """How a feature is asked: its values to choose from, with the words for attitudes, or as a year of birth."""

    CHOICE = "choice"
    ATTITUDE = "attitude"
    BIRTH_YEAR = "birth_year"


class Availability(Enum):
    """Whether the person can come to the sittings."""

    ALL = "all"
    PART = "part"
    UNKNOWN = "unknown"


class Need(Enum):
    """What somebody needs to take part."""

    STEP_FREE = "step_free"
    SIGN_LANGUAGE = "sign_language"
    LARGE_PRINT = "large_print"
    HEARING_LOOP = "hearing_loop"
    CHILD_CARE = "child_care"
    TRAVEL = "travel"
    DEVICE_HELP = "device_help"


def age_group(values: Iterable[str], age: int) -> str | None:
    """The value whose range holds this age; None when no single one does.

    >>> age_group(["18–29", "30-44", "60+"], 44), age_group(["18–29", "60+"], 93), age_group(["18–29"], 17)
    ('30-44', '60+', None)
    """
    found = [value for value in values if (bounds := age_range(value)) and bounds[0] <= age <= bounds[1]]
    return found[0] if len(found) == 1 else None


def age_range(value: str) -> tuple[int, int] | None:
    """The ages that a value names: two numbers from–to; one number is the least age, or with a minus sign before it
    or words of “up to” the greatest.

    >>> age_range("18–29"), age_range("60 и старше"), age_range("до 29 лет"), age_range("ауыл")
    ((18, 29), (60, 120), (0, 29), None)
    """
    numbers = [int(number) for number in _NUMBER.findall(value)]
    if len(numbers) == 2 and numbers[0] <= numbers[1] <= OLDEST:
        return numbers[0], numbers[1]
    if len(numbers) != 1 or numbers[0] > OLDEST:
        return None
    is_upper = re.search(r"(?i)^\s*(?:[<≤–-]|до\b|under\b|up to\b)|дейін|younger|младше", value)
    return (0, numbers[0]) if is_upper else (numbers[0], OLDEST)


def are_ages(values: Iterable[str]) -> bool:
    """Whether every value is a range of ages and none overlaps another, so that a year of birth can be asked.

    >>> are_ages(["18–29", "30–44", "45+"]), are_ages(["18–30", "30–44"]), are_ages(["ер", "әйел"])
    (True, False, False)
    """
    ranges = [age_range(value) for value in values]
    if not ranges or any(bounds is None for bounds in ranges):
        return False
    known = sorted(bounds for bounds in ranges if bounds)
    return all(first[1] < second[0] for first, second in pairwise(known))
