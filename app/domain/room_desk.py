"""What the facilitator's desk knows beside the agenda and the floor: overrides, private hints, parked topics."""
from __future__ import annotations

from enum import Enum


class OverrideKind(Enum):
    """Where the facilitator left the agreed way; each needs a word of reason, except the private hint."""

    FLOOR_OUT_OF_ORDER = "floor_out_of_order"
    QUEUE_ORDER = "queue_order"
    ITEM_EXTENDED = "item_extended"
    ITEM_SHORTENED = "item_shortened"
    ITEM_PAUSED = "item_paused"
    ITEM_OUT_OF_ORDER = "item_out_of_order"
    ITEM_SKIPPED = "item_skipped"
    ITEM_ADDED = "item_added"
    ITEM_CHANGED = "item_changed"
    ITEM_MOVED = "item_moved"
    ITEM_REMOVED = "item_removed"
    JUROR_MOVED = "juror_moved"
    ROUND_EXTENDED = "round_extended"
    PHONE_JUROR = "phone_juror"
    NUDGE_SENT = "nudge_sent"  # counted, without the words and without the juror


class NudgeKind(Enum):
    """A gentle private hint to one juror, read in the juror's own language."""

    YOUR_VIEW = "your_view"
    BE_BRIEF = "be_brief"
    LET_OTHERS = "let_others"
    MAY_HELP = "may_help"
    OWN_WORDS = "own_words"


class TopicState(Enum):
    """A topic that was set aside so that it is not lost."""

    PARKED = "parked"
    BROUGHT_BACK = "brought_back"
    CLOSED = "closed"
