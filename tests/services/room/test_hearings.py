"""Hearings: a clock for each side from the server's time, equal minutes, the right of reply, and who is kept out."""
from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.audiences import Audience
from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.hearings import ReplyState
from app.domain.phases import FloorKind, ItemKind
from app.domain.roles import Actor, Role
from app.models import AgendaItem, Membership
from app.services.accounts import memberships, people
from app.services.oversight import balances
from app.services.room import (
    agenda,
    declarations,
    floor,
    green_rooms,
    hearings,
    rights_of_reply,
    stance_clocks,
    statements,
)
from app.services.room.hearings import HearingFrame
from tests.cast import Cast, jury_of, texts
from tests.room import Sitting, open_room


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


@pytest.fixture
def rivals(sitting: Sitting) -> tuple[Membership, Membership]:
    """Two witnesses for two positions, ten and six minutes, heard in a session of their own."""
    session, jury = sitting.session, jury_of(sitting.session, sitting.cast)
    first = session.get_one(Membership, sitting.by("expert")["actor"].memberships[Role.EXPERT])
    other = people.add_person(session, "Other Expert", now=sitting.now)
    second = memberships.join(session, jury, other, Role.EXPERT, now=sitting.now)
    part = agenda.sessions_of(session, jury.id)[0]
    for member, stance, minutes in ((first, "Pipes", 10), (second, "Wells", 6)):
        memberships.declare_stance(session, member, topic=texts("Water"), stance=texts(stance), interests=texts("None"))
        hearings.plan_hearing(session, jury, HearingFrame(part.id, member.id, minutes), actor=chair(sitting),
                              now=sitting.now)
    return first, second


def chair(sitting: Sitting) -> Actor:
    return sitting.by("facilitator")["actor"]  # type: ignore[no-any-return]


def as_witness(sitting: Sitting, member: Membership, *, after: int = 0) -> dict[str, Any]:
    actor = Actor(person_id=member.person_id, jury_id=sitting.cast.jury_id, memberships={Role.EXPERT: member.id})
    return {**sitting.by("facilitator", after=after), "actor": actor}


def item_of(sitting: Sitting, member: Membership) -> AgendaItem:
    return next(item for item in agenda.items_in_order(sitting.session, sitting.cast.jury_id)
                if item.witness_id == member.id)


def start(sitting: Sitting, member: Membership, *, after: int) -> None:
    agenda.start_item(sitting.session, sitting.room, item_of(sitting, member).id, reason="test",
                      **sitting.by("facilitator", after=after))


def used(sitting: Sitting, *, after: int) -> dict[str, int]:
    clocks = stance_clocks.clocks_of(sitting.session, sitting.room, now=sitting.by("juror", after=after)["now"])
    return {side.stance.get("en", ""): side.used for side in clocks}


def test_each_side_has_a_clock_that_pauses_and_changes_hands(sitting: Sitting,
                                                              rivals: tuple[Membership, Membership]) -> None:
    session, room = sitting.session, sitting.room
    first, second = rivals
    start(sitting, first, after=0)
    assert used(sitting, after=60) == {"Pipes (en)": 60, "Wells (en)": 0}
    agenda.pause_item(session, room, "noise", **sitting.by("facilitator", after=60))
    assert stance_clocks.running_witness(session, room) is None
    assert used(sitting, after=300)["Pipes (en)"] == 60
    agenda.resume_item(session, room, **sitting.by("facilitator", after=300))
    floor.raise_hand(session, room, FloorKind.DIRECT_REPLY, **as_witness(sitting, second, after=310))
    request = floor.floor_of(session, room, now=sitting.now).waiting[0].request_id
    floor.give_floor(session, room, request, **sitting.by("facilitator", after=320))
    assert stance_clocks.running_witness(session, room) == second.id
    assert used(sitting, after=350) == {"Pipes (en)": 80, "Wells (en)": 30}, "the other's clock stands still meanwhile"
    floor.end_turn(session, room, **sitting.by("facilitator", after=350))
    agenda.end_item(session, room, **sitting.by("facilitator", after=400))
    assert used(sitting, after=9999) == {"Pipes (en)": 130, "Wells (en)": 30}
    spoken = {side.stance["en"]: side.seconds_spoken for side in balances.balance_of(
        session, jury_of(session, sitting.cast), now=sitting.now) if side.experts}
    assert spoken == {"Pipes (en)": 130, "Wells (en)": 30}, "the overseers' page counts with the same clocks"


def test_equal_time_is_checked_and_can_be_shared_out(sitting: Sitting, rivals: tuple[Membership, Membership]) -> None:
    session, jury = sitting.session, jury_of(sitting.session, sitting.cast)
    signature = {"actor": chair(sitting), "now": sitting.now}
    found = hearings.equality_of(session, jury, now=sitting.now)
    assert (found.gap, found.is_equal) == (4, False)
    part = agenda.sessions_of(session, jury.id)[0]
    hearings.plan_hearing(session, jury, HearingFrame(part.id, rivals[1].id, 1), **signature)
    hearings.share_equally(session, jury, 15, **signature)
    assert hearings.equality_of(session, jury, now=sitting.now).is_equal
    minutes = [one.item.minutes for one in hearings.hearings_of(session, jury) if one.witness]
    assert minutes == [15, 8, 7]
    start(sitting, rivals[0], after=0)
    with pytest.raises(Conflict, match="side_cannot_have_these_minutes"):
        hearings.share_equally(session, jury, 30, reason="more", **signature)
    with pytest.raises(DomainError, match="reason_is_missing"):
        hearings.plan_hearing(session, jury, HearingFrame(part.id, rivals[1].id, 5), **signature)
    hearings.agree_exception(session, jury, "Wells are simple", page_language="en", **signature)
    exception = hearings.equality_of(session, jury, now=sitting.now).exception
    assert exception and exception.reason == "Wells are simple"
    with pytest.raises(Forbidden):
        hearings.agree_exception(session, jury, "Mine", page_language="en", now=sitting.now,
                                 actor=sitting.by("organizer")["actor"])


def test_what_was_declared_stays_once_the_witness_is_heard(sitting: Sitting,
                                                           rivals: tuple[Membership, Membership]) -> None:
    session, jury = sitting.session, jury_of(sitting.session, sitting.cast)
    mine = {"topic": texts("Water"), "stance": texts("Rivers"), "interests": texts("I sell pumps")}
    witness = as_witness(sitting, rivals[0])
    declarations.declare(session, jury, **mine, actor=witness["actor"], now=sitting.now)
    assert rivals[0].witness and rivals[0].witness.interests["en"] == "I sell pumps (en)"
    start(sitting, rivals[0], after=0)
    with pytest.raises(Conflict, match="declaration_is_fixed"):
        declarations.declare(session, jury, **mine, actor=witness["actor"], now=sitting.now)


def test_a_granted_reply_is_next_in_the_queue_and_on_its_sides_clock(sitting: Sitting,
                                                                     rivals: tuple[Membership, Membership]) -> None:
    session, room = sitting.session, sitting.room
    start(sitting, rivals[0], after=0)
    floor.raise_hand(session, room, FloorKind.SPEAK, **sitting.by("juror"))
    said = statements.post_statement(session, room, "Wells are poison.", page_language="en", **sitting.by("juror"))
    ask = {"statement_id": said.data["statement"], "page_language": "en"}
    event = rights_of_reply.ask_reply(session, room, "They are clean.", **ask, **as_witness(sitting, rivals[1]))
    with pytest.raises(Conflict, match="reply_is_waiting"):
        rights_of_reply.ask_reply(session, room, "Again.", **ask, **as_witness(sitting, rivals[1]))
    number, views = event.data["reply"], rights_of_reply.replies_of(session, room)
    assert [len(rights_of_reply.replies_for(views, audience, None)) for audience in (
        Audience.CHAIR, Audience.JUROR, Audience.OBSERVER, Audience.EXPERT)] == [1, 0, 0, 0]
    rights_of_reply.grant_reply(session, room, number, **sitting.by("facilitator", after=30))
    waiting = floor.floor_of(session, room, now=sitting.now).waiting
    assert waiting[0].membership_id == rivals[1].id
    floor.give_floor(session, room, waiting[0].request_id, **sitting.by("facilitator", after=60))
    assert used(sitting, after=100) == {"Pipes (en)": 60, "Wells (en)": 40}
    views = rights_of_reply.replies_of(session, room)
    assert (views[0].state, views[0].quoted) == (ReplyState.GRANTED, "Wells are poison.")
    assert len(rights_of_reply.replies_for(views, Audience.JUROR, None)) == 1
    with pytest.raises(Conflict, match="reply_is_decided"):
        rights_of_reply.decline_reply(session, room, number, "late", **sitting.by("facilitator"))


def test_words_of_the_deliberation_reach_no_witness(sitting: Sitting, rivals: tuple[Membership, Membership]) -> None:
    session, room = sitting.session, sitting.room
    sitting.enter(ItemKind.DRAFTING)
    secret = statements.post_statement(session, room, "We doubt them.", page_language="en", **sitting.by("juror"))
    assert green_rooms.words_heard(session, room, rivals[0].id) == []
    with pytest.raises(NotFound, match="statement_is_gone"):
        rights_of_reply.ask_reply(session, room, "No.", statement_id=secret.data["statement"], page_language="en",
                                  **as_witness(sitting, rivals[0]))
    event = rights_of_reply.ask_reply(session, room, "I was misquoted.", statement_id=None, page_language="en",
                                      **as_witness(sitting, rivals[0]))
    rights_of_reply.grant_reply(session, room, event.data["reply"], **sitting.by("facilitator"))
    assert floor.floor_of(session, room, now=sitting.now).waiting == (), "in writing: the witness stays outside"


@pytest.mark.parametrize("who", ["juror", "expert", "observer", "overseer", "outsider"])
def test_only_organizers_and_the_facilitator_plan(sitting: Sitting, who: str) -> None:
    jury = jury_of(sitting.session, sitting.cast)
    part = agenda.sessions_of(sitting.session, jury.id)[0]
    expert = sitting.by("expert")["actor"].memberships[Role.EXPERT]
    with pytest.raises(Forbidden):
        hearings.plan_hearing(sitting.session, jury, HearingFrame(part.id, expert, 5),
                              actor=sitting.by(who)["actor"], now=sitting.now)
