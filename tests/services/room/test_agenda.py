"""The agenda is written before it runs, runs by the facilitator, and every override has a public reason."""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.agenda_templates import SESSIONS, TITLES, AgendaTemplate
from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.languages import LANGUAGES
from app.domain.phases import ItemKind, ItemState
from app.models import AgendaItem
from app.services import records
from app.services.room import agenda, agenda_plans
from app.services.room.agenda_plans import ItemFrame
from tests.cast import Cast, actor, jury_of
from tests.room import Sitting, open_room


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


def current(sitting: Sitting) -> AgendaItem:
    sitting.session.expire_all()
    item = agenda.current_item(sitting.session, sitting.room)
    assert item
    return item


@pytest.mark.parametrize("template", list(AgendaTemplate))
def test_templates_lay_out_whole_agendas(session: Session, cast: Cast, now: datetime, template: AgendaTemplate) -> None:
    jury = jury_of(session, cast)
    agenda_plans.use_template(session, jury, template, now, actor=actor(session, cast, "organizer"), now=now)
    items = agenda.items_in_order(session, jury.id)
    assert len(items) == sum(len(planned.items) for planned in SESSIONS[template])
    assert {ItemKind.WELCOME, ItemKind.BALLOT, ItemKind.CLOSING} <= {item.kind for item in items}
    assert all(item.title[language] for item in items for language in LANGUAGES)
    assert set(TITLES) == set(ItemKind)


@pytest.mark.parametrize("who", ["juror", "expert", "overseer", "commissioner", "observer", "outsider"])
def test_only_organizers_and_the_facilitator_write_it(session: Session, cast: Cast, now: datetime, who: str) -> None:
    with pytest.raises(Forbidden):
        agenda_plans.use_template(session, jury_of(session, cast), AgendaTemplate.REHEARSAL, now, now=now,
                                  actor=actor(session, cast, who))


def test_items_are_changed_moved_and_removed_until_they_run(sitting: Sitting) -> None:
    session, jury = sitting.session, jury_of(sitting.session, sitting.cast)
    organizer = actor(session, sitting.cast, "organizer")
    first, second, third = agenda.items_in_order(session, jury.id)[:3]
    frame = ItemFrame(ItemKind.TABLES, {"kk": "Топтар"}, {}, 45)
    agenda_plans.change_item(session, jury, second.id, frame, actor=organizer)
    agenda_plans.move_item(session, jury, second.id, True, actor=organizer)
    agenda_plans.remove_item(session, jury, third.id, actor=organizer)
    items = agenda.items_in_order(session, jury.id)
    assert [item.id for item in items[:2]] == [second.id, first.id]
    assert (items[0].minutes, items[0].title, third.id in {item.id for item in items}) == (45, {"kk": "Топтар"}, False)
    agenda.start_next(session, sitting.room, **sitting.by("facilitator"))
    session.expire_all()
    with pytest.raises(Conflict, match="item_has_run"):
        agenda_plans.remove_item(session, jury, second.id, actor=organizer)


@pytest.mark.parametrize("minutes", [0, 601])
def test_odd_minutes_are_refused(sitting: Sitting, minutes: int) -> None:
    part = agenda.sessions_of(sitting.session, sitting.cast.jury_id)[0]
    with pytest.raises(DomainError, match="minutes_out_of_range"):
        agenda_plans.add_item(sitting.session, jury_of(sitting.session, sitting.cast), part.id,
                              ItemFrame(ItemKind.BREAK, {}, {}, minutes), actor=sitting.by("organizer")["actor"])


def test_a_witness_of_another_jury_is_refused(sitting: Sitting) -> None:
    part = agenda.sessions_of(sitting.session, sitting.cast.jury_id)[0]
    juror = next(iter(sitting.by("juror")["actor"].memberships.values()))
    with pytest.raises(DomainError, match="expert_is_unknown"):
        agenda_plans.add_item(sitting.session, jury_of(sitting.session, sitting.cast), part.id,
                              ItemFrame(ItemKind.HEARING, {}, {}, 20, juror), actor=sitting.by("organizer")["actor"])


def test_items_follow_each_other_with_a_deadline(sitting: Sitting) -> None:
    agenda.start_next(sitting.session, sitting.room, after=0, **sitting.by("facilitator"))
    first = current(sitting)
    assert (first.state, first.deadline) == (ItemState.RUNNING, sitting.now + timedelta(minutes=first.minutes))
    agenda.start_next(sitting.session, sitting.room, after=first.id, **sitting.by("facilitator", after=60))
    assert current(sitting).id != first.id
    sitting.session.refresh(first)
    assert first.state is ItemState.DONE


def test_two_presses_move_on_once(sitting: Sitting) -> None:
    agenda.start_next(sitting.session, sitting.room, after=0, **sitting.by("facilitator"))
    with pytest.raises(Conflict, match="agenda_moved_on"):
        agenda.start_next(sitting.session, sitting.room, after=0, **sitting.by("facilitator"))


def test_the_agenda_ends(sitting: Sitting) -> None:
    for _ in agenda.items_in_order(sitting.session, sitting.cast.jury_id):
        agenda.start_next(sitting.session, sitting.room, **sitting.by("facilitator"))
        sitting.session.expire_all()
    with pytest.raises(Conflict, match="agenda_is_over"):
        agenda.start_next(sitting.session, sitting.room, **sitting.by("facilitator"))
    agenda.end_item(sitting.session, sitting.room, **sitting.by("facilitator"))
    sitting.session.expire_all()
    assert (sitting.room.current_item_id, sitting.room.phase) == (None, None)


def test_pausing_stops_the_clock(sitting: Sitting) -> None:
    agenda.start_next(sitting.session, sitting.room, **sitting.by("facilitator"))
    minutes = current(sitting).minutes
    agenda.pause_item(sitting.session, sitting.room, "noise", **sitting.by("facilitator", after=60))
    assert (current(sitting).seconds_left, current(sitting).deadline) == (minutes * 60 - 60, None)
    agenda.resume_item(sitting.session, sitting.room, **sitting.by("facilitator", after=600))
    assert current(sitting).deadline == sitting.now + timedelta(seconds=600 + minutes * 60 - 60)


def test_more_time_counts_from_now_when_the_time_is_over(sitting: Sitting) -> None:
    agenda.start_next(sitting.session, sitting.room, **sitting.by("facilitator"))
    late = current(sitting).minutes * 60 + 120
    agenda.extend_item(sitting.session, sitting.room, 5, "more to say", **sitting.by("facilitator", after=late))
    assert current(sitting).deadline == sitting.now + timedelta(seconds=late + 300)


def test_every_override_is_in_the_public_record(sitting: Sitting) -> None:
    by, session, room = sitting.by("facilitator"), sitting.session, sitting.room
    last = agenda.items_in_order(session, sitting.cast.jury_id)[-1]
    with pytest.raises(DomainError, match="reason_is_missing"):
        agenda.start_item(session, room, last.id, **by)
    session.expire_all()
    agenda.start_item(session, room, last.id, reason="the hall closes", **by)
    with pytest.raises(DomainError, match="reason_is_missing"):
        agenda.extend_item(session, room, 5, "", **by)
    with pytest.raises(DomainError, match="reason_is_missing"):
        agenda.pause_item(session, room, " ", **by)
    agenda.extend_item(session, room, 5, "lively", **by)
    agenda.pause_item(session, room, "fire alarm", **by)
    reasons = [(entry.kind, entry.data.get("reason")) for entry in records.entries_of(session, sitting.cast.jury_id)]
    assert ("item_taken_out_of_order", "the hall closes") in reasons
    assert ("item_extended", "lively") in reasons
    assert ("item_paused", "fire alarm") in reasons


@pytest.mark.parametrize("who", ["juror", "organizer", "overseer", "expert", "outsider"])
def test_only_the_facilitator_runs_it(sitting: Sitting, who: str) -> None:
    with pytest.raises(Forbidden):
        agenda.start_next(sitting.session, sitting.room, **sitting.by(who))
