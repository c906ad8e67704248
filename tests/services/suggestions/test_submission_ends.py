"""How a submission ends: an appeal, the letter with the answer, and what is erased by the clock or by its author."""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.moderation import AppealState
from app.domain.phases import MessageState
from app.domain.suggestions import Outcome, Refusal
from app.jobs import mail
from app.models import Message, Submission
from app.services import messages
from app.services.suggestions import answers, submission_appeals, submission_erasing, submission_reminders
from app.services.suggestions.answers import Answer
from app.services.vault import Vault
from tests.cast import Cast, actor
from tests.suggesting import EMAIL, IN_LIBRARY, SPAM, WORDS, codes, send, under_way


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.extensions["alqa.vault"]
    return found


def test_the_author_appeals_once_and_an_overseer_decides(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    jury, chair, overseer = (under_way(session, cast), actor(session, cast, "facilitator"),
                             actor(session, cast, "overseer"))
    row, _code = send(session, jury, vault=vault, now=now)
    assert submission_appeals.why_not(row, now=now) is not None
    answers.answer(session, jury, 1, SPAM, vault=vault, actor=chair, now=now)
    assert submission_appeals.why_not(row, now=now + timedelta(days=31)) is not None
    submission_appeals.appeal(session, row, "It is no advertising.", now=now)
    assert submission_appeals.waiting(session, jury) == [row]
    for _ in range(2):
        submission_reminders.remind_of_appeals(session, jury, vault, now)
        submission_reminders.remind_of_statements(session, jury, vault, now)
    assert [row.template for row in session.scalars(select(Message))] == ["public_waits"]  # the overseer, once
    for fault, code in ((lambda: submission_appeals.appeal(session, row, "Again", now=now), "statement_appeal_is_made"),
                        (lambda: submission_appeals.decide(session, jury, 1, True, "x", actor=chair, now=now),
                         "role_is_missing"),
                        (lambda: submission_appeals.decide(session, jury, 1, True, " ", actor=overseer, now=now),
                         "reason_is_missing")):
        with pytest.raises(DomainError) as refused:
            fault()
        assert codes(refused) == [code]
    done = submission_appeals.decide(session, jury, 1, True, "It names no product.", actor=overseer, now=now)
    assert done.outcome is None and done.appeal is not None and done.appeal.state is AppealState.UPHELD
    with pytest.raises(DomainError) as refused:
        answers.answer(session, jury, 1, SPAM, vault=vault, actor=chair, now=now)
    assert codes(refused) == ["outcome_is_overruled"]
    answers.answer(session, jury, 1, Answer(Outcome.EVIDENCE, evidence=IN_LIBRARY), vault=vault, actor=chair, now=now)
    with pytest.raises(DomainError) as refused:
        submission_appeals.decide(session, jury, 1, False, "x", actor=overseer, now=now)
    assert codes(refused) == ["appeal_is_decided"]


def test_the_answer_goes_out_and_the_address_is_forgotten(
        app: Flask, session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    jury, staff = under_way(session, cast), actor(session, cast, "outsider")
    row, _code = send(session, jury, vault=vault, now=now, email=EMAIL)
    question, _code = send(session, None, "Why?", vault=vault, now=now, email=EMAIL)
    answers.answer(session, jury, 1, SPAM, vault=vault, actor=actor(session, cast, "organizer"), now=now)
    answers.answer(session, None, 1, Answer(Outcome.ANSWERED, words=WORDS), vault=vault, actor=staff, now=now)
    assert row.email_sealed is None and question.email_sealed is None
    queued = list(session.scalars(select(Message).order_by(Message.id)))
    assert [message.jury_id for message in queued] == [jury.id, None]
    assert messages.content_of(jury, queued[0], vault=vault).to == EMAIL
    assert messages.content_of(None, queued[1], vault=vault).to == EMAIL
    assert [EMAIL.encode() in message.content_sealed for message in queued] == [False, False]
    assert messages.due_ids(session, now=now) == [message.id for message in queued]
    for message, subject in zip(queued, ("обращением № 1", "вопросом № 1"), strict=True):
        letter = mail.compose(message.id, app.extensions["alqa.settings"], vault)
        assert letter["To"] == EMAIL and letter["Subject"].endswith(subject) and "None" not in letter.get_content()
    messages.mark_sent(session, queued[0].id, now=now)
    submission_erasing.erase_due(session, now=now + timedelta(hours=2))
    assert session.scalar(select(func.count()).select_from(Message)) == 2
    submission_erasing.erase_due(session, now=now + timedelta(days=1))
    assert [message.state for message in session.scalars(select(Message))] == [MessageState.QUEUED]
    submission_erasing.erase_due(session, now=now + timedelta(days=14))
    assert session.scalar(select(func.count()).select_from(Message)) == 0


def test_words_are_erased_by_the_clock_and_by_their_author(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    jury, chair = under_way(session, cast), actor(session, cast, "facilitator")
    rows = [send(session, jury, f"Statement {place}", vault=vault, now=now, email=EMAIL)[0] for place in range(4)]
    for number in (1, 2):
        answers.answer(session, jury, number, SPAM, vault=vault, actor=chair, now=now)
    answers.answer(session, jury, 3, Answer(Outcome.PASSED_ON, words=WORDS), vault=vault, actor=chair, now=now)
    submission_appeals.appeal(session, rows[1], "Why?", now=now)
    month = now + timedelta(days=30)
    assert submission_erasing.erase_due(session, now=month - timedelta(hours=1)) == 0
    assert submission_erasing.erase_due(session, now=month) == 1
    assert submission_erasing.erase_due(session, now=month) == 0
    assert [bool(row.body) for row in rows] == [False, True, True, True]  # the second waits for an overseer
    assert rows[0].refusal is Refusal.ADVERTISING and rows[3].email_sealed is not None
    with pytest.raises(DomainError) as refused:
        answers.answer(session, jury, 1, Answer(Outcome.PASSED_ON, Outcome.NOT_PUBLISHED, words=WORDS), vault=vault,
                       actor=chair, now=month)
    assert codes(refused) == ["submission_is_erased"]
    for row in (rows[2], rows[3], rows[3]):
        submission_erasing.withdraw(session, row, now=month)
    assert [(row.body, row.outcome, row.email_sealed) for row in rows[2:]] == [("", Outcome.WITHDRAWN, None)] * 2
    last = send(session, jury, "Last", vault=vault, now=now, email=EMAIL)[0]
    submission_erasing.erase_due(session, now=now + timedelta(days=180))
    assert last.email_sealed is None and last.body == "Last"
    left = list(session.scalars(select(Submission.body).order_by(Submission.number)))
    assert left == ["", "Statement 1", "", "", "Last"]
