"""What is done at the desk of the pool: kinds of changes, decisions on people who look alike, states of a person."""
from __future__ import annotations

from enum import Enum


class ChangeKind(Enum):
    EDITED = "edited"
    IMPORTED = "imported"
    EXCLUDED = "excluded"
    READMITTED = "readmitted"
    MERGED = "merged"  # the same person as another, who stays
    WITHDRAWN = "withdrawn"


class CaseDecision(Enum):
    SAME_PERSON = "same_person"
    DIFFERENT_PEOPLE = "different_people"
    SAME_HOUSEHOLD = "same_household"
    NOT_A_HOUSEHOLD = "not_a_household"


class PoolState(Enum):
    """Whether a person can be drawn. Somebody who withdrew is excluded as well, by their own wish."""

    IN_DRAW = "in_draw"
    EXCLUDED = "excluded"
    WITHDRAWN = "withdrawn"


class Likeness(Enum):
    """Why two people may be one, or two homes one household."""

    SAME_PHONE = "same_phone"
    SAME_EMAIL = "same_email"
    SAME_NAME_AND_ADDRESS = "same_name_and_address"
    SAME_NAME = "same_name"
    SAME_ADDRESS = "same_address"
    ALIKE_ADDRESS = "alike_address"
