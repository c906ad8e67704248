"""Somebody's browser with an open draft: a document of its own, an outbox, and what it has seen."""
from __future__ import annotations

from typing import Any

from pycrdt import Doc, Text
from sqlalchemy.orm import Session

from app.domain.word_merges import edits
from app.models import Proposal
from app.services.drafting import drafts
from tests.cast import Cast, actor
from tests.deliberation import NOW


class Browser:
    """Changes its own copy at once and sends what it did later, as app/static/js/modules/drafting.js does."""

    def __init__(self, state: bytes, seq: int = 1) -> None:
        self.document: Doc[Any] = Doc()
        self.document.apply_update(state)
        self.outbox: list[bytes] = []
        self.seq = seq
        self._is_remote = False
        self._subscription = self.document.observe(self._note)

    def _note(self, event: Any) -> None:
        if not self._is_remote:
            self.outbox.append(event.update)

    def read(self, clause: str = "body.kk") -> str:
        return str(self.document.get(clause, type=Text))

    def write(self, text: str, clause: str = "body.kk") -> None:
        """Type until the clause reads so; places are bytes here as on the server."""
        shared, present = self.document.get(clause, type=Text), self.read(clause)
        with self.document.transaction():
            for edit in reversed(edits(present, text)):
                start = len(present[:edit.start].encode())
                if edit.old:
                    del shared[start:start + len(edit.old.encode())]
                if edit.new:
                    shared.insert(start, edit.new)
        assert self.read(clause) == text

    def receive(self, content: bytes) -> None:
        self._is_remote = True
        try:
            self.document.apply_update(content)
        finally:
            self._is_remote = False


def send(session: Session, cast: Cast, proposal: Proposal, browser: Browser, who: str = "juror",
         command_id: str | None = None) -> None:
    """Send the oldest change of the outbox."""
    drafts.change(session, proposal, browser.outbox[0], actor=actor(session, cast, who), now=NOW,
                  command_id=command_id)
    browser.outbox.pop(0)


def catch_up(session: Session, proposal: Proposal, browser: Browser) -> None:
    """Ask for everything after what this browser has."""
    draft = drafts.draft_of(session, proposal)
    for seq, content in drafts.changes_after(session, draft, browser.seq):
        browser.receive(content)
        browser.seq = seq
