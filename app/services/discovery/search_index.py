"""Keeping the search up to date: which juries have changed in public, and reading their texts in anew."""
from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, delete, func, select
from sqlalchemy.orm import Session

from app.domain.stages import Stage
from app.models import Charge, Jury, Reply, SearchEntry, SearchMark, Verdict
from app.services.discovery.search_engines import engine_of
from app.services.discovery.search_texts import PublicText, public_texts
from app.services.discovery.word_forms import index_words

WORD_RULES = 1  # goes up when word forms are reduced in another way: then everything is read in again
AT_ONCE = 20  # juries in one transaction


def due(session: Session) -> list[int]:
    """Juries whose public texts are not those in the index, the newest first. A handful of queries for all juries."""
    known = {row.jury_id: row.mark for row in session.execute(select(SearchMark.jury_id, SearchMark.mark))}
    present = marks(session)
    return [jury_id for jury_id in sorted(present, reverse=True) if known.get(jury_id) != present[jury_id]]


def marks(session: Session, among: Sequence[int] | None = None) -> dict[int, str]:
    """Of every public jury, or of those `among` them, what changes with its public texts."""
    juries = select(Jury.id, Jury.updated_at).where(Jury.stage != Stage.DRAFT)
    if among is not None:
        juries = juries.where(Jury.id.in_(among))
    charges = _by_jury(session, select(Charge.jury_id, func.max(Charge.id), func.max(Charge.written_at)).group_by(
        Charge.jury_id))
    verdicts = _by_jury(session, select(Verdict.jury_id, func.max(Verdict.version)).where(
        Verdict.document.is_not(None)).group_by(Verdict.jury_id))
    replies = _by_jury(session, select(Reply.jury_id, func.max(Reply.id)).group_by(Reply.jury_id))
    return {jury_id: _digest(WORD_RULES, updated, charges.get(jury_id), verdicts.get(jury_id), replies.get(jury_id))
            for jury_id, updated in session.execute(juries)}


def _by_jury(session: Session, query: Executable) -> dict[int, tuple[Any, ...]]:
    return {row[0]: tuple(row[1:]) for row in session.execute(query)}


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def read_in(session: Session, jury_ids: Sequence[int], *, now: datetime) -> int:
    """Replace what the index knows of these juries. Returns how many texts it then holds of them."""
    engine_of(session).prepare(session)
    present, count = marks(session, jury_ids), 0
    for jury_id in jury_ids:
        session.execute(delete(SearchEntry).where(SearchEntry.jury_id == jury_id))
        if jury_id in present:
            texts = public_texts(session, session.get_one(Jury, jury_id))
            session.add_all(_entry(jury_id, text) for text in texts)
            session.merge(SearchMark(jury_id=jury_id, mark=present[jury_id], read_at=now))
            count += len(texts)
    session.flush()
    return count


def _entry(jury_id: int, text: PublicText) -> SearchEntry:
    return SearchEntry(jury_id=jury_id, kind=text.kind, key=text.key, title=text.title, body=text.body, at=text.at,
                       title_stems=index_words([text.title]), stems=index_words([text.title, text.body, *text.others]))


def forget_all(session: Session) -> None:
    """Empty the index, so that everything is due."""
    session.execute(delete(SearchEntry))
    session.execute(delete(SearchMark))
