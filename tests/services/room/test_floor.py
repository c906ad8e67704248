"""One queue by the server: order, turns, one extension, reasons, and speaking time counted from turns."""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import FloorKind, ItemKind
from app.services import records
from app.services.room import floor, presence
from app.services.room.floor import Floor
from tests.cast import Cast
from tests.room import Sitting, open_room


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


def queue(sitting: Sitting, after: int = 0) -> Floor:
    return floor.floor_of(sitting.session, sitting.room, now=sitting.now + timedelta(seconds=after))


def ask(sitting: Sitting, who: str, kind: FloorKind = FloorKind.SPEAK) -> None:
    floor.raise_hand(sitting.session, sitting.room, kind, **sitting.by(who))


def give(sitting: Sitting, who: str, reason: str | None = None, after: int = 0) -> None:
    entry = next(entry for entry in queue(sitting).waiting if entry.alias == who.replace("_", " ").title())
    floor.give_floor(sitting.session, sitting.room, entry.request_id, reason=reason,
                     **sitting.by("facilitator", after=after))


def names(sitting: Sitting) -> list[str]:
    return [entry.alias for entry in queue(sitting).waiting]


def test_the_queue_keeps_the_order_of_asking_and_lets_a_direct_reply_before(sitting: Sitting) -> None:
    for who in ("juror", "second_juror"):
        ask(sitting, who)
    ask(sitting, "third_juror", FloorKind.DIRECT_REPLY)
    assert names(sitting) == ["Third Juror", "Juror", "Second Juror"]


def test_a_hand_is_raised_once_and_can_be_lowered(sitting: Sitting) -> None:
    ask(sitting, "juror")
    with pytest.raises(Conflict, match="hand_is_raised"):
        ask(sitting, "juror", FloorKind.QUESTION)
    floor.lower_hand(sitting.session, sitting.room, **sitting.by("juror"))
    assert names(sitting) == []
    with pytest.raises(Conflict, match="hand_is_not_raised"):
        floor.lower_hand(sitting.session, sitting.room, **sitting.by("juror"))


def test_a_lost_connection_loses_no_place(sitting: Sitting) -> None:
    for who in ("juror", "second_juror"):
        ask(sitting, who)
    member = next(iter(sitting.by("juror")["actor"].memberships.values()))
    presence.note_gone(sitting.session, sitting.room.id, member, head=0, now=sitting.now)
    assert names(sitting)[0] == "Juror"


def test_only_the_facilitator_gives_the_floor(sitting: Sitting) -> None:
    ask(sitting, "juror")
    request = queue(sitting).waiting[0].request_id
    for who in ("juror", "organizer", "overseer", "expert", "outsider"):
        with pytest.raises(Forbidden):
            floor.give_floor(sitting.session, sitting.room, request, **sitting.by(who))


def test_out_of_turn_needs_a_reason_which_is_published_without_names(sitting: Sitting) -> None:
    for who in ("juror", "second_juror"):
        ask(sitting, who)
    with pytest.raises(DomainError, match="reason_is_missing"):
        give(sitting, "second_juror")
    give(sitting, "second_juror", "not heard yet")
    entry = records.entries_of(sitting.session, sitting.cast.jury_id)[-1]
    assert (entry.kind, entry.data) == ("floor_given_out_of_order", {"reason": "not heard yet"})


def test_a_new_speaker_ends_the_turn_before(sitting: Sitting) -> None:
    for who in ("juror", "second_juror"):
        ask(sitting, who)
    give(sitting, "juror")
    give(sitting, "second_juror", after=30)
    state = queue(sitting, after=30)
    assert state.speaker and state.speaker.alias == "Second Juror"
    assert state.waiting == ()


def test_a_turn_is_a_deadline_and_is_extended_once(sitting: Sitting) -> None:
    ask(sitting, "juror")
    give(sitting, "juror")
    floor.extend_turn(sitting.session, sitting.room, **sitting.by("facilitator", after=10))
    speaker = queue(sitting).speaker
    assert speaker and speaker.deadline == sitting.now + floor.TURN + floor.EXTENSION
    with pytest.raises(Conflict, match="turn_is_extended"):
        floor.extend_turn(sitting.session, sitting.room, **sitting.by("facilitator", after=20))


def test_the_speaker_ends_the_own_turn_and_nobody_elses(sitting: Sitting) -> None:
    ask(sitting, "juror")
    give(sitting, "juror")
    with pytest.raises(Forbidden):
        floor.end_turn(sitting.session, sitting.room, **sitting.by("second_juror"))
    floor.end_turn(sitting.session, sitting.room, **sitting.by("juror", after=40))
    with pytest.raises(Conflict, match="nobody_speaks"):
        floor.end_turn(sitting.session, sitting.room, **sitting.by("facilitator"))


def test_seconds_are_counted_from_turns_and_the_least_heard_come_first(sitting: Sitting) -> None:
    ask(sitting, "juror")
    give(sitting, "juror")
    floor.end_turn(sitting.session, sitting.room, **sitting.by("juror", after=45))
    for who in ("juror", "second_juror"):
        ask(sitting, who)
    state = queue(sitting, after=100)
    assert [entry.spoken for entry in state.waiting] == [45, 0]
    assert [entry.alias for entry in state.least_heard_first()] == ["Second Juror", "Juror"]
    assert [entry.alias for entry in state.waiting] == ["Juror", "Second Juror"]


def test_witnesses_leave_the_queue_when_the_jury_deliberates(sitting: Sitting) -> None:
    sitting.enter(ItemKind.HEARING)
    ask(sitting, "expert")
    ask(sitting, "juror")
    sitting.enter(ItemKind.PLENARY)
    assert names(sitting) == ["Juror"]
    with pytest.raises(Forbidden, match="witnesses_have_left"):
        ask(sitting, "expert")


@pytest.mark.parametrize("who", ["organizer", "overseer", "observer", "commissioner", "outsider"])
def test_who_only_reads_raises_no_hand(sitting: Sitting, who: str) -> None:
    with pytest.raises(Forbidden):
        ask(sitting, who)
