"""What the public sends: received once, answered by those who may, found again by its code, erased by the clock."""
from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.evidence import DocumentKind
from app.domain.lists import ListKind
from app.domain.stages import Stage
from app.domain.suggestions import MOST_CHARACTERS, DeskView, Outcome, Refusal
from app.models import Document, DocumentParagraph, Message, RecordEntry
from app.services.oversight import balances, lists
from app.services.room import documents
from app.services.suggestions import (
    advice_bodies,
    answers,
    statement_terms,
    submission_codes,
    submission_erasing,
    submission_lists,
    submission_reminders,
    submissions,
)
from app.services.suggestions.advice_bodies import BodyTexts
from app.services.suggestions.answers import Answer
from app.services.suggestions.statement_terms import Terms
from app.services.suggestions.submissions import Sent
from app.services.vault import Vault
from tests.cast import Cast, actor, texts
from tests.suggesting import BODY, EMAIL, IN_LIBRARY, SPAM, WORDS, codes, send, under_way


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.extensions["alqa.vault"]
    return found


def test_a_statement_is_received_once_and_found_by_its_code(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    jury = under_way(session, cast)
    row, code = send(session, jury, vault=vault, now=now, email=EMAIL, key="k1")
    again, same = send(session, jury, vault=vault, now=now, email=EMAIL, key="k1")
    assert (again.id, same, row.number, row.language) == (row.id, code, 1, "kk")
    assert row.answer_by == date(2026, 12, 4)  # ten working days after Sunday, 22 November
    assert EMAIL.encode() not in (row.email_sealed or b"") and code not in row.code_hash
    with pytest.raises(DomainError) as refused:
        send(session, jury, "Other words", vault=vault, now=now, key="k1")
    assert codes(refused) == ["form_is_sent"]
    question, _code = send(session, None, vault=vault, now=now)
    second, _code = send(session, jury, BODY.upper(), vault=vault, now=now)
    assert (question.number, second.number) == (1, 2)
    assert submissions.same_words(session, second) == [1] and submissions.same_words(session, question) == []
    for typed, fault in (("123", "submission_code_is_malformed"), ("1234 5678 9012", "submission_code_is_unknown")):
        with pytest.raises(DomainError) as refused:
            submission_codes.find_by_code(session, typed, vault=vault)
        assert codes(refused) == [fault]


def test_what_cannot_be_read_is_refused_with_every_reason(
        session: Session, cast: Cast, vault: Vault, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    jury = under_way(session, cast)
    with pytest.raises(DomainError) as refused:
        send(session, jury, "a" * (MOST_CHARACTERS + 1), vault=vault, now=now, email="nobody")
    assert codes(refused) == ["text_is_too_long", "email_is_no_address"]
    with pytest.raises(DomainError) as refused:
        send(session, jury, " \u200b\n ", vault=vault, now=now)
    assert codes(refused) == ["text_is_empty"]
    monkeypatch.setattr(submissions, "MOST_A_DAY", 3)
    for place in range(3):
        send(session, jury, f"Flood {place}", vault=vault, now=now)
    with pytest.raises(DomainError) as refused:
        send(session, jury, "Flood", vault=vault, now=now)
    assert codes(refused) == ["too_many_today"]
    send(session, None, "Another list has room", vault=vault, now=now)
    send(session, jury, "The next day there is room again", vault=vault, now=now + timedelta(days=1, minutes=1))


def test_the_organizer_decides_until_when_statements_are_taken(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    jury, organizer = under_way(session, cast, Stage.DRAFT), actor(session, cast, "organizer")

    def why(at: datetime = now) -> str | None:
        reason = statement_terms.why_closed(session, jury, now=at)
        return reason.code if reason else None

    assert why() == "statements_have_not_begun"
    jury.stage = Stage.RECRUITMENT
    assert why() is None
    statement_terms.set_terms(session, jury, Terms(True, date(2026, 11, 23), 5), actor=organizer, now=now)
    assert why() is None and why(now + timedelta(days=2)) == "statements_day_has_passed"
    row, _code = send(session, jury, vault=vault, now=now)
    assert row.answer_by == date(2026, 11, 27)
    statement_terms.set_terms(session, jury, Terms(False, None, 5), actor=organizer, now=now)
    assert why() == "statements_are_closed"
    jury.stage = Stage.VERDICT
    assert why() == "statements_are_over"
    for terms, fault in ((Terms(True, date(2026, 11, 1), 5), "statements_day_has_passed"),
                         (Terms(True, None, 31), "statement_days_out_of_range")):
        with pytest.raises(DomainError) as refused:
            statement_terms.set_terms(session, jury, terms, actor=organizer, now=now)
        assert codes(refused) == [fault]
    with pytest.raises(DomainError) as refused:
        statement_terms.set_terms(session, jury, Terms(), actor=actor(session, cast, "facilitator"), now=now)
    assert codes(refused) == ["role_is_missing"]


def test_evidence_from_the_public_lies_apart_and_nobody_changes_it(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    jury, facilitator = under_way(session, cast), actor(session, cast, "facilitator")
    organizer = actor(session, cast, "organizer")
    row, _code = send(session, jury, "Braces {words}\n\nSecond", vault=vault, now=now, email=EMAIL)
    given = Answer(Outcome.EVIDENCE, words=WORDS, evidence=IN_LIBRARY)
    done = answers.answer(session, jury, row.number, given, vault=vault, actor=facilitator, now=now)
    document = session.get_one(Document, done.document_id)
    assert (document.kind, done.evidence_number, document.title["en"]) == (
        DocumentKind.PUBLIC, 1, "From the public, No. 1: “Braces {words} Second”")
    assert session.scalar(select(func.count()).select_from(DocumentParagraph)) == 2
    assert document in documents.documents_of(session, jury.id)
    assert lists.entries_of(session, jury, ListKind.BRIEFING) == {}  # not a list that overseers approve
    assert [side.documents for side in balances.balance_of(session, jury, now=now)] == [0]  # the expert's
    upload = documents.Upload(texts("New"), "x", {}, "ru", "x.txt", b"Other words")
    faults = [
        lambda: documents.replace_document(session, jury, document.id, upload, actor=organizer, now=now),
        lambda: answers.answer(session, jury, 1, Answer(Outcome.OUTSIDE, Outcome.EVIDENCE, words=WORDS), vault=vault,
                               actor=facilitator, now=now),
        lambda: submission_erasing.withdraw(session, done, now=now)]
    for fault, code in zip(faults, ("document_is_of_the_public", "evidence_stays_evidence",
                                    "evidence_cannot_be_withdrawn"), strict=True):
        with pytest.raises(DomainError) as refused:
            fault()
        assert codes(refused) == [code]
    same, _code = send(session, jury, "Braces {words}\n\nSecond", vault=vault, now=now)
    with pytest.raises(DomainError) as refused:
        answers.answer(session, jury, same.number, given, vault=vault, actor=facilitator, now=now)
    assert codes(refused) == ["document_is_known"]
    markup, _code = send(session, jury, "<script>alert(1)</script>", vault=vault, now=now)
    with pytest.raises(DomainError) as refused:
        answers.answer(session, jury, markup.number, given, vault=vault, actor=facilitator, now=now)
    assert codes(refused) == ["statement_is_no_plain_text"]
    kinds = list(session.scalars(select(RecordEntry.kind).order_by(RecordEntry.number)))
    assert kinds[-2:] == ["document_added", "public_statement_answered"]


def test_each_outcome_needs_what_belongs_to_it(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    jury, chair = under_way(session, cast), actor(session, cast, "facilitator")
    outsider = actor(session, cast, "outsider")
    body = advice_bodies.save(session, None, BodyTexts(texts("Legal aid"), texts("Advice"), texts("Abay 1"), "1414"),
                              actor=outsider, now=now)
    for place in range(4):
        send(session, jury, f"Statement {place}", vault=vault, now=now)
        send(session, None, f"Question {place}", vault=vault, now=now)

    def fault(given: Answer, number: int = 1, of_jury: bool = True, who: object = chair) -> list[str]:
        with pytest.raises(DomainError) as refused:
            answers.answer(session, jury if of_jury else None, number, given, vault=vault, actor=who, now=now)  # type: ignore[arg-type]  # an actor
        return codes(refused)

    assert fault(Answer(Outcome.NOT_PUBLISHED)) == ["refusal_is_missing"]
    assert fault(Answer(Outcome.PASSED_ON)) == ["answer_words_are_missing"]
    assert fault(Answer(Outcome.OUTSIDE)) == ["advice_is_missing"]
    assert fault(Answer(Outcome.OUTSIDE, advice_body_id=999)) == ["advice_body_is_unknown"]
    assert fault(Answer(Outcome.ADOPTED)) == ["outcome_does_not_fit"]
    assert fault(Answer(Outcome.WITHDRAWN)) == ["outcome_does_not_fit"]
    assert fault(Answer(Outcome.MERGED, into=1)) == ["merge_target_is_wrong"]
    assert fault(Answer(Outcome.MERGED, into=99)) == ["merge_target_is_wrong"]
    assert fault(Answer(Outcome.MERGED, into=2), number=99) == ["submission_is_unknown"]
    assert fault(SPAM, who=actor(session, cast, "juror")) == ["role_is_missing"]
    assert fault(SPAM, of_jury=False) == ["role_is_missing"]
    assert fault(Answer(Outcome.EVIDENCE), of_jury=False, who=outsider) == ["outcome_does_not_fit"]
    assert fault(Answer(Outcome.ADOPTED, became="nowhere"), of_jury=False, who=outsider) == ["jury_address_is_unknown"]
    assert fault(Answer(Outcome.ANSWERED, words={"ru": "я" * 1001}), of_jury=False, who=outsider) == [
        "text_is_too_long"]
    merged = answers.answer(session, jury, 1, Answer(Outcome.MERGED, into=2), vault=vault, actor=chair, now=now)
    assert merged.into is not None and merged.into.number == 2
    assert fault(Answer(Outcome.MERGED, into=1), number=2) == ["merge_target_is_wrong"]  # no circles
    assert fault(SPAM, number=1) == ["answer_has_changed"]  # somebody answered meanwhile
    outside = answers.answer(session, jury, 2, Answer(Outcome.OUTSIDE, advice_body_id=body.id), vault=vault,
                             actor=chair, now=now)
    assert outside.advice_body is body
    adopted = answers.answer(session, None, 1, Answer(Outcome.ADOPTED, became=jury.slug), vault=vault,
                             actor=outsider, now=now)
    assert adopted.became is jury
    under_way(session, cast, Stage.VERDICT)
    assert fault(Answer(Outcome.EVIDENCE, evidence=IN_LIBRARY), number=3) == ["evidence_comes_too_late"]


def test_counts_tell_what_is_late_and_what_was_left_out(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    jury, chair = under_way(session, cast), actor(session, cast, "facilitator")
    for place in range(45):
        send(session, jury, f"Statement {place}", vault=vault, now=now)
    later = now + timedelta(days=20)
    for number in range(1, 25):
        answers.answer(session, jury, number, Answer(Outcome.PASSED_ON, words=WORDS), vault=vault, actor=chair,
                       now=now if number < 5 else later)
    answers.answer(session, jury, 25, SPAM, vault=vault, actor=chair, now=now)
    counts = submission_lists.counts_of(session, jury, now=later)
    assert (counts.received, counts.waiting, counts.overdue, counts.published) == (45, 20, 20, 24)
    assert counts.refused == {Refusal.ADVERTISING: 1}
    submission_reminders.remind_of_statements(session, jury, vault, now)
    assert session.scalar(select(func.count()).select_from(Message)) == 0  # there is time
    for _ in range(2):
        submission_reminders.remind_of_statements(session, jury, vault, later)
    assert session.scalar(select(func.count()).select_from(Message)) == 2  # organizer and facilitator
    first, second = (submission_lists.published(session, jury, page) for page in (1, 2))
    assert [row.number for row in (*first.rows, *second.rows)] == list(range(24, 0, -1)) and first.pages == 2
    late, early = (submission_lists.standing(jury, row, now=later) for row in (first.rows[0], second.rows[-1]))
    assert (late.standing.value, late.days, early.standing.value) == ("late", 5, "early")
    numbers = {view: submission_lists.desk(session, jury, view, now=later).found for view in DeskView}
    assert numbers == {DeskView.WAITING: 20, DeskView.OVERDUE: 20, DeskView.APPEALED: 0, DeskView.ANSWERED: 25,
                       DeskView.EVERYTHING: 45}
    assert submission_lists.counts_of(session, None, now=later).received == 0


@pytest.mark.parametrize("web", ["javascript:alert(1)", "ftp://x.kz", "https://", "https://a b.kz", "http://[x"])
def test_only_pages_can_be_linked(session: Session, cast: Cast, now: datetime, web: str) -> None:
    with pytest.raises(DomainError) as refused:
        advice_bodies.save(session, None, BodyTexts(texts("Aid"), {}, {}, web=web),
                           actor=actor(session, cast, "outsider"), now=now)
    assert codes(refused) == ["web_address_is_wrong"]


def test_the_key_of_a_form_tells_nobody_its_receipt(vault: Vault) -> None:
    token = submission_codes.receipt_token("known", vault=vault)
    assert "known" not in token and submission_codes.receipt_token("known", vault=vault) == token
    assert submission_codes.receipt_token("", vault=vault) != submission_codes.receipt_token("", vault=vault)
    assert Sent("x", "ru").key == ""
