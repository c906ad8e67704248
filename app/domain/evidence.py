"""Kinds and states of evidence: documents and their paragraphs, claims, and the advocates' review of the draft."""
from __future__ import annotations

from enum import Enum

# Below this many answers a sum could tell how one juror thinks.
FEWEST_ANSWERS = 5


class DocumentKind(Enum):
    BRIEFING = "briefing"
    TESTIMONY = "testimony"  # an expert's own paper
    STUDY = "study"
    DATA = "data"
    LAW = "law"
    OTHER = "other"
    PUBLIC = "public"  # a statement from the public: no witness, and nobody has checked it


class ParagraphKind(Enum):
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"


class ClaimSource(Enum):
    """Where a claim comes from."""

    MEMBER = "member"  # a witness or a juror said it
    DOCUMENT = "document"  # it stands in a document, perhaps in a certain paragraph
    STATEMENT = "statement"  # it stands in the running record
    ANSWER = "answer"  # it was answered to a question


class Bearing(Enum):
    """What a piece of evidence does to a claim, a finding or a recommendation."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


class Trust(Enum):
    """How much a juror relies on a claim."""

    STRONG = "strong"
    UNSURE = "unsure"
    WEAK = "weak"


class CommentAnswer(Enum):
    """What the jury makes of an advocate's comment."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
