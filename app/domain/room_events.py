"""Every kind of event that a room's log may hold, once: past tense, noun first."""
from __future__ import annotations

from enum import Enum


class RoomEventKind(Enum):
    """`value` is stored and sent; the comment says what the page changes."""

    STATEMENT_POSTED = "statement_posted"  # appended to the record
    STATEMENT_HIDDEN = "statement_hidden"  # replaced by the reason, or by the words again
    FLOOR_CHANGED = "floor_changed"  # the queue and the speaker are drawn anew
    AGENDA_CHANGED = "agenda_changed"  # the current item, its clock and its prompt
    TOPIC_PARKED = "topic_parked"  # appended to the record and to the parked topics
    TOPIC_SETTLED = "topic_settled"  # brought back or closed, with a word
    QUESTION_ASKED = "question_asked"  # appended to the questions
    QUESTION_CHANGED = "question_changed"  # support, answer, or the asker's mark
    SLATE_CHANGED = "slate_changed"  # which questions are to be put first
    REPLY_CHANGED = "reply_changed"  # a witness asked for the right of reply, or got an answer
    DOCUMENT_ADDED = "document_added"  # appended to the documents
    PROPOSAL_CHANGED = "proposal_changed"  # a finding or recommendation was written or edited
    PARAGRAPH_CHANGED = "paragraph_changed"  # a paragraph was not understood, or explained
    CLAIM_CHANGED = "claim_changed"  # a claim was written, linked, marked or withdrawn
    REVIEW_CHANGED = "review_changed"  # the advocates' review window opened or closed, or a comment was answered
    BALLOT_OPENED = "ballot_opened"
    BALLOT_COUNTED = "ballot_counted"
    TABLES_CHANGED = "tables_changed"  # in the plenary: rounds of small tables, and calls from them
    TABLE_CHANGED = "table_changed"  # at a table: who sits here, who was heard, the clock, the call
    TABLE_NOTE_SAVED = "table_note_saved"  # at a table: the note is drawn anew
