"""Many at once: every statement gets a number of its own, one form sends one, one answer counts."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import select

from app.domain.errors import Conflict
from app.domain.suggestions import Outcome
from app.extensions import db
from app.models import Jury, Submission
from app.services.suggestions import answers, submissions
from app.services.suggestions.answers import Answer
from app.services.suggestions.submissions import Sent
from app.transaction import transaction
from tests.cast import Cast, actor
from tests.suggesting import SPAM, WORDS, under_way


def at_once(app: Flask, steps: list[Callable[[], None]]) -> list[Exception]:
    """Take all steps in the same moment, each in an application context of its own; returns what went wrong."""
    start, faults = Barrier(len(steps)), []

    def run(step: Callable[[], None]) -> None:
        with app.app_context():
            start.wait()
            try:
                step()
            except Exception as error:  # noqa: BLE001 whatever it is, the test shows it
                faults.append(error)

    threads = [Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_eight_at_once(app: Flask, cast: Cast, now: datetime) -> None:
    vault = app.extensions["alqa.vault"]
    with app.app_context(), transaction() as session:
        under_way(session, cast)

    def send(place: int) -> None:
        sent = Sent("The same words", "en", key="one form" if place < 4 else f"form {place}")
        with transaction() as session:
            submissions.receive(session, session.get_one(Jury, cast.jury_id), sent, vault=vault, now=now)

    assert at_once(app, [lambda place=place: send(place) for place in range(8)]) == []  # type: ignore[misc]  # bound now
    with app.app_context():
        assert sorted(db.session.scalars(select(Submission.number))) == [1, 2, 3, 4, 5]

    def decide(given: Answer) -> None:
        with transaction() as session:
            answers.answer(session, session.get_one(Jury, cast.jury_id), 1, given, vault=vault,
                           actor=actor(session, cast, "organizer"), now=now)

    faults = at_once(app, [lambda: decide(SPAM), lambda: decide(Answer(Outcome.PASSED_ON, words=WORDS))] * 2)
    assert [type(fault) for fault in faults] == [Conflict] * 3
    with app.app_context():
        outcomes = list(db.session.scalars(select(Submission.outcome).order_by(Submission.number)))
    assert outcomes[0] is not None and outcomes[1:] == [None] * 4
