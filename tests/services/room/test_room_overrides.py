"""Every departure from the agreed order needs a word, is in the public record without names, and is listed."""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import FloorKind, ItemKind, ItemState
from app.domain.room_desk import OverrideKind
from app.i18n.labels import LABELS
from app.i18n.record_kinds import RECORD_KINDS
from app.services import records
from app.services.room import agenda, agenda_changes, floor, room_overrides
from app.services.room.agenda_plans import ItemFrame
from tests.cast import Cast, actor, jury_of
from tests.room import Sitting, open_room

Kind = OverrideKind


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


def kinds(sitting: Sitting, who: str = "overseer") -> list[OverrideKind]:
    found = room_overrides.overrides_of(sitting.session, sitting.room, actor=sitting.by(who)["actor"])
    return [view.kind for view in found]


def ask(sitting: Sitting, *who: str) -> None:
    for name in who:
        floor.raise_hand(sitting.session, sitting.room, FloorKind.SPEAK, **sitting.by(name))


def waiting(sitting: Sitting, after: int = 0) -> list[str]:
    state = floor.floor_of(sitting.session, sitting.room, now=sitting.now + timedelta(seconds=after))
    return [entry.alias for entry in state.waiting]


def test_the_list_tells_kind_item_person_and_reason_and_the_record_no_name(sitting: Sitting) -> None:
    by, session, room = sitting.by("facilitator"), sitting.session, sitting.room
    agenda.start_next(session, room, **by)
    agenda.extend_item(session, room, 5, "a lively talk", **by)
    agenda.shorten_item(session, room, 3, "the hall closes", **by)
    ask(sitting, "juror", "second_juror")
    request = floor.floor_of(session, room, now=sitting.now).waiting[1].request_id
    floor.give_floor(session, room, request, reason="not heard yet", **by)
    found = room_overrides.overrides_of(session, room, actor=sitting.by("overseer")["actor"])
    assert [view.kind for view in found] == [Kind.FLOOR_OUT_OF_ORDER, Kind.ITEM_SHORTENED, Kind.ITEM_EXTENDED]
    assert (found[0].subject, found[0].reason, found[0].by) == ("Second Juror", "not heard yet", "Facilitator")
    assert (found[2].minutes, found[2].item) == (5, agenda.items_in_order(session, room.jury_id)[0].title)
    public = [entry.data for entry in records.entries_of(session, room.jury_id)][-3:]
    assert [entry["reason"] for entry in public] == ["a lively talk", "the hall closes", "not heard yet"]
    assert "Second Juror" not in str(public)
    assert room_overrides.counts_of(found)[0][1] == 1


@pytest.mark.parametrize("who", ["juror", "expert", "observer", "commissioner", "outsider"])
def test_nobody_else_reads_the_list(sitting: Sitting, who: str) -> None:
    with pytest.raises(Forbidden):
        kinds(sitting, who)


def test_an_item_is_shortened_not_below_now_and_left_out_with_a_reason(sitting: Sitting) -> None:
    by, session, room = sitting.by("facilitator"), sitting.session, sitting.room
    agenda.start_next(session, room, **by)
    first, second, third = agenda.items_in_order(session, room.jury_id)[:3]
    agenda.shorten_item(session, room, 60, "no more to say", **by)
    assert first.deadline == sitting.now
    for reason in ("", " \n "):
        with pytest.raises(DomainError, match="reason_is_missing"):
            agenda.skip_item(session, room, second.id, reason, **sitting.by("facilitator"))
    agenda.skip_item(session, room, second.id, "the witness is ill", **by)
    with pytest.raises(Conflict, match="item_has_run"):
        agenda.skip_item(session, room, first.id, "over", **sitting.by("facilitator"))
    agenda.start_next(session, room, after=first.id, **sitting.by("facilitator"))
    assert (second.state, room.current_item_id) == (ItemState.SKIPPED, third.id)


def test_an_item_passed_over_comes_back_at_the_end(sitting: Sitting) -> None:
    session, room = sitting.session, sitting.room
    items = agenda.items_in_order(session, room.jury_id)
    agenda.start_item(session, room, items[-1].id, reason="now or never", **sitting.by("facilitator"))
    following = agenda.next_item(session, room)
    assert following and following.id == items[0].id


def test_time_taken_leaves_pauses_out(sitting: Sitting) -> None:
    session, room = sitting.session, sitting.room
    agenda.start_next(session, room, **sitting.by("facilitator"))
    item = agenda.items_in_order(session, room.jury_id)[0]
    agenda.pause_item(session, room, "tea", **sitting.by("facilitator", after=100))
    assert agenda.running_seconds(item, now=sitting.now + timedelta(seconds=500)) == 100
    agenda.resume_item(session, room, **sitting.by("facilitator", after=400))
    agenda.pause_item(session, room, "noise", **sitting.by("facilitator", after=450))
    agenda.end_item(session, room, **sitting.by("facilitator", after=600))
    assert (item.paused_seconds, agenda.running_seconds(item, now=sitting.now + timedelta(days=1))) == (450, 150)
    pace = agenda_changes.pace_of(item.session, now=sitting.now + timedelta(days=1))
    assert (pace.planned, pace.taken, pace.late) == (item.minutes, 2, 2 - item.minutes)


def test_the_queue_is_ordered_by_least_heard_for_everybody_until_it_is_changed_back(sitting: Sitting) -> None:
    session, room = sitting.session, sitting.room
    ask(sitting, "juror")
    first = floor.floor_of(session, room, now=sitting.now).waiting[0].request_id
    floor.give_floor(session, room, first, **sitting.by("facilitator"))
    floor.end_turn(session, room, **sitting.by("juror", after=45))
    ask(sitting, "juror", "second_juror", "third_juror")
    with pytest.raises(DomainError, match="reason_is_missing"):
        floor.set_queue_order(session, room, True, "", **sitting.by("facilitator"))
    with pytest.raises(Forbidden):
        floor.set_queue_order(session, room, True, "me first", **sitting.by("juror"))
    floor.set_queue_order(session, room, True, "three have not spoken", **sitting.by("facilitator"))
    assert waiting(sitting) == ["Second Juror", "Third Juror", "Juror"]
    assert floor.floor_of(session, room, now=sitting.now).is_least_heard_first
    second = floor.floor_of(session, room, now=sitting.now).waiting[0].request_id
    floor.give_floor(session, room, second, **sitting.by("facilitator", after=60))  # first in line: no reason needed
    floor.raise_hand(session, room, FloorKind.SPEAK, **sitting.by("second_juror", after=61))
    orders = {tuple(waiting(sitting, after)) for after in (62, 200, 2000)}
    assert orders == {("Third Juror", "Second Juror", "Juror")}, "a turn under way must not reorder the queue"
    with pytest.raises(Conflict, match="queue_is_ordered_so"):
        floor.set_queue_order(session, room, True, "again", **sitting.by("facilitator"))
    floor.set_queue_order(session, room, False, "all were heard", **sitting.by("facilitator"))
    assert waiting(sitting) == ["Juror", "Third Juror", "Second Juror"]
    assert kinds(sitting) == [Kind.QUEUE_ORDER, Kind.QUEUE_ORDER]


def test_the_plan_is_free_before_and_needs_a_word_on_the_day(sitting: Sitting) -> None:
    session, room, jury = sitting.session, sitting.room, jury_of(sitting.session, sitting.cast)
    organizer = actor(session, sitting.cast, "organizer")
    part = agenda.sessions_of(session, jury.id)[0]
    second, third = agenda.items_in_order(session, jury.id)[1:3]
    frame = ItemFrame(ItemKind.PLENARY, {}, {}, 7)
    signature = {"actor": organizer, "now": sitting.now}
    agenda_changes.add_item(session, jury, part.id, frame, reason=None, **signature)
    assert kinds(sitting) == []
    agenda.start_next(session, room, **sitting.by("facilitator"))
    minutes = second.minutes
    with pytest.raises(DomainError, match="reason_is_missing"):
        agenda_changes.change_item(session, jury, second.id, frame, reason=" ", **signature)
    agenda_changes.change_item(session, jury, second.id, frame, reason="less is enough", **signature)
    agenda_changes.add_item(session, jury, part.id, frame, reason="a wish of the jury", **signature)
    agenda_changes.move_item(session, jury, third.id, True, reason="the expert waits", **signature)
    agenda_changes.remove_item(session, jury, third.id, reason="done already", **signature)
    assert kinds(sitting) == [Kind.ITEM_REMOVED, Kind.ITEM_MOVED, Kind.ITEM_ADDED, Kind.ITEM_CHANGED]
    assert (second.planned_minutes, second.minutes) == (minutes, 7)


def test_every_kind_has_words_for_the_list_and_for_the_public_record() -> None:
    assert set(OverrideKind) <= set(LABELS)
    assert set(room_overrides._RECORD_KINDS.values()) <= set(RECORD_KINDS)
    assert set(OverrideKind) - set(room_overrides._RECORD_KINDS) == {Kind.NUDGE_SENT}
