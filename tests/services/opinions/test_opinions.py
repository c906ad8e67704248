"""Opinions: answered alone, mapped only when no single person's answer can be told from the map."""
from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.roles import Actor, Role
from app.models import Jury, OpinionAnswer, OpinionMap
from app.services.accounts import actors, memberships, people
from app.services.opinions import opinion_maps, opinions
from tests.cast import Cast, actor, jury_of
from tests.room import open_room


@pytest.fixture
def jury(session: Session, cast: Cast, now: datetime) -> Jury:
    open_room(session, cast, now)
    found = jury_of(session, cast)
    opinions.switch(session, found, to_open=True, actor=actor(session, cast, "facilitator"), now=now)
    return found


def seat_jurors(session: Session, jury: Jury, count: int, now: datetime) -> list[Actor]:
    """More jurors than the cast has."""
    found = []
    for place in range(count):
        person = people.add_person(session, f"Juror {place}", email=f"j{place}@example.kz", language="kk", now=now)
        memberships.join(session, jury, person, Role.JUROR, now=now, alias=f"Juror {place}")
        found.append(actors.actor_for(session, person, jury.id))
    return found


def write(session: Session, jury: Jury, cast: Cast, now: datetime, count: int = 4) -> list[int]:
    me = actor(session, cast, "juror")
    return [opinions.write_opinion(session, jury, f"Пікір {place}", language="kk", actor=me, now=now).id
            for place in range(count)]


def answer_all(session: Session, jury: Jury, ids: list[int], jurors: list[Actor], values: list[int]) -> None:
    for juror in jurors:
        for opinion_id, value in zip(ids, values, strict=True):
            opinions.answer_opinion(session, jury, opinion_id, value, actor=juror)


def test_a_later_answer_replaces_the_earlier_one(session: Session, jury: Jury, cast: Cast, now: datetime) -> None:
    (number,) = write(session, jury, cast, now, 1)
    me = actor(session, cast, "second_juror")
    for value in (1, -1):
        opinions.answer_opinion(session, jury, number, value, actor=me)
    assert session.scalars(select(OpinionAnswer.value)).all() == [-1]
    assert [own.value for own in opinions.own_answers(session, jury, me.memberships[Role.JUROR])] == [-1]
    other = actor(session, cast, "third_juror").memberships[Role.JUROR]
    assert [own.value for own in opinions.own_answers(session, jury, other)] == [None]
    assert opinions.turnout(session, jury) == (1, 3)


@pytest.mark.parametrize("who", ["facilitator", "organizer", "expert", "overseer", "observer", "commissioner"])
def test_only_jurors_answer(session: Session, jury: Jury, cast: Cast, now: datetime, who: str) -> None:
    (number,) = write(session, jury, cast, now, 1)
    with pytest.raises(Forbidden):
        opinions.answer_opinion(session, jury, number, 1, actor=actor(session, cast, who))


@pytest.mark.parametrize(("text", "code"), [
    (" \n\u200b", "opinion_is_empty"), ("а" * 241, "opinion_is_too_long"), ("  пікір   0 ", "opinion_is_known")])
def test_what_is_no_new_statement_is_refused(session: Session, jury: Jury, cast: Cast, now: datetime, text: str,
                                             code: str) -> None:
    write(session, jury, cast, now, 1)
    with pytest.raises(DomainError) as refusal:
        opinions.write_opinion(session, jury, text, language="kk", actor=actor(session, cast, "juror"), now=now)
    assert refusal.value.code == code


def test_a_hidden_statement_takes_no_answers_and_leaves_the_map(session: Session, jury: Jury, cast: Cast,
                                                                now: datetime) -> None:
    first, second = write(session, jury, cast, now, 2)
    jurors = seat_jurors(session, jury, 6, now)
    answer_all(session, jury, [first, second], jurors, [1, 1])
    chair = actor(session, cast, "facilitator")
    with pytest.raises(DomainError):
        opinions.hide_opinion(session, jury, first, "  ", actor=chair, now=now)
    opinions.hide_opinion(session, jury, first, "Names a neighbour", actor=chair, now=now)
    with pytest.raises(NotFound):
        opinions.answer_opinion(session, jury, first, 1, actor=jurors[0])
    row = opinion_maps.ask_for_map(session, jury, actor=chair, now=now)
    assert opinion_maps.votes_before(session, row).numbers == (2,)


def test_nothing_is_taken_while_the_round_is_closed(session: Session, jury: Jury, cast: Cast, now: datetime) -> None:
    (number,) = write(session, jury, cast, now, 1)
    opinions.switch(session, jury, to_open=False, actor=actor(session, cast, "facilitator"), now=now)
    me = actor(session, cast, "juror")
    with pytest.raises(Conflict):
        opinions.answer_opinion(session, jury, number, 1, actor=me)
    with pytest.raises(Conflict):
        opinions.write_opinion(session, jury, "New", language="en", actor=me, now=now)


def test_two_maps_never_differ_by_fewer_than_five_people(session: Session, jury: Jury, cast: Cast,
                                                         now: datetime) -> None:
    ids = write(session, jury, cast, now)
    jurors = seat_jurors(session, jury, 9, now)
    chair = actor(session, cast, "facilitator")
    answer_all(session, jury, ids, jurors[:4], [1, 1, 0, -1])
    with pytest.raises(Conflict) as refusal:
        opinion_maps.ask_for_map(session, jury, actor=chair, now=now)
    assert (refusal.value.code, refusal.value.params["found"]) == ("map_tells_too_much", 4)
    answer_all(session, jury, ids, jurors[4:], [1, -1, 0, -1])
    first = opinion_maps.ask_for_map(session, jury, actor=chair, now=now)
    drawn = opinion_maps.draw_map(opinion_maps.votes_before(session, first))
    opinion_maps.store(session, first.id, *drawn)
    answer_all(session, jury, ids, jurors[:4], [-1, -1, 0, -1])  # four change their mind
    with pytest.raises(Conflict):
        opinion_maps.ask_for_map(session, jury, actor=chair, now=now)
    answer_all(session, jury, ids, jurors[4:5], [1, 0, 0, 0])
    second = opinion_maps.ask_for_map(session, jury, actor=chair, now=now)
    assert (second.number, opinion_maps.latest_map(session, jury)) == (2, first)
    # An answer after the map was asked for waits for the next one.
    answer_all(session, jury, ids, jurors[5:], [0, 0, 1, 0])
    assert opinion_maps.votes_before(session, second).matrix.shape == (5, 4)
    assert session.scalars(select(OpinionMap.number).order_by(OpinionMap.number)).all() == [1, 2]
