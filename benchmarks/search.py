"""The list and the search with many juries: `python -m benchmarks.search [--juries 2000] [--database URL]`.

Every jury has a charge and a published verdict with six findings and recommendations in three languages and a dissent;
the words are drawn from the texts of the demo. Reading in goes through the chore of the worker, the pages through the
application, one after the other.
"""
from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app
from app.cli.demo import air, schools, water
from app.config import Settings
from app.domain.languages import LANGUAGES
from app.domain.stages import Stage
from app.domain.topics import Topic
from app.extensions import db
from app.jobs import searches
from app.models import Base, Charge, Jury, JuryTopic, SearchEntry, Verdict
from app.services.verdict.jury_shares import Composition
from app.services.verdict.verdict_documents import FORMAT, Item, Opinion, VerdictDocument
from app.transaction import transaction

START = datetime(2024, 1, 10, 6, tzinfo=UTC)
PLACES = [{"kk": f"{name} қаласы", "ru": f"город {name}", "en": name} for name in (
    "Алматы", "Астана", "Шымкент", "Орал", "Семей", "Тараз", "Ақтөбе", "Павлодар", "Көкшетау", "Қызылорда")]
QUESTIONS = ["су", "воздух", "автобус", "мектептер", "экология", "деньги на ремонт дорог", "чистая вода Кызылорды",
             "balance of water", "жылыту көмір", "дети", "тәртіп пен баға", "пенсионерам", "қалалық көлік", "xyzzy"]


def vocabulary() -> dict[str, list[str]]:
    """The words of the demo's charges, by language."""
    words: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for content in (air, water, schools):
        for part in vars(content.CHARGE).values():
            for language in LANGUAGES:
                words[language] += str(part.get(language, "")).split()
    return words


def text(chance: random.Random, words: dict[str, list[str]], length: int) -> dict[str, str]:
    return {language: " ".join(chance.choices(words[language], k=length)) for language in LANGUAGES}


def sow(session: Session, count: int) -> None:
    chance, words = random.Random(7), vocabulary()
    for number in range(count):
        at = START + timedelta(hours=9 * number)
        place, title = PLACES[number % len(PLACES)], text(chance, words, 3)
        jury = Jury(slug=f"jury-{number}", stage=Stage.PUBLISHED, title=title, place=place,
                    commissioner_name=text(chance, words, 2), authentic_language="kk", seats=21, starts_on=at.date(),
                    ends_on=None, reply_due_on=(at + timedelta(days=60)).date(), created_at=at, updated_at=at)
        session.add(jury)
        session.flush()
        session.add(JuryTopic(jury_id=jury.id, topic=list(Topic)[number % len(Topic)]))
        question = text(chance, words, 12)
        session.add(Charge(jury_id=jury.id, version=1, question=question, scope_in=text(chance, words, 20),
                           scope_out=text(chance, words, 20), powers={}, reply_promise={}, written_at=at, frozen_at=at))
        items = tuple(_item(chance, words, place) for place in range(6))
        document = VerdictDocument(
            FORMAT, jury.slug, 1, at.isoformat(), jury.reply_due_on.isoformat(), "", "kk",  # type: ignore[union-attr]
            title, place, {}, None, None, 1, question, text(chance, words, 50), text(chance, words, 120), items, (),
            Composition(300, 21, ()), None, "0" * 64)
        session.add(Verdict(jury_id=jury.id, version=1, answer={}, process_note={}, written_at=at, published_at=at,
                            document=document.to_json(), sha256="0" * 64))


def _item(chance: random.Random, words: dict[str, list[str]], place: int) -> Item:
    opinions = (Opinion("dissent", " ".join(chance.choices(words["ru"], k=60)), "ru", None),) if place == 0 else ()
    return Item(place + 1, "recommendation" if place < 4 else "finding", place + 1, 1, text(chance, words, 6),
                text(chance, words, 60), text(chance, words, 30), 1, 18, 2, 1, 17, 21, True, (), opinions)


def milliseconds(action: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and 95th percentile."""
    spent = []
    for _ in range(times):
        begin = time.perf_counter()
        action()
        spent.append(1000 * (time.perf_counter() - begin))
    spent.sort()
    return spent[len(spent) // 2], spent[int(len(spent) * 0.95)]


def measure(app: Flask, juries: int) -> None:
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            sow(session, juries)
        begin = time.perf_counter()
        count = searches.read_in_due()
        spent = time.perf_counter() - begin
        print(f"{juries} juries, {count} texts read in: {spent:.1f} s, {count / spent:.0f} texts a second")
        median, high = milliseconds(searches.read_in_due, 5)
        print(f"chore with nothing to do: {median:.0f} ms, 95 %: {high:.0f}")
        assert db.session.scalar(select(func.count()).select_from(SearchEntry)) == count
    client = app.test_client()
    for name, address in [("list", "/ru/juries/?page=40"), ("list, filtered", "/kk/juries/?topic=water&year=2025"),
                          ("front page", "/ru/"), ("feed", "/ru/feed.atom"),
                          *((f"search “{question}”", f"/ru/search?q={question}") for question in QUESTIONS)]:
        median, high = milliseconds(lambda path=address: client.get(path).data, 9)  # type: ignore[misc]
        print(f"{name:38} {median:6.0f} ms, 95 %: {high:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--juries", type=int, default=2000)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(environment="test", secret_key="x" * 40, data_dir=Path(folder), database_url=asked.database,
                            base_url="http://localhost", keep_pages=False)
        measure(create_app(settings), asked.juries)


if __name__ == "__main__":
    main()
