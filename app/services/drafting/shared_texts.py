"""The shared document (a CRDT): applies what browsers send, changes words for the plain form, reads texts.

The library counts letters in UTF-8 bytes, not in characters: `del text[0:3]` of a Kazakh word leaves half a letter.
So places are counted in bytes here and nowhere else, and every text is read again after it was changed.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pycrdt
from pycrdt import Doc, Text

from app.domain.drafting import CLAUSES, LIVE_MAXIMUM, has_control_characters
from app.domain.errors import Conflict, DomainError
from app.domain.word_merges import edits

MOST_CHANGE, MOST_STATE = 24_000, 400_000  # bytes
_FIRST_WRITER = 1  # the same beginning made twice is the same document, not two


@dataclass(frozen=True)
class Changed:
    """A document after a change; `content` is what everybody else needs to follow, empty when nothing changed."""

    state: bytes
    words: dict[str, str]
    content: bytes
    clauses: list[str]


def begin(words: Mapping[str, str]) -> bytes:
    """A new document with these texts; the same words always make the same bytes."""
    document: Doc[Any] = Doc(client_id=_FIRST_WRITER)
    for name in CLAUSES:
        text = document.get(name, type=Text)
        if words.get(name):
            text += words[name]
    return document.get_update()


def read(state: bytes) -> dict[str, str]:
    """All clauses as plain text, also the empty ones."""
    return _words(_load(state))


def vector_of(state: bytes) -> bytes:
    """What a document knows, in a few bytes: by it a browser finds out what the server has not got yet."""
    return _load(state).get_state()


def apply(state: bytes, change: bytes) -> Changed:
    """Apply what a browser sent. Raises `draft_change_too_large`, `draft_change_not_understood`, `draft_is_behind`
    when it builds on something that never arrived, `clause_is_too_long`, `clause_has_control_characters`.
    """
    if len(change) > MOST_CHANGE:
        raise DomainError("draft_change_too_large")
    document = _load(state)
    changed = _after(document, lambda: document.apply_update(change))
    if _lacks_something(change, document):
        raise Conflict("draft_is_behind")
    _check(changed)
    return changed


def rewrite(state: bytes, wanted: Mapping[str, str]) -> Changed:
    """Make clauses say what is wanted, changing only the words that differ, so that others' work beside them stays."""
    document = _load(state)

    def write() -> None:
        with document.transaction():
            for name, text in wanted.items():
                _rewrite(document.get(name, type=Text), text)

    changed = _after(document, write)
    assert all(changed.words[name] == text for name, text in wanted.items()), "counted letters instead of bytes?"
    _check(changed)
    return changed


def replay(contents: Iterable[tuple[bytes, bool]], name: str) -> list[str]:
    """The text of one clause after each change for which the second value says so, from the first one on."""
    document: Doc[Any] = Doc()
    text = document.get(name, type=Text)
    found = []
    for content, is_wanted in contents:
        document.apply_update(content)
        if is_wanted:
            found.append(str(text))
    return found


def put_together(contents: Iterable[bytes]) -> bytes:
    """Several changes in a row as one."""
    return pycrdt.merge_updates(*contents)


def _load(state: bytes) -> Doc[Any]:
    document: Doc[Any] = Doc()
    document.apply_update(state)
    return document


def _words(document: Doc[Any]) -> dict[str, str]:
    return {name: str(document.get(name, type=Text)) for name in CLAUSES}


def _after(document: Doc[Any], change: object) -> Changed:
    """Let a change happen and note what it did, as the library tells it: without what waits for missing parts."""
    before, contents = _words(document), []
    subscription = document.observe(lambda event: contents.append(event.update))
    try:
        change()  # type: ignore[operator]  # a function without arguments
    except ValueError as fault:
        raise DomainError("draft_change_not_understood") from fault
    finally:
        document.unobserve(subscription)
    words = _words(document)
    content = pycrdt.merge_updates(*contents) if contents else b""
    return Changed(document.get_update(), words, content, [name for name in CLAUSES if words[name] != before[name]])


def _lacks_something(change: bytes, document: Doc[Any]) -> bool:
    """Whether parts of a change wait for others that are not there. The first number is the count of such writers."""
    return pycrdt.get_update(change, document.get_state())[0] != 0


def _check(changed: Changed) -> None:
    if len(changed.state) > MOST_STATE:
        raise DomainError("draft_change_too_large")
    for name in changed.clauses:
        maximum = LIVE_MAXIMUM[CLAUSES[name][0]]
        if len(changed.words[name]) > maximum:
            raise DomainError("clause_is_too_long", length=len(changed.words[name]), maximum=maximum)
        if has_control_characters(changed.words[name]):
            raise DomainError("clause_has_control_characters")


def _rewrite(text: Text, wanted: str) -> None:
    """From the end to the beginning, so that places found before stay right."""
    present = str(text)
    for edit in reversed(edits(present, wanted)):
        start = _bytes(present[:edit.start])
        if edit.old:
            del text[start:start + _bytes(edit.old)]
        if edit.new:
            text.insert(start, edit.new)


def _bytes(text: str) -> int:
    return len(text.encode())
