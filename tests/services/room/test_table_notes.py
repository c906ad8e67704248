"""What a table keeps: the note with all its versions, who was heard, calls, and the points for the plenary."""
from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.models import Room, TableCall
from app.services.room import table_calls, table_notes, table_results, table_views
from app.services.room.table_notes import NoteConflict
from tests.cast import Cast, jury_of
from tests.room import open_room
from tests.small_tables import Tables


@pytest.fixture
def tables(session: Session, cast: Cast, now: datetime) -> Tables:
    found = Tables(open_room(session, cast, now))
    found.plan(size=6)
    found.start()
    return found


def talk(tables: Tables, number: int = 1) -> Room:
    return tables.session.get_one(Room, tables.table(number).room_id)


def names(tables: Tables, number: int = 1) -> list[str]:
    return sorted(tables.seated()[number])


def test_the_second_of_two_writers_gets_the_text_of_the_first(tables: Tables) -> None:
    one, other = names(tables)[:2]
    table_notes.save_note(tables.session, talk(tables), "Құбыр ескі", version=0, **tables.by(one))
    with pytest.raises(NoteConflict) as caught:
        table_notes.save_note(tables.session, talk(tables), "Су қымбат", version=0, **tables.by(other))
    assert (caught.value.note, caught.value.version) == ("Құбыр ескі", 1)
    table_notes.save_note(tables.session, talk(tables), "Құбыр ескі\nСу қымбат", version=1, **tables.by(other))
    assert [found.body for found in table_notes.versions_of(tables.session, tables.table())] == [
        "Құбыр ескі\nСу қымбат", "Құбыр ескі"]
    with pytest.raises(DomainError, match="table_note_is_too_long"):
        table_notes.save_note(tables.session, talk(tables), "x" * 4001, version=2, **tables.by(one))
    with pytest.raises(Forbidden):
        table_notes.save_note(tables.session, talk(tables), "", version=2, **tables.by(names(tables, 2)[0]))


def test_a_sent_again_note_is_saved_once(tables: Tables) -> None:
    signature = tables.by(names(tables)[0]) | {"command_id": "same"}
    events = [table_notes.save_note(tables.session, talk(tables), "once", version=0, **signature) for _ in range(2)]
    assert events[0].seq == events[1].seq
    assert tables.table().note_version == 1


def test_anybody_at_the_table_marks_who_was_heard(tables: Tables) -> None:
    one, other = names(tables)[:2]
    for is_heard in (True, False, True):
        table_calls.mark_heard(tables.session, talk(tables), tables.members[other], is_heard, **tables.by(one))
        assert table_views.table_view(tables.session, tables.table(), now=tables.sitting.now).heard == int(is_heard)
    with pytest.raises(DomainError, match="juror_is_not_seated"):
        table_calls.mark_heard(tables.session, talk(tables), tables.members[names(tables, 2)[0]], True,
                               **tables.by(one))


def test_a_call_stands_until_it_is_answered_and_a_round_ends_it_unanswered(tables: Tables) -> None:
    chair = tables.sitting.by("facilitator")
    for number in (1, 2):
        table_calls.call_facilitator(tables.session, talk(tables, number), tables.room,
                                     **tables.by(names(tables, number)[0]))
    assert table_views.gist_of(tables.session, tables.room, tables.item_id).calls == (1, 2)
    with pytest.raises(Conflict, match="facilitator_is_called"):
        table_calls.call_facilitator(tables.session, talk(tables), tables.room, **tables.by(names(tables)[1]))
    table_calls.answer_call(tables.session, tables.room, tables.table(1).id, **chair)
    assert table_views.gist_of(tables.session, tables.room, tables.item_id).calls == (2,)
    tables.end()
    assert all(call.answered_at for call in tables.session.scalars(select(TableCall)))
    counts = table_views.counts_of(tables.session, tables.sitting.cast.jury_id)[0]
    assert (counts.tables, counts.people, counts.calls, counts.answered) == (2, 12, 2, 1)


def test_the_facilitator_sits_at_one_table_at_a_time(tables: Tables) -> None:
    chair = tables.sitting.by("facilitator")
    for number in (1, 2):
        table_calls.enter_table(tables.session, tables.room, tables.table(number).id, **chair)
    views = table_views.overview(tables.session, tables.table().round, now=tables.sitting.now)
    assert [view.visitors for view in views] == [(), ("Facilitator",)]
    with pytest.raises(Forbidden, match="table_is_not_yours"):
        table_notes.save_note(tables.session, talk(tables, 1), "mine", version=0, **chair)


def test_notes_become_points_and_groups_are_published_once(tables: Tables) -> None:
    for number in (1, 2):
        table_notes.save_note(tables.session, talk(tables, number), f"- Су {number}\n\n2. Баға {number}\n•", version=0,
                              **tables.by(names(tables, number)[0]))
    tables.end()
    jury, chair = jury_of(tables.session, tables.sitting.cast), tables.sitting.by("facilitator")
    item = table_results.find_item(tables.session, jury.id, tables.item_id)
    points = table_results.results_of(tables.session, item).points
    assert [(view.table_number, view.point.body) for view in points] == [
        (1, "Су 1"), (1, "Баға 1"), (2, "Су 2"), (2, "Баға 2")]
    chosen = [points[0].point.id, points[2].point.id]
    group = table_results.group_points(tables.session, jury, item.id, chosen, "Су", page_language="kk",
                                       actor=chair["actor"])
    found = table_results.results_of(tables.session, item)
    assert found.groups[0].sources == ((1, 1), (1, 2))
    assert len(found.loose) == 2
    table_results.publish_group(tables.session, jury, tables.room, group.id, "Су", page_language="kk", **chair)
    with pytest.raises(Conflict, match="group_is_published"):
        table_results.publish_as_finding(tables.session, jury, group.id, "why", actor=chair["actor"], now=chair["now"])
    other = table_results.group_points(tables.session, jury, item.id, [chosen[0], points[1].point.id], "Баға",
                                       page_language="kk", actor=chair["actor"])
    assert {view.point.body for view in table_results.results_of(tables.session, item).groups[1].points} == {"Баға 1"}
    table_results.dissolve_group(tables.session, jury, other.id, actor=chair["actor"])
    for who in ("juror", "overseer", "expert"):
        with pytest.raises(Forbidden):
            table_results.group_points(tables.session, jury, item.id, chosen, "x", page_language="kk",
                                       actor=tables.sitting.by(who)["actor"])
