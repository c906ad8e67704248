"""The jurors' sign-off: of exactly these words, secret, until a deadline, and by a majority."""
from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.roles import Role
from app.domain.stages import Stage
from app.models import Jury, Message, SignOff, Verdict
from app.services import records, timeline_checks
from app.services.accounts import memberships
from app.services.verdict import sign_offs, verdict_documents, verdicts
from sortition.canonical import canonical
from tests.cast import Cast, actor, texts
from tests.deliberation import NOW, vault_of
from tests.publishing import CASES, sign_off, to_verdict, write

UNTIL = NOW + timedelta(days=1)


@pytest.fixture
def jury(session: Session, cast: Cast, app: Flask) -> Jury:
    """Three jurors, a written verdict, and nobody asked yet."""
    jury = to_verdict(session, cast, vault_of(app), titles=("Clean water",))
    write(session, cast)
    return jury


def draft_of(session: Session, jury: Jury) -> Verdict:
    found = verdicts.latest(session, jury)
    assert found is not None
    return found


def ask(session: Session, cast: Cast, jury: Jury, app: Flask) -> str:
    mark = sign_offs.text_mark(draft_of(session, jury))
    sign_offs.ask(session, jury, UNTIL, seen=mark, vault=vault_of(app), actor=actor(session, cast, "facilitator"),
                  now=NOW)
    return mark


def say(session: Session, cast: Cast, jury: Jury, who: str, mark: str, remark: str = "", **options: bool) -> SignOff:
    return sign_offs.give(session, jury, seen=mark, is_signed=not remark, remark=remark, language="kk",
                          is_named=options.get("is_named", False), actor=actor(session, cast, who),
                          now=NOW + timedelta(hours=1))


def codes(session: Session, jury: Jury, hours: int = 48) -> list[str]:
    return [fault.code for fault in sign_offs.faults(session, jury, draft_of(session, jury),
                                                     now=NOW + timedelta(hours=hours))]


def test_a_majority_and_an_answer_to_every_remark(session: Session, cast: Cast, jury: Jury, app: Flask) -> None:
    assert codes(session, jury) == ["sign_off_is_not_asked"]
    assert [each.code for each in timeline_checks.verdict_is_ready(session, jury)] == ["sign_off_is_not_asked"]
    mark = ask(session, cast, jury, app)
    assert session.query(Message).filter_by(template="verdict_to_sign_off").count() == 3
    say(session, cast, jury, "juror", mark)
    assert codes(session, jury, hours=2) == ["sign_off_lacks_jurors", "sign_off_is_running"]
    say(session, cast, jury, "second_juror", mark)
    assert codes(session, jury, hours=2) == ["sign_off_is_running"]  # the third still has time
    say(session, cast, jury, "third_juror", mark, remark="Екінші сөйлем қате")
    assert codes(session, jury, hours=2) == ["remark_is_unanswered"]  # everybody has answered: no need to wait
    remark = sign_offs.standing(session, jury, draft_of(session, jury)).remarks[0]
    assert (remark.words, remark.name) == ("Екінші сөйлем қате", None)
    sign_offs.answer_remark(session, jury, remark.key, "It is as it was voted", language="en",
                            actor=actor(session, cast, "organizer"))
    assert codes(session, jury, hours=2) == []
    assert timeline_checks.verdict_is_ready(session, jury) == []
    verdict = verdicts.publish(session, jury, seen=verdicts.mark_of(draft_of(session, jury)), now=NOW,
                               actor=actor(session, cast, "organizer"))
    assert session.query(SignOff).count() == 0  # the numbers are published; who it was is forgotten
    facts = verdict_documents.read(verdict.document or "").sign_off
    assert facts is not None
    assert (facts.jurors, facts.signed, facts.answered, facts.text_sha256) == (3, 2, 3, mark)
    assert [(row.words, row.name, row.answer) for row in facts.remarks] == [
        ("Екінші сөйлем қате", None, "It is as it was voted")]


def test_other_words_begin_a_new_round(session: Session, cast: Cast, jury: Jury, app: Flask) -> None:
    organizer = actor(session, cast, "organizer")
    mark = ask(session, cast, jury, app)
    for who in ("juror", "second_juror", "third_juror"):
        say(session, cast, jury, who, mark)
    write(session, cast)  # the same words, saved again
    assert codes(session, jury) == []
    write(session, cast, answer=texts("Another answer"))
    assert codes(session, jury) == ["sign_off_is_void"]
    with pytest.raises(Conflict, match="text_has_changed"):
        say(session, cast, jury, "juror", mark)
    with pytest.raises(Conflict, match="verdict_was_edited"):
        sign_offs.ask(session, jury, UNTIL, seen=mark, vault=vault_of(app), actor=organizer, now=NOW)
    again = ask(session, cast, jury, app)
    found = sign_offs.standing(session, jury, draft_of(session, jury))
    assert (found.number, found.answered) == (2, 0)
    assert session.query(Message).filter_by(template="verdict_to_sign_off").count() == 6
    ask(session, cast, jury, app)  # the same words once more: another time, no other round and no other message
    assert sign_offs.standing(session, jury, draft_of(session, jury)).number == 2
    assert session.query(Message).filter_by(template="verdict_to_sign_off").count() == 6
    assert say(session, cast, jury, "juror", again).is_signed


def test_a_juror_may_think_again_until_the_time_is_over(session: Session, cast: Cast, jury: Jury, app: Flask) -> None:
    mark = ask(session, cast, jury, app)
    say(session, cast, jury, "juror", mark, remark="No", is_named=True)
    first = sign_offs.standing(session, jury, draft_of(session, jury)).remarks[0]
    sign_offs.answer_remark(session, jury, first.key, "Why?", language="en", actor=actor(session, cast, "organizer"))
    say(session, cast, jury, "juror", mark, remark="Because")
    found = sign_offs.standing(session, jury, draft_of(session, jury))
    assert [(each.words, each.answer) for each in found.remarks] == [("Because", "")]  # "Why?" answered other words
    with pytest.raises(NotFound, match="remark_is_unknown"):
        sign_offs.answer_remark(session, jury, first.key, "Why?", language="en",
                                actor=actor(session, cast, "organizer"))
    say(session, cast, jury, "juror", mark)
    assert sign_offs.standing(session, jury, draft_of(session, jury)).signed == 1
    with pytest.raises(Conflict, match="sign_off_is_over"):
        sign_offs.give(session, jury, seen=mark, is_signed=True, remark="", language="kk", is_named=False,
                       actor=actor(session, cast, "juror"), now=UNTIL)
    with pytest.raises(DomainError, match="remark_is_missing"):
        sign_offs.give(session, jury, seen=mark, is_signed=False, remark=" ", language="kk", is_named=False,
                       actor=actor(session, cast, "juror"), now=NOW)
    with pytest.raises(DomainError, match="deadline_is_too_soon"):
        sign_offs.ask(session, jury, NOW + timedelta(minutes=5), seen=mark, vault=vault_of(app), now=NOW,
                      actor=actor(session, cast, "organizer"))


def test_only_jurors_sign_and_only_writers_ask(session: Session, cast: Cast, jury: Jury, app: Flask) -> None:
    mark = ask(session, cast, jury, app)
    for who in ("organizer", "facilitator", "expert", "overseer", "commissioner", "observer", "outsider"):
        with pytest.raises(Forbidden):
            say(session, cast, jury, who, mark)
    for who in ("juror", "expert", "overseer", "commissioner", "outsider"):
        with pytest.raises(Forbidden):
            sign_offs.ask(session, jury, UNTIL, seen=mark, vault=vault_of(app), actor=actor(session, cast, who),
                          now=NOW)
    with pytest.raises(Forbidden):
        sign_offs.waive(session, jury, "Because", seen=mark, actor=actor(session, cast, "facilitator"), now=NOW)


def test_publishing_without_needs_a_public_reason_for_these_words(
        session: Session, cast: Cast, jury: Jury, app: Flask) -> None:
    organizer = actor(session, cast, "organizer")
    mark = ask(session, cast, jury, app)
    with pytest.raises(DomainError, match="reason_is_missing"):
        sign_offs.waive(session, jury, " ", seen=mark, actor=organizer, now=NOW)
    sign_offs.waive(session, jury, "Two jurors are ill", seen=mark, actor=organizer, now=NOW)
    assert codes(session, jury) == []
    write(session, cast, answer=texts("Other words"))
    assert codes(session, jury) == ["sign_off_is_void"]  # the reason was given for other words
    sign_offs.waive(session, jury, "Two jurors are still ill", now=NOW, actor=organizer,
                    seen=sign_offs.text_mark(draft_of(session, jury)))
    verdict = verdicts.publish(session, jury, seen=verdicts.mark_of(draft_of(session, jury)), actor=organizer, now=NOW)
    document = verdict_documents.read(verdict.document or "")
    assert document.sign_off is not None
    assert document.sign_off.waiver == "Two jurors are still ill"
    assert [entry.data["reason"] for entry in records.entries_of(session, jury.id)
            if entry.kind == "sign_off_waived"] == ["Two jurors are ill", "Two jurors are still ill"]
    assert jury.stage is Stage.PUBLISHED


def test_who_has_left_counts_no_more(session: Session, cast: Cast, jury: Jury, app: Flask) -> None:
    mark = ask(session, cast, jury, app)
    say(session, cast, jury, "juror", mark)
    say(session, cast, jury, "second_juror", mark, remark="Wrong")
    leaving = [row for row in memberships.members_of(session, jury.id, Role.JUROR)
               if row.person_id in {cast.second_juror, cast.third_juror}]
    for row in leaving:
        row.ended_at = NOW
    session.flush()
    found = sign_offs.standing(session, jury, draft_of(session, jury))
    assert (found.jurors, found.signed, found.needed, found.is_complete) == (1, 1, 1, True)
    assert len(found.remarks) == 1  # what was said stays


def test_a_document_of_the_first_format_is_still_read(session: Session, cast: Cast, jury: Jury, app: Flask) -> None:
    sign_off(session, cast, vault_of(app))
    verdict = verdicts.publish(session, jury, seen=verdicts.mark_of(draft_of(session, jury)), now=NOW,
                               actor=actor(session, cast, "organizer"))
    raw = json.loads(verdict.document or "")
    assert raw["format"] == "alqa verdict 2"
    new = verdict_documents.read(verdict.document or "")
    assert [(case.side, case.is_held) for case in new.best_cases] == [("for", True), ("against", False)]
    assert new.best_cases[0].text == CASES.for_it
    for name in ("best_cases", "sign_off", "approvals"):
        del raw[name]
    for item in raw["items"]:
        item.pop("trace", None)
    old = verdict_documents.read(canonical(raw | {"format": "alqa verdict 1"}))
    assert (old.answer, old.best_cases, old.sign_off, old.approvals) == (new.answer, (), None, ())
