"""What happens in public and is told in feeds and letters."""
from __future__ import annotations

from enum import Enum


class NewsKind(Enum):
    VERDICT = "verdict"
    REPLY = "reply"
    OVERDUE = "overdue"
    MILESTONE = "milestone"
    LATE_MILESTONE = "late_milestone"
    SESSION = "session"
    DRAW = "draw"


# A letter goes out at these; sessions and draws are in the feed and the calendar.
TOLD_BY_LETTER = (NewsKind.VERDICT, NewsKind.REPLY, NewsKind.OVERDUE, NewsKind.MILESTONE, NewsKind.LATE_MILESTONE)
