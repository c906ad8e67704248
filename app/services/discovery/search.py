"""Searching everything that is public: by word forms in three languages, the same on both databases."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.domain.languages import Texts, show
from app.models import Jury, SearchEntry
from app.services.discovery.search_engines import engine_of
from app.services.discovery.snippets import Snippet, snippet
from app.services.discovery.word_forms import all_stems, wishes_of

PAGE_SIZE = 20
MOST_PAGES = 50


@dataclass(frozen=True)
class Hit:
    """One thing found, in which jury, and the words around what was looked for."""

    jury: Jury
    kind: str
    key: str
    title: Snippet
    body: Snippet


@dataclass(frozen=True)
class Found:
    """A page of hits. `is_loose`: nothing held all the words, so whatever holds one of them is shown."""

    hits: tuple[Hit, ...]
    count: int
    page: int
    pages: int
    is_loose: bool = False


NOTHING = Found((), 0, 1, 1)


def search(session: Session, question: str, language: str, *, page: int = 1) -> Found:
    """What holds all words of a question, else what holds any; titles first, then the newest. Never raises."""
    wishes, engine = wishes_of(question), engine_of(session)
    if not wishes or not engine.is_ready(session):
        return NOTHING
    for every in (True, False) if len(wishes) > 1 else (True,):
        holds = engine.holds(wishes, every=every)
        count = session.scalar(select(func.count()).select_from(SearchEntry).where(holds)) or 0
        if count:
            in_title = engine.holds(wishes, every=every, in_title=True)
            return _page(session, holds, in_title, _Reading(all_stems(wishes), language, page, count, not every))
    return NOTHING


@dataclass(frozen=True)
class _Reading:
    stems: frozenset[str]
    language: str
    page: int
    count: int
    is_loose: bool


def _page(session: Session, holds: ColumnElement[bool], in_title: ColumnElement[bool], reading: _Reading) -> Found:
    pages = min(MOST_PAGES, -(-reading.count // PAGE_SIZE))
    page = max(1, min(reading.page, pages))
    ids = session.scalars(  # the long texts are read for one page only
        select(SearchEntry.id).where(holds)
        .order_by(case((in_title, 0), else_=1), SearchEntry.at.desc(), SearchEntry.id)
        .limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    rows = session.execute(select(SearchEntry, Jury).join(Jury, Jury.id == SearchEntry.jury_id).where(
        SearchEntry.id.in_(ids)))
    known = {entry.id: Hit(jury, entry.kind, entry.key, _title(entry.title, reading), _body(entry.body, reading))
             for entry, jury in rows}
    hits = tuple(known[entry_id] for entry_id in ids)
    return Found(hits, reading.count, page, pages, reading.is_loose)


def _title(texts: Texts, reading: _Reading) -> Snippet:
    """A title stands in the reader's language, whether it holds a hit or not."""
    shown = show(texts, reading.language)
    return snippet({shown.language: shown.text}, reading.stems, shown.language)


def _body(texts: Texts, reading: _Reading) -> Snippet:
    return snippet(texts, reading.stems, reading.language)


def needs_words(question: str) -> bool:
    """Whether a question holds nothing that can be looked for, although something was typed."""
    return bool(question.strip()) and not wishes_of(question)


