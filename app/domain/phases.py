"""Kinds and states of what happens in the room: agenda items, floor, questions, proposals, ballots, replies."""
from __future__ import annotations

from enum import Enum


class ItemKind(Enum):
    WELCOME = "welcome"
    NORMS = "norms"
    BRIEFING = "briefing"
    HEARING = "hearing"
    QUESTION_ROUND = "question_round"
    TABLES = "tables"
    PLENARY = "plenary"
    CLAIMS_REVIEW = "claims_review"
    DRAFTING = "drafting"
    CONSENSUS_CHECK = "consensus_check"
    BALLOT = "ballot"
    BREAK = "break"
    CLOSING = "closing"


class ItemState(Enum):
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    SKIPPED = "skipped"  # left out on the day, with a reason


class FloorKind(Enum):
    SPEAK = "speak"
    DIRECT_REPLY = "direct_reply"
    QUESTION = "question"


class FloorState(Enum):
    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class QuestionState(Enum):
    WAITING = "waiting"
    ASKED = "asked"
    ANSWERED = "answered"


class AnswerMark(Enum):
    """What the asker says of the answer."""

    ANSWERED = "answered"
    PARTLY = "partly"
    NOT_ANSWERED = "not_answered"


class ProposalKind(Enum):
    FINDING = "finding"
    RECOMMENDATION = "recommendation"


class ProposalState(Enum):
    DRAFT = "draft"
    ON_BALLOT = "on_ballot"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    WITHDRAWN = "withdrawn"


class BallotState(Enum):
    OPEN = "open"
    COUNTED = "counted"
    ANNULLED = "annulled"
    DAMAGED = "damaged"  # the box did not hold what the roll says: nothing was counted


class BallotMethod(Enum):
    YES_NO = "yes_no"  # for, against or abstain on each item
    APPROVAL = "approval"  # the items are options; whoever votes approves of any number of them


class Choice(Enum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class DissentKind(Enum):
    DISSENT = "dissent"
    CONCURRENCE = "concurrence"


class ReplyStatus(Enum):
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"
    NEEDS_STUDY = "needs_study"


class DrawState(Enum):
    COMPUTING = "computing"
    FAILED = "failed"
    CANCELLED = "cancelled"
    COMPUTED = "computed"
    COMMITTED = "committed"
    DRAWN = "drawn"
    VOID = "void"


class DiceOutcome(Enum):
    """What typing the dice led to."""

    WAITING = "waiting"  # the second person has not typed yet
    DIFFERENT = "different"  # both entries are gone, both type again
    PUBLISHED = "published"


class OfferState(Enum):
    """A seat offered to a drawn person."""

    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    LEFT = "left"  # had confirmed and left later


class StipendState(Enum):
    """What became of the money that a juror gets for coming."""

    UNPAID = "unpaid"
    PAID = "paid"
    DECLINED = "declined"  # the juror does not want it


class JobState(Enum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class MessageState(Enum):
    COLLECTED = "collected"  # waits for the one e-mail with the news of the day
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"  # it left, and came back


class Decision(Enum):
    """What a commissioner or overseer says of the charge, the briefing or the witness list."""

    SIGNED = "signed"
    APPROVED = "approved"
    OBJECTED = "objected"
