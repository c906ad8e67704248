"""Reminders of the reply and of milestones: at their times, each once, whatever restarts."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.models import Jury, Message
from app.services.messages import content_of
from app.services.replies import extensions, milestones, reply_reminders
from app.services.replies.reply_reminders import phase_of
from app.services.replies.standings import standing_of
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, vault_of
from tests.publishing import publish
from tests.replying import reply

DUE = date(2026, 12, 4)  # ten working days after Sunday, 22 November 2026


@pytest.mark.parametrize(("day", "phase"), [
    (date(2026, 11, 22), "start"), (date(2026, 11, 26), "start"), (date(2026, 11, 27), "half"),
    (date(2026, 12, 1), "half"), (date(2026, 12, 2), "last_days"), (date(2026, 12, 4), "today"),
    (date(2026, 12, 5), None), (date(2026, 12, 10), None), (date(2026, 12, 11), "late5"),
    (date(2026, 12, 18), "late5"), (date(2026, 12, 21), "late10"), (date(2027, 1, 10), "late20")])
def test_the_reminder_of_a_day(day: date, phase: str | None) -> None:
    """16 December is a holiday, so the second late reminder comes a day later; so do those after New Year."""
    assert phase_of(date(2026, 11, 22), DUE, day) == phase


def sent(session: Session, template: str) -> list[Message]:
    return list(session.scalars(select(Message).where(Message.template == template).order_by(Message.id)))


def test_the_commissioner_hears_at_each_time_once_and_no_more_after_the_answer(
        session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    jury = jury_of(session, cast)
    for hours in range(0, 24 * 34, 6):
        for _again in range(2):
            reply_reminders.remind_of_reply(session, jury, vault_of(app), NOW + timedelta(hours=hours))
    letters = [content_of(jury, row, vault=vault_of(app)) for row in sent(session, "reply_due")]
    assert [letter.values["phase"] for letter in letters] == [
        "start", "half", "last_days", "today", "late", "late"]
    assert [letter.values["waiting"] for letter in letters] == [2] * 6
    assert {letter.to for letter in letters} == {"commissioner@example.kz"}
    for place in range(2):
        reply(session, cast, place)
    reply_reminders.remind_of_reply(session, jury, vault_of(app), NOW + timedelta(days=60))
    assert len(sent(session, "reply_due")) == 6


def test_two_workers_send_one_reminder(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        publish(session, cast, vault_of(app))

    def work() -> None:
        with app.app_context(), transaction() as session:
            jury = session.get_one(Jury, cast.jury_id)
            reply_reminders.remind_of_reply(session, jury, vault_of(app), NOW)

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with app.app_context(), transaction() as session:
        assert session.scalar(select(func.count()).select_from(Message).where(Message.template == "reply_due")) == 1


def test_milestones_are_asked_for_by_date_and_by_hand(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    reply(session, cast, 0)
    jury, vault = jury_of(session, cast), vault_of(app)
    for day in range(125):
        reply_reminders.remind_of_milestones(session, jury, vault, NOW + timedelta(days=day))
    values = [content_of(jury, row, vault=vault).values for row in sent(session, "milestone_due")]
    assert [row["is_overdue"] for row in values] == [False, False, True, True], "soon, on the day, twice late"
    first = next(iter(milestones.milestones_of(session, jury, now=NOW).values()))[0].milestone.id
    at = NOW + timedelta(days=124)
    for who in ("juror", "commissioner", "outsider"):
        with pytest.raises(DomainError):
            reply_reminders.remind_by_hand(session, jury, first, actor=actor(session, cast, who), vault=vault, now=at)
    overseer = actor(session, cast, "overseer")
    with pytest.raises(Conflict, match="milestone_is_not_due"):
        reply_reminders.remind_by_hand(session, jury, first, actor=overseer, vault=vault, now=NOW)
    reply_reminders.remind_by_hand(session, jury, first, actor=overseer, vault=vault, now=at)
    with pytest.raises(Conflict, match="milestone_reminded_lately"):
        reply_reminders.remind_by_hand(session, jury, first, actor=overseer, vault=vault, now=at + timedelta(days=6))
    assert content_of(jury, sent(session, "milestone_due")[-1], vault=vault).values["asked_by"] == "overseer"


def test_jurors_hear_of_each_reply_in_the_news(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    reply(session, cast, 0)
    for _again in range(3):
        reply_reminders.invite_raters(session, jury_of(session, cast), vault_of(app), NOW)
    assert len(sent(session, "reply_to_rate")) == 3
    reply(session, cast, 0, version=1)
    reply_reminders.invite_raters(session, jury_of(session, cast), vault_of(app), NOW)
    assert len(sent(session, "reply_to_rate")) == 6


def test_more_time_is_asked_for_in_public_and_changes_no_date(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    jury, commissioner = jury_of(session, cast), actor(session, cast, "commissioner")
    why = {"ru": "Ждём смету"}
    for until, reasons, code in ((DUE, why, "extension_is_too_soon"), (date(2028, 1, 1), why, "extension_is_too_soon"),
                                 (date(2026, 12, 20), {"kk": " "}, "reasons_are_missing")):
        with pytest.raises(DomainError, match=code):
            extensions.ask(session, jury, until, reasons, actor=commissioner, now=NOW)
    extensions.ask(session, jury, date(2026, 12, 20), why, actor=commissioner, now=NOW)
    after = datetime(2026, 12, 8, 6, tzinfo=UTC)
    standing = standing_of(session, jury, now=after)
    assert standing is not None
    assert (standing.is_overdue, standing.deadline.days, jury.reply_due_on) == (True, 2, DUE)
    for place in range(2):
        reply(session, cast, place, at=after)
    for later in (after, after + timedelta(days=900)):
        late = standing_of(session, jury, now=later)
        assert late is not None
        assert (late.is_late, late.deadline.days) == (True, 2), "late for ever"
    with pytest.raises(Conflict, match="extension_is_not_needed"):
        extensions.ask(session, jury, date(2027, 1, 20), why, actor=commissioner, now=after)
