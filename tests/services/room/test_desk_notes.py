"""Private hints, parked topics and jurors on the telephone: who sees them, who enters them, what is kept."""
from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audiences import Audience
from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.phases import FloorKind, ItemKind
from app.domain.roles import Role
from app.domain.room_desk import NudgeKind, OverrideKind, TopicState
from app.models import Nudge, RoomOverride
from app.services import records
from app.services.room import (
    floor,
    nudges,
    parked_topics,
    phone_voices,
    presence,
    room_views,
    speaking_times,
    statements,
)
from app.services.room.presence import PresenceState
from tests.cast import Cast, jury_of
from tests.room import Sitting, open_room


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


def me(sitting: Sitting, who: str) -> int:
    return next(iter(sitting.by(who)["actor"].memberships.values()))


def signature(sitting: Sitting, who: str) -> dict[str, object]:
    return {"actor": sitting.by(who)["actor"], "now": sitting.now}


def test_a_hint_is_seen_by_its_juror_alone_and_its_words_are_erased(sitting: Sitting) -> None:
    session, room, chair = sitting.session, sitting.room, signature(sitting, "facilitator")
    for _press in range(2):
        nudges.send_nudge(session, room, me(sitting, "juror"), NudgeKind.OWN_WORDS, "Take your time", **chair)
    (hint,) = nudges.unread_of(session, room.id, me(sitting, "juror"))
    assert nudges.unread_of(session, room.id, me(sitting, "second_juror")) == []
    with pytest.raises(NotFound, match="nudge_is_gone"):
        nudges.put_away(session, room, hint.id, **signature(sitting, "second_juror"))
    nudges.put_away(session, room, hint.id, **signature(sitting, "juror"))
    assert session.scalars(select(Nudge.body)).all() == [None]
    (entry,) = session.scalars(select(RoomOverride)).all()
    assert (entry.kind, entry.reason, entry.subject_id) == (OverrideKind.NUDGE_SENT, None, None)
    assert "Take your time" not in str([entry.data for entry in records.entries_of(session, room.jury_id)])


def test_hints_go_from_the_facilitator_to_jurors(sitting: Sitting) -> None:
    session, room = sitting.session, sitting.room
    for who in ("juror", "organizer", "overseer", "expert"):
        with pytest.raises(Forbidden):
            nudges.send_nudge(session, room, me(sitting, "juror"), NudgeKind.BE_BRIEF, "", **signature(sitting, who))
    for membership_id in (me(sitting, "expert"), 10**6):
        with pytest.raises(NotFound, match="juror_is_unknown"):
            nudges.send_nudge(session, room, membership_id, NudgeKind.BE_BRIEF, "", **signature(sitting, "facilitator"))
    with pytest.raises(DomainError, match="text_is_empty"):
        nudges.send_nudge(session, room, me(sitting, "juror"), NudgeKind.OWN_WORDS, " ",
                          **signature(sitting, "facilitator"))


def test_a_topic_is_parked_brought_back_once_and_stays_with_those_who_heard_it(sitting: Sitting) -> None:
    session, room = sitting.session, sitting.room
    sitting.enter(ItemKind.PLENARY)
    with pytest.raises(Forbidden):
        parked_topics.park_topic(session, room, "Pipes", page_language="en", **sitting.by("juror"))
    event = parked_topics.park_topic(session, room, "Құбырлар", page_language="en", **sitting.by("facilitator"))
    sitting.enter(ItemKind.HEARING)
    again = sitting.by("facilitator")
    for word, state in (("", TopicState.CLOSED), ("later", TopicState.PARKED)):
        with pytest.raises(DomainError):
            parked_topics.settle_topic(session, room, event.data["topic"], state, word, **again)
    parked_topics.settle_topic(session, room, event.data["topic"], TopicState.BROUGHT_BACK, "now it fits", **again)
    with pytest.raises(NotFound, match="topic_is_settled"):
        parked_topics.settle_topic(session, room, event.data["topic"], TopicState.CLOSED, "x", **again)
    (topic,) = parked_topics.topics_of(session, room)
    assert (topic.state, topic.word, topic.language) == (TopicState.BROUGHT_BACK, "now it fits", "kk")
    assert parked_topics.open_to([topic], Audience.EXPERT) == []
    heard = {audience: any(line.topic for line in room_views.record_of(session, room, audience, before=None,
                                                                       now=sitting.now))
             for audience in (Audience.JUROR, Audience.EXPERT, Audience.OBSERVER)}
    # Parked in the plenary, settled in the hearing: witnesses learn of neither, observers heard the plenary.
    assert heard == {Audience.JUROR: True, Audience.EXPERT: False, Audience.OBSERVER: True}


def test_a_helper_speaks_for_a_juror_and_it_is_marked(sitting: Sitting) -> None:
    session, room, jury = sitting.session, sitting.room, jury_of(sitting.session, sitting.cast)
    juror, helper = me(sitting, "juror"), sitting.by("organizer")["actor"].memberships[Role.ORGANIZER]
    phone_voices.begin_voice(session, room, juror, helper, **signature(sitting, "facilitator"))
    with pytest.raises(Forbidden, match="voice_is_not_yours"):
        phone_voices.voice_for(session, jury, juror, actor=sitting.by("facilitator")["actor"])
    voice = phone_voices.voice_for(session, jury, juror, actor=sitting.by("organizer")["actor"])
    spoken = {"actor": voice, "now": sitting.now}
    said = statements.post_statement(session, room, "I hear you", page_language="en", command_id="a", **spoken)
    floor.raise_hand(session, room, FloorKind.SPEAK, **spoken)
    (line,) = room_views.record_of(session, room, Audience.JUROR, before=None, now=sitting.now)
    assert said.data["helper"] == helper
    assert line.helper == phone_voices.voices_of(session, jury.id)[0].helper
    (entry,) = floor.floor_of(session, room, now=sitting.now).waiting
    assert (entry.alias, entry.helper) == ("Juror", phone_voices.voices_of(session, jury.id)[0].helper)
    states = {seat.membership_id: seat.state for seat in presence.health_of(session, room, now=sitting.now).seats}
    assert (states[juror], list(states.values()).count(PresenceState.AWAY)) == (PresenceState.PHONE, 2)
    phone_voices.end_voice(session, room, juror, **signature(sitting, "facilitator"))
    with pytest.raises(Forbidden):
        phone_voices.voice_for(session, jury, juror, actor=sitting.by("organizer")["actor"])
    with pytest.raises(Conflict, match="voice_is_over"):
        phone_voices.end_voice(session, room, juror, **signature(sitting, "facilitator"))


def test_only_jurors_get_a_helper_and_only_from_the_desk(sitting: Sitting) -> None:
    session, room = sitting.session, sitting.room
    chair = signature(sitting, "facilitator")
    for juror, helper, code in ((me(sitting, "expert"), me(sitting, "facilitator"), "juror_is_unknown"),
                                (me(sitting, "juror"), me(sitting, "second_juror"), "helper_is_unknown")):
        with pytest.raises(NotFound, match=code):
            phone_voices.begin_voice(session, room, juror, helper, **chair)
    with pytest.raises(Forbidden):
        phone_voices.begin_voice(session, room, me(sitting, "juror"), me(sitting, "facilitator"),
                                 **signature(sitting, "juror"))


def test_the_balance_has_names_for_watchers_only_and_the_spread_counts_everybody(sitting: Sitting) -> None:
    session, room = sitting.session, sitting.room
    floor.raise_hand(session, room, FloorKind.SPEAK, **sitting.by("juror"))
    request = floor.floor_of(session, room, now=sitting.now).waiting[0].request_id
    floor.give_floor(session, room, request, **sitting.by("facilitator"))
    floor.end_turn(session, room, **sitting.by("juror", after=70))
    statements.post_statement(session, room, "In writing", page_language="en", **sitting.by("second_juror"))
    for who in ("juror", "organizer", "expert", "observer"):
        with pytest.raises(Forbidden):
            speaking_times.balance_of(session, room, **signature(sitting, who))
    balance = speaking_times.balance_of(session, room, **signature(sitting, "overseer"))
    assert [(one.alias, one.seconds, one.turns, one.written) for one in balance] == [
        ("Third Juror", 0, 0, 0), ("Second Juror", 0, 0, 1), ("Juror", 70, 1, 0)]
    spread = speaking_times.spread_of(session, room, now=sitting.now)
    assert [band.jurors for band in spread.bands] == [2, 0, 1, 0, 0]
    assert (spread.middle, spread.unheard) == (0, 1)
