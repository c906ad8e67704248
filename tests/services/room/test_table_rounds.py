"""Rounds of small tables: planned for who is here, everybody seated at once, nobody left in between."""
from __future__ import annotations

from datetime import datetime
from itertools import combinations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.phases import ItemKind
from app.domain.room_events import RoomEventKind
from app.domain.tables import SeatingKind, WishKind
from app.models import Room, RoomEvent, RoomOverride, SeatingWish, TableSeat
from app.services.room import (
    presence,
    rooms,
    table_doors,
    table_meetings,
    table_plan_views,
    table_plans,
    table_rounds,
    table_seats,
    table_views,
)
from tests.cast import Cast
from tests.room import open_room
from tests.small_tables import MORE, Tables

CAST = ("Juror", "Second Juror", "Third Juror")


@pytest.fixture
def tables(session: Session, cast: Cast, now: datetime) -> Tables:
    return Tables(open_room(session, cast, now))


def test_everybody_is_seated_once_and_meets_new_people_in_every_round(tables: Tables) -> None:
    tables.plan(rounds=2, size=4, gathers=False)
    tables.start()
    first = tables.seated()
    assert sorted(map(len, first.values())) == [4, 4, 4]
    assert set.union(*first.values()) == {*CAST, *MORE}
    tables.end()
    tables.start()
    second = tables.seated()
    met = [{pair for table in held.values() for pair in combinations(sorted(table), 2)} for held in (first, second)]
    # Twelve people at three tables of four: of the 18 pairs of a round at most 3 need to meet again.
    assert len(met[0] & met[1]) <= 3
    held = table_meetings.held_rounds(tables.session, tables.sitting.cast.jury_id)
    found = table_meetings.count_meetings(tables.members.values(), held)
    assert (found.distinct, found.possible) == (len(met[0] | met[1]), 66)


def test_the_plan_is_made_for_who_is_here_and_anew_when_somebody_is_missing(tables: Tables) -> None:
    tables.come("Juror", *MORE)
    here = table_plans.people_here(tables.session, tables.sitting.cast.jury_id, now=tables.sitting.now)
    assert here == {tables.members[one] for one in ("Juror", *MORE)}
    tables.plan("Juror", *MORE)
    found = table_plan_views.plan_of(tables.session, tables.room)
    assert found is not None
    assert [one.alias for one in found.missing(here - {tables.members["Dana"]})] == ["Dana"]
    came = tuple(name for name in ("Juror", "Second Juror", *MORE) if name != "Dana")
    tables.start(*came)
    assert set.union(*tables.seated().values()) == set(came)
    tables.end()
    found = table_plan_views.plan_of(tables.session, tables.room)
    assert found is not None
    assert found.people == {tables.members[name] for name in came}, "the round to come is planned for them as well"


def test_wishes_are_kept_and_contradictions_refused(tables: Tables) -> None:
    jury_id, actor = tables.sitting.cast.jury_id, tables.sitting.by("facilitator")["actor"]

    def wish(one: str, other: str, kind: WishKind) -> None:
        pair = (tables.members[one], tables.members[other])
        table_plans.add_wish(tables.session, jury_id, pair, kind, "reads aloud", actor=actor, now=tables.sitting.now)

    wish("Gani", "Aigul", WishKind.TOGETHER)
    wish("Juror", "Bolat", WishKind.APART)
    tables.plan(rounds=3)
    for _ in range(3):
        tables.start()
        assert any({"Gani", "Aigul"} <= table for table in tables.seated().values())
        assert not any({"Juror", "Bolat"} <= table for table in tables.seated().values())
        tables.end()
    for one in ("Bolat", "Dana", "Erlan", "Farida", "Ilyas"):
        wish("Gani", one, WishKind.TOGETHER)
    with pytest.raises(DomainError, match="seating_wishes_contradict"):
        tables.plan()
    with pytest.raises(DomainError, match="wish_needs_two_jurors"):
        wish("Gani", "Gani", WishKind.APART)
    assert tables.session.scalars(select(SeatingWish).order_by(SeatingWish.id)).all()[0].first_id == min(
        tables.members["Gani"], tables.members["Aigul"])


def test_people_of_one_language_are_gathered_only_if_so_wished(tables: Tables) -> None:
    seating = tables.plan(rounds=1)
    languages = {str(member): tables.person(alias).language for alias, member in tables.members.items()}
    of_tables = [{languages[one] for one in table} for table in seating.rounds[0]]
    assert sum(len(found) == 1 for found in of_tables) >= 2, of_tables


def test_who_comes_late_sits_at_the_smallest_suitable_table(tables: Tables) -> None:
    early = (*CAST, *MORE[:7])
    tables.plan(*early, size=5)
    tables.start(*early)
    before = {number: len(people) for number, people in tables.seated().items()}
    assert tables.take_place("Juror").table_id in {tables.table(1).id, tables.table(2).id}, "seated people stay"
    place = tables.take_place("Ilyas")
    assert before[place.table_number] == min(before.values())
    assert tables.take_place("Ilyas") == place, "asking again changes nothing"
    apart = (tables.members["Jamila"], tables.members[next(iter(tables.seated()[1]))])
    table_plans.add_wish(tables.session, tables.sitting.cast.jury_id, apart, WishKind.APART, "quarrel",
                         actor=tables.sitting.by("facilitator")["actor"], now=tables.sitting.now)
    assert tables.take_place("Jamila").table_number == 2
    seat = tables.session.scalars(select(TableSeat).where(TableSeat.membership_id == tables.members["Ilyas"])).one()
    assert seat.kind is SeatingKind.LATE


def test_a_moved_juror_has_exactly_one_place_and_both_tables_see_it(tables: Tables) -> None:
    tables.plan()
    tables.start()
    name, chair = next(iter(tables.seated()[1])), tables.sitting.by("facilitator")
    member, target = tables.members[name], tables.table(2).id
    with pytest.raises(DomainError, match="reason_is_missing"):
        table_seats.move_juror(tables.session, tables.room, member, target, " ", **chair)
    table_seats.move_juror(tables.session, tables.room, member, target, "better balance", **chair)
    tables.session.expire_all()
    place = table_doors.place_of(tables.session, tables.sitting.cast.jury_id, member)
    assert place is not None
    assert place.table_number == 2
    assert sum(name in people for people in tables.seated().values()) == 1
    with pytest.raises(Forbidden, match="table_is_not_yours"):
        table_doors.enter_room(tables.session, tables.sitting.cast.jury_id, tables.table(1).id,
                               actor=tables.by(name)["actor"])
    told = tables.session.scalars(select(RoomEvent.room_id).where(RoomEvent.kind == RoomEventKind.TABLE_CHANGED))
    assert set(told) == {tables.table(1).room_id, tables.table(2).room_id}
    assert tables.session.scalars(select(RoomOverride.reason).where(RoomOverride.subject_id == member)).all() == [
        "better balance"]
    old = table_views.table_view(tables.session, tables.table(1), now=tables.sitting.now)
    assert old.gone == (member,)
    with pytest.raises(Conflict, match="juror_sits_there"):
        table_seats.move_juror(tables.session, tables.room, member, target, "again", **chair)


def test_nobody_stays_behind_when_the_agenda_moves_on(tables: Tables) -> None:
    tables.plan()
    tables.start()
    table_id, name = tables.table(1).id, next(iter(tables.seated()[1]))
    tables.sitting.enter(ItemKind.PLENARY)
    assert table_plans.running_round(tables.session, tables.sitting.cast.jury_id) is None
    assert tables.take_place(name) is None, "the place of everybody is the plenary"
    with pytest.raises(Forbidden, match="table_round_is_over"):
        table_doors.enter_room(tables.session, tables.sitting.cast.jury_id, table_id, actor=tables.by(name)["actor"])
    seqs = tables.session.scalars(select(RoomEvent.seq).where(RoomEvent.room_id == tables.room.id)
                                  .order_by(RoomEvent.seq)).all()
    assert list(seqs) == list(range(1, len(seqs) + 1)), "the log of the plenary has no gap"


def test_rounds_begin_only_in_their_item_and_one_at_a_time(tables: Tables) -> None:
    with pytest.raises(Conflict, match="no_round_is_planned"):
        tables.start()
    with pytest.raises(DomainError, match="too_few_for_tables"):
        tables.plan("Juror", "Dana")
    tables.plan()
    tables.start()
    with pytest.raises(Conflict, match="table_round_runs"):
        tables.start()
    for who in ("juror", "organizer", "overseer", "expert", "observer"):
        with pytest.raises(Forbidden):
            table_rounds.end_round(tables.session, tables.room, **tables.sitting.by(who))
    tables.sitting.enter(ItemKind.PLENARY)
    with pytest.raises(Conflict, match="tables_item_is_not_running"):
        tables.start()
    with pytest.raises(Conflict, match="no_round_runs"):
        tables.end()


def test_starting_twice_with_one_command_seats_once(tables: Tables) -> None:
    tables.plan()
    people = list(tables.members.values())
    chair = tables.sitting.by("facilitator", command_id="one")
    events = [table_rounds.start_round(tables.session, tables.room, people, **chair) for _ in range(2)]
    assert events[0].seq == events[1].seq
    assert len(tables.seated()) == 3


def test_health_counts_people_at_tables_as_here(tables: Tables) -> None:
    tables.plan()
    tables.start()
    name = next(iter(tables.seated()[1]))
    talk = tables.session.get_one(Room, tables.table(1).room_id)
    presence.note_present(tables.session, talk.id, [tables.members[name]], head=0, now=tables.sitting.now)
    assert presence.health_of(tables.session, tables.room, now=tables.sitting.now).live == 1
    assert rooms.find_room(tables.session, tables.sitting.cast.jury_id) is not talk
    view = table_views.table_view(tables.session, tables.table(1), now=tables.sitting.now)
    assert [seat.alias for seat in view.seats if seat.is_here] == [name]


@pytest.mark.parametrize("who", ["expert", "observer", "overseer", "organizer", "commissioner", "outsider"])
def test_the_door_of_a_table_knows_nobody_else(tables: Tables, who: str) -> None:
    tables.plan()
    tables.start()
    with pytest.raises(NotFound, match="room_not_found"):
        table_doors.require_entry(tables.session, tables.session.get_one(Room, tables.table(1).room_id),
                                  tables.sitting.by(who)["actor"])
