"""Calendar files: the same name for ever, a number that grows, a cancelling for what is gone."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agenda_templates import AgendaTemplate
from app.domain.stages import Stage
from app.extensions import db
from app.i18n.calendar_files import calendar_file
from app.models import AgendaSession, CalendarEvent, Jury, Message
from app.services import calendars, messages
from app.services.messages import Attachment
from app.services.room import agenda_plans
from app.services.vault import Vault
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of

START = datetime(2027, 3, 19, 4, 0, tzinfo=UTC)
NOW = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def session(context: Flask) -> Session:
    return db.session()


@pytest.fixture
def planned(cast: Cast, session: Session) -> Jury:
    jury = jury_of(session, cast)
    agenda_plans.use_template(session, jury, AgendaTemplate.THREE_DAYS, START, actor=actor(session, cast, "organizer"),
                              now=NOW)
    return jury


def render(jury: Jury, events: Sequence[CalendarEvent], language: str, is_cancel: bool) -> bytes:
    return calendar_file(jury, events, language, base_url="https://a.kz", address="https://a.kz/x", is_cancel=is_cancel)


def parts(jury: Jury, session: Session) -> list[AgendaSession]:
    return list(session.scalars(select(AgendaSession).where(AgendaSession.jury_id == jury.id).order_by(
        AgendaSession.number)))


def test_a_name_stays_and_the_number_grows_with_every_change(planned: Jury, session: Session) -> None:
    first = [(event.uid, event.sequence) for event in calendars.refresh(session, planned, now=NOW)]
    assert [number for _, number in first] == [0, 0, 0] and len({uid for uid, _ in first}) == 3
    assert [(event.uid, event.sequence) for event in calendars.refresh(session, planned, now=NOW)] == first
    assert not calendars.is_behind(session, planned, now=NOW)
    moved = parts(planned, session)[1]
    moved.starts_at += timedelta(hours=1)
    session.flush()
    assert calendars.is_behind(session, planned, now=NOW)
    shown = {event.uid: event.sequence for event in calendars.events_of(session, planned, now=NOW)}
    stored = {event.uid: event.sequence for event in calendars.refresh(session, planned, now=NOW)}
    assert shown == stored and sorted(stored.values()) == [0, 0, 1], "looking and storing agree"


def test_the_members_get_files_in_their_language_and_later_a_cancelling(
        cast: Cast, planned: Jury, session: Session, context: Flask) -> None:
    vault: Vault = context.extensions["alqa.vault"]
    organizer = actor(session, cast, "organizer")

    def send() -> tuple[int, dict[str, Attachment]]:
        count = calendars.send_calendar(session, planned, lambda *given: render(planned, *given), vault=vault,
                                        actor=organizer, now=NOW)
        message = session.scalars(select(Message).where(Message.person_id == cast.juror).order_by(
            Message.id.desc())).first()
        assert message is not None
        return count, {file.name: file for file in messages.content_of(planned, message, vault=vault).attachments}

    count, files = send()
    assert count == 7 and set(files) == {"sessions.ics"}, "jurors, facilitator, overseer, observer, organizer"
    calendar = Calendar.from_ical(files["sessions.ics"].body)
    events = list(calendar.walk("VEVENT"))
    assert calendar["METHOD"] == "PUBLISH" and len(events) == 3
    assert events[0].decoded("dtstart") == START and events[0]["SUMMARY"] == "Заседание 1 · Water (ru)"
    assert calendars.untold(calendars.events_of(session, planned, now=NOW)) == []

    agenda_plans.remove_session(session, planned, parts(planned, session)[0].id, actor=organizer)
    session.expire_all()
    assert len(calendars.untold(calendars.events_of(session, planned, now=NOW))) == 1
    _, files = send()
    gone = Calendar.from_ical(files["cancelled.ics"].body)
    [event] = gone.walk("VEVENT")
    assert gone["METHOD"] == "CANCEL" and event["STATUS"] == "CANCELLED"
    assert (event["UID"], event["SEQUENCE"]) == (events[0]["UID"], 1)
    _, files = send()
    assert set(files) == {"sessions.ics"}, "a cancelling is told once"


def test_a_new_session_never_takes_the_name_of_a_removed_one(cast: Cast, planned: Jury, session: Session) -> None:
    organizer = actor(session, cast, "organizer")
    before = {event.uid for event in calendars.refresh(session, planned, now=NOW)}
    agenda_plans.remove_session(session, planned, parts(planned, session)[-1].id, actor=organizer)
    session.expire_all()
    calendars.refresh(session, planned, now=NOW)
    agenda_plans.add_session(session, planned, {"kk": "Жаңа"}, START + timedelta(days=9), actor=organizer, now=NOW)
    after = calendars.refresh(session, planned, now=NOW)
    assert len({event.uid for event in after}) == 4 and before < {event.uid for event in after}


def test_readers_get_public_sessions_only_and_nothing_of_a_draft(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        jury = jury_of(session, cast)
        organizer = actor(session, cast, "organizer")
        agenda_plans.use_template(session, jury, AgendaTemplate.EIGHT_EVENINGS, START, actor=organizer, now=NOW)
    reader, address = app.test_client(), f"/en/juries/{cast.slug}/calendar/sessions.ics"
    assert reader.get(address).status_code == 404
    with app.app_context(), transaction() as session:
        session.get_one(Jury, cast.jury_id).stage = Stage.SEATING
    answer = reader.get(address)
    assert answer.mimetype == "text/calendar"
    events = list(Calendar.from_ical(answer.data).walk("VEVENT"))
    assert len(events) == 3, "of eight evenings three have a briefing or a hearing"
