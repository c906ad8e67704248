"""What differs between two published versions of a verdict, field by field and in words."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.difference_runs import runs
from app.domain.languages import LANGUAGES
from app.domain.word_merges import Piece
from app.services.verdict.verdict_documents import Item, VerdictDocument

_ITEM_TEXTS = ("title", "body", "why")


@dataclass(frozen=True)
class Change:
    """One text that differs. `field`: which; `item`: of which finding or recommendation; `language`: of the text,
    blank for numbers. `pieces`: what stayed, went and came.
    """

    field: str
    item: Item | None
    language: str
    pieces: tuple[Piece, ...]


def changes(old: VerdictDocument, new: VerdictDocument) -> list[Change]:
    """Every difference of the texts and of the counts, in the order of the page."""
    found = [*_texts("question", old.question, new.question), *_texts("answer", old.answer, new.answer)]
    for side in ("for", "against"):
        found += _texts(f"case_{side}", _case(old, side), _case(new, side))
    found += _texts("process_note", old.process_note, new.process_note)
    before, after = ({(item.kind, item.number): item for item in document.items} for document in (old, new))
    for key in sorted(before.keys() | after.keys(), reverse=True):
        found += _item(before.get(key), after.get(key))
    return found


def _case(document: VerdictDocument, side: str) -> dict[str, str]:
    return next((case.text for case in document.best_cases if case.side == side), {})


def _texts(field: str, old: dict[str, str], new: dict[str, str], item: Item | None = None) -> list[Change]:
    return [Change(field, item, language, tuple(runs(old.get(language, ""), new.get(language, ""))))
            for language in LANGUAGES if old.get(language, "") != new.get(language, "")]


def _item(old: Item | None, new: Item | None) -> Iterator[Change]:
    """An item that one version lacks is shown as text that came or went as a whole."""
    shown = new or old
    for name in _ITEM_TEXTS:
        yield from _texts(name, getattr(old, name, {}), getattr(new, name, {}), shown)
    if _counts(old) != _counts(new):
        yield Change("counts", shown, "", tuple(_whole(_counts(old), _counts(new))))
    for index in range(max(len(old.opinions) if old else 0, len(new.opinions) if new else 0)):
        before, after = (_opinion(item, index) for item in (old, new))
        if before != after:
            language = after[1] or before[1]
            yield Change("opinion", shown, language, tuple(runs(before[0], after[0])))


def _counts(item: Item | None) -> str:
    return f"{item.yes} : {item.no} : {item.abstain}" if item else ""


def _whole(old: str, new: str) -> list[Piece]:
    """Numbers go and come as a whole: half of a score says nothing."""
    return [Piece(kind, text) for kind, text in (("gone", old), ("new", new)) if text]


def _opinion(item: Item | None, index: int) -> tuple[str, str]:
    if item is None or index >= len(item.opinions):
        return "", ""
    return item.opinions[index].body, item.opinions[index].language
