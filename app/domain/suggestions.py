"""What the public sends to a jury, or for a future one: its limits, what becomes of it, and why it is not published."""
from __future__ import annotations

from enum import Enum

MOST_CHARACTERS = 1500
MOST_FOR_AN_APPEAL = 600
QUESTION_DAYS = 20  # working days until a suggested question is answered
STATEMENT_DAYS = 10  # the same for a statement to a jury, unless its organizer promises another time
LONGEST_STATEMENT_DAYS = 30
PAGE_SIZE = 20


class Outcome(Enum):
    """What became of it."""

    EVIDENCE = "evidence"  # the jury reads it, marked as from the public
    MERGED = "merged"  # another one says the same and was answered
    PASSED_ON = "passed_on"  # given to a body that can act on it
    OUTSIDE = "outside"  # not for this jury; who can help instead is said
    ADOPTED = "adopted"  # a suggested question became a jury
    ANSWERED = "answered"  # a suggested question was answered in words
    NOT_PUBLISHED = "not_published"  # it breaks one of the published rules
    WITHDRAWN = "withdrawn"  # by its author


class Refusal(Enum):
    """The published rules: for these reasons, and no others, something is not published."""

    INSULT = "insult"
    PERSONAL_DATA = "personal_data"
    ADVERTISING = "advertising"
    REPETITION = "repetition"


FOR_STATEMENTS = (Outcome.EVIDENCE, Outcome.MERGED, Outcome.PASSED_ON, Outcome.OUTSIDE, Outcome.NOT_PUBLISHED)
FOR_QUESTIONS = (Outcome.ANSWERED, Outcome.ADOPTED, Outcome.MERGED, Outcome.PASSED_ON, Outcome.OUTSIDE,
                 Outcome.NOT_PUBLISHED)
# Shown with the words of the author; of the others only their number.
PUBLISHED = (Outcome.EVIDENCE, Outcome.MERGED, Outcome.PASSED_ON, Outcome.OUTSIDE, Outcome.ADOPTED, Outcome.ANSWERED)


class DeskView(Enum):
    """What the desk lists."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    APPEALED = "appealed"
    ANSWERED = "answered"
    EVERYTHING = "everything"
