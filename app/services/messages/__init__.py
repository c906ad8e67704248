"""Messages to people: queued inside the transaction, put into words and sent by the worker after it."""
from app.domain.message_kinds import EMAIL, LETTER, SMS
from app.services.messages.attempts import (
    MAX_ATTEMPTS,
    due_ids,
    mark_printed,
    mark_sent,
    note_failure,
    put_on_paper,
    take,
    try_again,
)
from app.services.messages.direct import queue_to
from app.services.messages.logs import PAGE_SIZE, LogFilter, Outbox, find_message, outbox, undelivered_to
from app.services.messages.queueing import Attachment, Content, address_hash, content_of, queue
from app.services.messages.reminders import remind

__all__ = [
    "EMAIL", "LETTER", "MAX_ATTEMPTS", "PAGE_SIZE", "SMS", "Attachment", "Content", "LogFilter", "Outbox",
    "address_hash", "content_of", "due_ids", "find_message", "mark_printed", "mark_sent", "note_failure", "outbox",
    "put_on_paper", "queue", "queue_to", "remind", "take", "try_again", "undelivered_to",
]
