"""Does this answer us: once for each juror, only sums, nothing under five, and a new version begins anew."""
from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.milestones import Answer
from app.domain.roles import Actor
from app.models import RatingRoll, Reply, ReplyRating
from app.services import records
from app.services.replies import ratings
from app.services.replies.ratings import RatingView
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, juror_actors, sit, vault_of
from tests.publishing import publish
from tests.replying import reply

LATER = NOW + timedelta(days=15)


def published(session: Session, cast: Cast, app: Flask, jurors: int) -> Reply:
    publish(session, cast, vault_of(app))
    stage = jury_of(session, cast).stage
    sit(session, cast, extra_jurors=jurors - 3).stage = stage
    return reply(session, cast, 0)


def rate_all(session: Session, cast: Cast, app: Flask, given: Reply, answers: list[Answer], words: str = "") -> None:
    for place, (juror, answer) in enumerate(zip(juror_actors(session, cast), answers, strict=False)):
        ratings.rate(session, jury_of(session, cast), given.id, answer, words and f"{9 - place} {words}", actor=juror,
                     vault=vault_of(app), now=NOW)


def seen(session: Session, cast: Cast, app: Flask, given: Reply, after: timedelta = timedelta(days=15)) -> RatingView:
    jury = jury_of(session, cast)
    ratings.close_due(session, jury, vault_of(app), NOW + after)
    return ratings.ratings_of(session, jury, now=NOW + after)[given.id]


def test_five_answers_are_shown_as_counts_once_the_time_is_over(session: Session, cast: Cast, app: Flask) -> None:
    given = published(session, cast, app, 8)
    rate_all(session, cast, app, given, [Answer.YES] * 2 + [Answer.PARTLY] + [Answer.NO] * 2, "words")
    early = seen(session, cast, app, given, timedelta(days=13))
    assert (early.answered, early.is_open, early.counts, early.words) == (5, True, None, ())
    row = session.get_one(ReplyRating, given.id)
    assert b"words" not in (row.sums_sealed or b""), "open sums are sealed"
    waiting = ratings.ratings_of(session, jury_of(session, cast), now=LATER)[given.id]
    assert (waiting.is_open, waiting.is_closed, waiting.is_hidden) == (False, False, False), "nobody says: too few"
    view = seen(session, cast, app, given)
    assert view.counts == {Answer.YES: 2, Answer.PARTLY: 1, Answer.NO: 2}
    assert view.words == tuple(f"{number} words" for number in range(5, 10)), "in no order of arrival"
    assert (view.is_open, view.jurors, row.sums_sealed) == (False, 8, None)
    assert not {"at", "answer"} & {column.name for column in RatingRoll.__table__.columns}
    seen(session, cast, app, given)
    kinds = [entry.kind for entry in records.entries_of(session, cast.jury_id)]
    assert kinds.count("reply_rated") == 1


def test_four_answers_stay_unknown_for_ever(session: Session, cast: Cast, app: Flask) -> None:
    given = published(session, cast, app, 8)
    rate_all(session, cast, app, given, [Answer.NO] * 4, "secret")
    view = seen(session, cast, app, given)
    assert view.is_hidden
    assert (view.answered, view.counts, view.words) == (4, None, ())
    row = session.get_one(ReplyRating, given.id)
    assert (row.sums_sealed, row.result) == (None, None)
    entry = next(entry for entry in records.entries_of(session, cast.jury_id) if entry.kind == "reply_rated")
    assert set(entry.data) == {"reply", "answered"}


def test_when_everybody_has_answered_it_ends_at_once(session: Session, cast: Cast, app: Flask) -> None:
    given = published(session, cast, app, 5)
    rate_all(session, cast, app, given, [Answer.YES] * 5)
    assert seen(session, cast, app, given, timedelta(minutes=1)).counts == {
        Answer.YES: 5, Answer.PARTLY: 0, Answer.NO: 0}


def test_a_juror_rates_once_in_time_and_briefly(session: Session, cast: Cast, app: Flask) -> None:
    given = published(session, cast, app, 3)
    jury, juror, vault = jury_of(session, cast), actor(session, cast, "juror"), vault_of(app)
    with pytest.raises(DomainError, match="rating_words_are_too_long"):
        ratings.rate(session, jury, given.id, Answer.NO, "x" * 301, actor=juror, vault=vault, now=NOW)
    ratings.rate(session, jury, given.id, Answer.NO, "", actor=juror, vault=vault, now=NOW)
    assert ratings.rated_by(session, juror, [given.id]) == {given.id}
    with pytest.raises(Conflict, match="rating_was_given"):
        ratings.rate(session, jury, given.id, Answer.YES, "", actor=juror, vault=vault, now=NOW)
    with pytest.raises(Conflict, match="rating_is_over"):
        ratings.rate(session, jury, given.id, Answer.YES, "", actor=actor(session, cast, "second_juror"), vault=vault,
                     now=LATER)
    for who in ("organizer", "facilitator", "commissioner", "overseer", "expert", "outsider"):
        with pytest.raises(Forbidden):
            ratings.rate(session, jury, given.id, Answer.YES, "", actor=actor(session, cast, who), vault=vault, now=NOW)


def test_a_new_version_begins_a_new_rating_and_the_old_one_stays(session: Session, cast: Cast, app: Flask) -> None:
    first = published(session, cast, app, 8)
    rate_all(session, cast, app, first, [Answer.NO] * 6)
    second = reply(session, cast, 0, version=1, at=NOW + timedelta(days=2))
    old = seen(session, cast, app, first, timedelta(days=3))
    assert (old.is_open, old.counts) == (False, {Answer.YES: 0, Answer.PARTLY: 0, Answer.NO: 6})
    new = ratings.ratings_of(session, jury_of(session, cast), now=NOW + timedelta(days=3))[second.id]
    assert (new.is_open, new.answered, new.closes_at) == (True, 0, NOW + timedelta(days=16))


def test_the_window_and_words_against_the_rules(session: Session, cast: Cast, app: Flask) -> None:
    given = published(session, cast, app, 6)
    rate_all(session, cast, app, given, [Answer.NO] * 5, "said")
    assert len(seen(session, cast, app, given).words) == 5
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    with pytest.raises(DomainError, match="reason_is_missing"):
        ratings.take_words_off(session, jury, given.id, 0, " ", actor=organizer, now=LATER)
    ratings.take_words_off(session, jury, given.id, 0, "a name", actor=organizer, now=LATER)
    view = ratings.ratings_of(session, jury, now=LATER)[given.id]
    assert (len(view.words), view.taken_off, view.counts and view.counts[Answer.NO]) == (4, 1, 5)
    with pytest.raises(DomainError, match="rating_window_is_wrong"):
        ratings.set_window(session, jury, 2, actor=organizer, now=NOW)
    ratings.set_window(session, jury, 30, actor=organizer, now=NOW)
    after = reply(session, cast, 1)
    assert session.scalars(select(ReplyRating.closes_at).where(
        ReplyRating.reply_id == after.id)).one() == NOW + timedelta(days=30)


def test_no_answer_is_lost_or_doubled_when_all_answer_at_once(app: Flask, cast: Cast) -> None:
    """Six jurors, each twice at the same moment, in windows of their own."""
    with app.app_context(), transaction() as session:
        given = published(session, cast, app, 6).id
        jurors = juror_actors(session, cast)
    outcomes: list[str] = []

    def answer(juror: Actor) -> None:
        try:
            with app.app_context(), transaction() as session:
                ratings.rate(session, jury_of(session, cast), given, Answer.YES, "", actor=juror, vault=vault_of(app),
                             now=NOW)
            outcomes.append("counted")
        except DomainError as error:
            outcomes.append(error.code)

    windows = [Thread(target=answer, args=(juror,)) for juror in jurors for _ in range(2)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert sorted(outcomes) == ["counted"] * 6 + ["rating_was_given"] * 6
    with app.app_context(), transaction() as session:
        ratings.close_due(session, jury_of(session, cast), vault_of(app), NOW)
        counts = ratings.ratings_of(session, jury_of(session, cast), now=NOW)[given].counts
    assert counts == {Answer.YES: 6, Answer.PARTLY: 0, Answer.NO: 0}
