"""What a juror may need in order to come; the first seven are also asked at registration."""
from __future__ import annotations

from enum import Enum


class SeatNeed(Enum):
    """The values are those of `registrations.Need` where both exist, so that an answer given there is found here."""

    TRAVEL = "travel"
    CHILD_CARE = "child_care"
    STEP_FREE = "step_free"
    SIGN_LANGUAGE = "sign_language"
    LARGE_PRINT = "large_print"
    HEARING_LOOP = "hearing_loop"
    DEVICE_HELP = "device_help"
    INTERPRETER = "interpreter"
    DIET = "diet"
    OTHER = "other"
