"""The list of all juries: narrowed by place, topic, stage, year and language, page by page."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, extract, func, or_, select
from sqlalchemy.orm import Session

from app.domain.languages import LANGUAGES, show
from app.domain.stages import Stage
from app.domain.topics import Topic
from app.models import Jury, JuryTopic
from app.services.discovery.jury_topics import topics_of
from app.services.replies.standings import JuryStanding, standings_of

PAGE_SIZE = 24
_ALPHABET = " -–" + "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"  # of Kazakh, which holds the Russian one
# What readers tell apart: a jury that is being prepared, one that sits, one that has spoken, one that was answered.
STAGE_GROUPS: dict[str, tuple[Stage, ...]] = {
    "prepared": (Stage.RECRUITMENT, Stage.DRAW, Stage.SEATING),
    "sitting": (Stage.DELIBERATION, Stage.VERDICT),
    "waiting": (Stage.PUBLISHED,),
    "answered": (Stage.RESPONDED, Stage.FOLLOW_UP, Stage.CLOSED),
    "cancelled": (Stage.CANCELLED,),
}


@dataclass(frozen=True)
class ListFilter:
    """What a reader wants to see; blank: everything. `place` is a place's name in any language."""

    place: str = ""
    topic: Topic | None = None
    stages: str = ""
    year: int | None = None
    language: str = ""

    @property
    def is_blank(self) -> bool:
        return self == ListFilter()


@dataclass(frozen=True)
class ListedJury:
    jury: Jury
    topics: tuple[Topic, ...]
    standing: JuryStanding | None  # None: nothing has to be answered


@dataclass(frozen=True)
class JuryList:
    """A page of juries, the newest first."""

    rows: tuple[ListedJury, ...]
    count: int
    page: int
    pages: int


@dataclass(frozen=True)
class Choices:
    """What can be chosen because there is a jury with it."""

    places: tuple[str, ...]
    topics: tuple[Topic, ...]
    years: tuple[int, ...]
    languages: tuple[str, ...]


def list_juries(session: Session, wanted: ListFilter, *, now: datetime, page: int = 1,
                size: int = PAGE_SIZE) -> JuryList:
    """The juries that the public may read about and that fit. A page beyond the last is the last."""
    query = _narrow(select(Jury).where(Jury.stage != Stage.DRAFT), wanted)
    count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-count // size))
    page = max(1, min(page, pages))
    juries = session.scalars(query.order_by(Jury.id.desc()).limit(size).offset((page - 1) * size)).all()
    return JuryList(_rows(session, juries, now), count, page, pages)


def listed(session: Session, jury: Jury, *, now: datetime) -> ListedJury:
    """One jury as the list shows it."""
    return _rows(session, [jury], now)[0]


def _rows(session: Session, juries: Sequence[Jury], now: datetime) -> tuple[ListedJury, ...]:
    topics = topics_of(session, [jury.id for jury in juries])
    standings = standings_of(session, juries, now=now)
    return tuple(ListedJury(jury, tuple(topics.get(jury.id, ())), standings.get(jury.id)) for jury in juries)


def _narrow(query: Select[Any], wanted: ListFilter) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.place:
        conditions.append(or_(*(Jury.place[language].as_string() == wanted.place for language in LANGUAGES)))
    if wanted.topic:
        conditions.append(Jury.id.in_(select(JuryTopic.jury_id).where(JuryTopic.topic == wanted.topic)))
    if wanted.stages in STAGE_GROUPS:
        conditions.append(Jury.stage.in_(STAGE_GROUPS[wanted.stages]))
    if wanted.year:
        conditions.append(_year() == wanted.year)
    if wanted.language:
        conditions.append(Jury.authentic_language == wanted.language)
    return query.where(*conditions)


def _year() -> ColumnElement[int]:
    """The year in which a jury begins; of one without dates the year in which it was set up."""
    return func.coalesce(extract("year", Jury.starts_on), extract("year", Jury.created_at))


def _alphabetical(words: str) -> list[tuple[int, str]]:
    """Қ stands behind К, not behind Я as the numbers of the letters would have it."""
    return [(_ALPHABET.find(letter), letter) for letter in words.lower()]


def choices(session: Session, language: str) -> Choices:
    """What the filters offer a reader of this language."""
    rows = session.execute(select(Jury.place, _year(), Jury.authentic_language).where(Jury.stage != Stage.DRAFT)).all()
    places = sorted({show(place, language).text for place, _, _ in rows} - {""}, key=_alphabetical)
    topics = set(session.scalars(select(JuryTopic.topic).join(Jury).where(Jury.stage != Stage.DRAFT).distinct()))
    return Choices(tuple(places), tuple(topic for topic in Topic if topic in topics),
                   tuple(sorted({int(year) for _, year, _ in rows}, reverse=True)),
                   tuple(code for code in LANGUAGES if code in {authentic for _, _, authentic in rows}))
