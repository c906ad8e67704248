"""Every kind of event that a room's log may hold, once: past tense, noun first."""
from __future__ import annotations

from enum import Enum


class RoomEventKind(Enum):
    """`value` is stored and sent; the comment says what the page changes."""

    STATEMENT_POSTED = "statement_posted"  # appended to the record
    STATEMENT_HIDDEN = "statement_hidden"  # replaced by the reason
    FLOOR_CHANGED = "floor_changed"  # the queue and the speaker are drawn anew
    AGENDA_CHANGED = "agenda_changed"  # the current item, its clock and its prompt
    QUESTION_ASKED = "question_asked"  # appended to the questions
    QUESTION_CHANGED = "question_changed"  # support, answer, or the asker's mark
    DOCUMENT_ADDED = "document_added"  # appended to the documents
    PROPOSAL_CHANGED = "proposal_changed"  # a finding or recommendation was written or edited
    PARAGRAPH_CHANGED = "paragraph_changed"  # a paragraph was not understood, or explained
    CLAIM_CHANGED = "claim_changed"  # a claim was written, linked, marked or withdrawn
    REVIEW_CHANGED = "review_changed"  # the advocates' review window opened or closed, or a comment was answered
    BALLOT_OPENED = "ballot_opened"
    BALLOT_COUNTED = "ballot_counted"
