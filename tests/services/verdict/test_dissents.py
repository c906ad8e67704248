"""Dissents: attached by jurors to what was voted, taken back by nobody but their author."""
from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.phases import DissentKind
from app.domain.stages import Stage
from app.models import Dissent
from app.services.verdict import dissents
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, adopt, propose, set_stage, sit, vault_of


def attach(session: Session, cast: Cast, proposal_id: int, body: str = "I see it otherwise",
           who: str = "juror") -> Dissent:
    return dissents.attach(session, jury_of(session, cast), proposal_id, DissentKind.DISSENT, body, language="en",
                           is_named=False, actor=actor(session, cast, who), now=NOW)


@pytest.fixture
def voted(session: Session, cast: Cast, app: Flask) -> int:
    sit(session, cast)
    return adopt(session, cast, vault_of(app), "Water").items[0].proposal_id


def test_a_dissent_stands_beside_its_item(session: Session, cast: Cast, voted: int) -> None:
    made = attach(session, cast, voted, "  First\r\nsecond ")
    assert dissents.dissents_of(session, jury_of(session, cast)) == {voted: [made]}
    assert made.body == "First\nsecond"


@pytest.mark.parametrize(("body", "code"), [(" \n", "dissent_is_empty"), ("x" * 2001, "dissent_is_too_long")])
def test_a_dissent_says_something_short(session: Session, cast: Cast, voted: int, body: str, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        attach(session, cast, voted, body)


def test_two_thousand_characters_are_enough(session: Session, cast: Cast, voted: int) -> None:
    assert len(attach(session, cast, voted, "ә" * 2000).body) == 2000


def test_what_was_not_voted_has_no_dissent(session: Session, cast: Cast) -> None:
    sit(session, cast)
    with pytest.raises(Conflict, match="item_is_not_voted"):
        attach(session, cast, propose(session, cast).id)


@pytest.mark.parametrize("who", ["organizer", "facilitator", "expert", "overseer", "commissioner", "outsider"])
def test_only_jurors_dissent_and_nobody_else_withdraws(session: Session, cast: Cast, voted: int, who: str) -> None:
    made = attach(session, cast, voted)
    with pytest.raises(Forbidden):
        attach(session, cast, voted, who=who)
    with pytest.raises(Forbidden):
        dissents.withdraw(session, jury_of(session, cast), made.id, actor=actor(session, cast, who), now=NOW)


def test_not_even_another_juror_withdraws_it(session: Session, cast: Cast, voted: int) -> None:
    made = attach(session, cast, voted)
    with pytest.raises(NotFound):
        dissents.withdraw(session, jury_of(session, cast), made.id, actor=actor(session, cast, "second_juror"), now=NOW)
    dissents.withdraw(session, jury_of(session, cast), made.id, actor=actor(session, cast, "juror"), now=NOW)
    assert dissents.dissents_of(session, jury_of(session, cast)) == {}


def test_after_publishing_dissents_stand_as_they_are(session: Session, cast: Cast, voted: int) -> None:
    made = attach(session, cast, voted)
    jury = set_stage(session, cast, Stage.PUBLISHED)
    with pytest.raises(Conflict, match="dissent_is_closed"):
        attach(session, cast, voted)
    with pytest.raises(Conflict, match="dissent_is_closed"):
        dissents.withdraw(session, jury, made.id, actor=actor(session, cast, "juror"), now=NOW)
