"""What is done about words that hurt: kinds, states, and how long somebody may be kept from writing."""
from __future__ import annotations

from enum import Enum

# A mute is a pause, never an exclusion: longer than an hour nobody can be kept from the room by one decision.
MUTE_MINUTES = (5, 10, 15, 30, 60)


class TargetKind(Enum):
    """Words that can be reported and hidden."""

    STATEMENT = "statement"
    QUESTION = "question"
    TABLE_NOTE = "table_note"


class ReportCategory(Enum):
    INSULT = "insult"
    THREAT = "threat"
    PERSONAL_DATA = "personal_data"
    FALSEHOOD = "falsehood"
    OFF_TOPIC = "off_topic"
    OTHER = "other"


class ReportState(Enum):
    OPEN = "open"
    ACTED = "acted"
    DISMISSED = "dismissed"


class ActionKind(Enum):
    HIDE = "hide"
    MUTE = "mute"


class AppealState(Enum):
    WAITING = "waiting"
    UPHELD = "upheld"
    REJECTED = "rejected"
