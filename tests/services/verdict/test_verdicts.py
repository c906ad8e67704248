"""The verdict: frozen byte for byte at publishing, with everything a reader must know."""
from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import Choice, DissentKind
from app.domain.stages import Stage
from app.models import BallotItem, Jury, Verdict
from app.services import records, stages
from app.services.verdict import ballots, dissents, verdict_documents, verdicts
from tests.cast import Cast, actor, jury_of, texts
from tests.deliberation import NOW, open_ballot, set_stage, sit, vault_of, vote_all
from tests.publishing import CASES, publish, sign_off, to_verdict, write

YES, NO = Choice.YES, Choice.NO


def test_publishing_freezes_moves_on_and_starts_the_clock(session: Session, cast: Cast, app: Flask) -> None:
    verdict = publish(session, cast, vault_of(app))
    jury = jury_of(session, cast)
    assert jury.stage is Stage.PUBLISHED
    assert jury.reply_due_on == date(2026, 12, 4)  # ten working days after Sunday, 22 November
    assert verdict.sha256 == hashlib.sha256((verdict.document or "").encode()).hexdigest()
    entry = next(row for row in records.entries_of(session, jury.id) if row.kind == "verdict_published")
    assert entry.data["sha256"] == verdict.sha256


def test_the_document_holds_adopted_and_not_adopted_with_counts_and_dissents(
        session: Session, cast: Cast, app: Flask) -> None:
    sit(session, cast)
    first = open_ballot(session, cast, vault_of(app), ("Water",))
    vote_all(session, cast, first, [YES] * 3, vault=vault_of(app))
    second = open_ballot(session, cast, vault_of(app), ("Air",))
    vote_all(session, cast, second, [YES, NO, NO], vault=vault_of(app))
    for ballot in (first, second):
        ballots.count_ballot(session, jury_of(session, cast), ballot.number, vault=vault_of(app), now=NOW,
                             actor=actor(session, cast, "facilitator"))
    dissents.attach(session, jury_of(session, cast), second.items[0].proposal_id, DissentKind.DISSENT, "Still needed",
                    language="en", is_named=True, actor=actor(session, cast, "juror"), now=NOW)
    set_stage(session, cast, Stage.VERDICT)
    write(session, cast)
    sign_off(session, cast, vault_of(app))
    verdict = verdicts.publish(session, jury_of(session, cast), seen=verdicts.mark_of(
        verdicts.latest(session, jury_of(session, cast))), actor=actor(session, cast, "organizer"), now=NOW)
    document = verdict_documents.read(verdict.document or "")
    assert [(item.title["en"], item.yes, item.no, item.is_adopted) for item in document.items] == [
        ("Water (en)", 3, 0, True), ("Air (en)", 1, 2, False)]
    assert [(opinion.body, opinion.name) for opinion in document.items[1].opinions] == [("Still needed", "Juror")]
    assert [item.title["en"] for item in document.adopted("recommendation")] == ["Water (en)"]
    assert document.to_json() == verdict.document  # reading and writing again gives the same bytes


def test_nobody_is_named_who_did_not_ask_for_it(session: Session, cast: Cast, app: Flask) -> None:
    verdict = publish(session, cast, vault_of(app), dissent="I see it otherwise")
    names = ("Juror Person", "Second_Juror", "Olzhas", "example.kz", "membership")
    assert [name for name in names if name in (verdict.document or "")] == []
    opinion = verdict_documents.read(verdict.document or "").items[0].opinions[0]
    assert (opinion.body, opinion.name) == ("I see it otherwise", None)


@pytest.mark.parametrize("words", [60, 61])
def test_the_answer_has_at_most_sixty_words(session: Session, cast: Cast, app: Flask, words: int) -> None:
    to_verdict(session, cast, vault_of(app))
    answer = {"kk": "сөз " * words, "ru": "слово", "en": "word"}
    if words == 60:
        assert write(session, cast, answer=answer).answer == answer
        return
    with pytest.raises(DomainError, match="answer_is_too_long"):
        write(session, cast, answer=answer)


def test_two_writers_do_not_overwrite_each_other(session: Session, cast: Cast, app: Flask) -> None:
    jury = to_verdict(session, cast, vault_of(app))
    organizer = actor(session, cast, "organizer")
    write(session, cast)
    with pytest.raises(Conflict, match="verdict_was_edited"):
        verdicts.write(session, jury, texts("x"), texts("y"), seen="", actor=organizer, now=NOW)
    with pytest.raises(Conflict, match="verdict_was_edited"):
        verdicts.publish(session, jury, seen="", actor=organizer, now=NOW)


@pytest.mark.parametrize("who", ["facilitator", "juror", "expert", "overseer", "commissioner", "outsider"])
def test_only_the_organizer_publishes(session: Session, cast: Cast, app: Flask, who: str) -> None:
    jury = to_verdict(session, cast, vault_of(app))
    verdict = write(session, cast)
    with pytest.raises(Forbidden):
        verdicts.publish(session, jury, seen=verdicts.mark_of(verdict), actor=actor(session, cast, who), now=NOW)


def test_a_missing_language_blocks_publishing_and_freezes_nothing(session: Session, cast: Cast, app: Flask) -> None:
    jury = to_verdict(session, cast, vault_of(app))
    verdict = write(session, cast, answer={"kk": "Жауап", "ru": "", "en": "Answer"})
    with pytest.raises(DomainError, match="verdict_language_is_missing"), session.begin_nested():
        verdicts.publish(session, jury, seen=verdicts.mark_of(verdict), now=NOW,
                         actor=actor(session, cast, "organizer"))
    session.refresh(verdict)
    assert (verdict.document, jury_of(session, cast).stage) == (None, Stage.VERDICT)


def test_the_bare_move_publishes_nothing(session: Session, cast: Cast, app: Flask) -> None:
    jury = to_verdict(session, cast, vault_of(app))
    write(session, cast)
    with pytest.raises(DomainError, match="verdict_is_not_frozen"):
        stages.advance(session, jury, Stage.PUBLISHED, actor=actor(session, cast, "organizer"), now=NOW)


def test_a_cancelled_jury_publishes_nothing(session: Session, cast: Cast, app: Flask) -> None:
    jury, organizer = to_verdict(session, cast, vault_of(app)), actor(session, cast, "organizer")
    verdict = write(session, cast)
    stages.advance(session, jury, Stage.CANCELLED, actor=organizer, now=NOW, reason="The authority is gone")
    with pytest.raises(Conflict, match="verdict_is_not_open"):
        verdicts.publish(session, jury, seen=verdicts.mark_of(verdict), actor=organizer, now=NOW)


def test_a_later_version_is_complete_too(session: Session, cast: Cast, app: Flask) -> None:
    first = publish(session, cast, vault_of(app))
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    second = verdicts.write(session, jury, {"kk": "Жаңа"}, texts("Note"), seen=verdicts.mark_of(first), actor=organizer,
                            now=NOW, reason="A slip of the pen")
    with pytest.raises(DomainError, match="verdict_language_is_missing"):
        verdicts.publish(session, jury, seen=verdicts.mark_of(second), actor=organizer, now=NOW)


def test_changed_totals_are_not_published(session: Session, cast: Cast, app: Flask) -> None:
    """Somebody with the database makes 3:0 of 2:1 after the count: the public record knows better."""
    jury = to_verdict(session, cast, vault_of(app))
    verdict = write(session, cast)
    session.execute(update(BallotItem).values(yes=2, no=1))
    session.expire_all()
    with pytest.raises(DomainError, match="ballot_differs_from_record"):
        verdicts.publish(session, jury, seen=verdicts.mark_of(verdict), now=NOW,
                         actor=actor(session, cast, "organizer"))


def test_a_later_version_hides_nothing_and_does_not_restart_the_clock(session: Session, cast: Cast, app: Flask) -> None:
    first = publish(session, cast, vault_of(app))
    frozen = (first.document, first.sha256)
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    with pytest.raises(DomainError, match="reason_is_missing"):
        verdicts.write(session, jury, texts("New"), texts("Note"), seen=verdicts.mark_of(first), actor=organizer,
                       now=NOW)
    second = verdicts.write(session, jury, texts("New"), texts("Note"), seen=verdicts.mark_of(first), actor=organizer,
                            now=NOW + timedelta(days=30), cases=CASES, reason="A slip of the pen")
    sign_off(session, cast, vault_of(app))
    verdicts.publish(session, jury, seen=verdicts.mark_of(second), actor=organizer, now=NOW + timedelta(days=30))
    assert [(row.version, row.answer["en"]) for row in verdicts.published(session, jury)] == [
        (2, "New (en)"), (1, "The answer (en)")]
    assert (first.document, first.sha256) == frozen
    assert session.get_one(Jury, jury.id).reply_due_on == date(2026, 12, 4)


def test_a_published_version_cannot_be_published_again(session: Session, cast: Cast, app: Flask) -> None:
    verdict: Verdict = publish(session, cast, vault_of(app))
    with pytest.raises(Conflict, match="verdict_is_published"):
        verdicts.publish(session, jury_of(session, cast), seen=verdicts.mark_of(verdict),
                         actor=actor(session, cast, "organizer"), now=NOW)


def test_the_document_is_canonical_json(session: Session, cast: Cast, app: Flask) -> None:
    text = publish(session, cast, vault_of(app)).document or ""
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
