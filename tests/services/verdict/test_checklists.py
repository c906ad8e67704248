"""What is looked at before publishing: each blocker alone stops it, a warning stops nothing."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.lists import ListKind
from app.domain.phases import Decision
from app.domain.stages import Stage
from app.models import BallotItem, Jury, ProposalVersion, SignOff, Verdict
from app.services.oversight import objections, reviews
from app.services.verdict import checklists, dissent_deadlines, verdicts
from app.services.verdict.checklists import BLOCKING, Line
from tests.cast import Cast, actor, jury_of, texts
from tests.deliberation import NOW, vault_of
from tests.publishing import sign_off, to_verdict, write

Break = Callable[[Session, Cast, Jury], object]


def lose_a_language(session: Session, _cast: Cast, _jury: Jury) -> None:
    """Nobody can put such a text before the jurors, so the words that they did not see are waived here."""
    session.execute(update(Verdict).values(process_note={"kk": "Жазба"}, waiver_reason="In a hurry"))


def change_a_count(session: Session, _cast: Cast, _jury: Jury) -> None:
    session.execute(update(BallotItem).values(yes=2, no=1))


def lose_the_sign_off(session: Session, _cast: Cast, _jury: Jury) -> None:
    session.execute(delete(SignOff).where(SignOff.membership_id.in_(session.query(SignOff.membership_id).limit(2))))


def leave_time_for_dissents(session: Session, cast: Cast, jury: Jury) -> None:
    dissent_deadlines.set_deadline(session, jury, NOW + timedelta(hours=3), actor=actor(session, cast, "organizer"),
                                   now=NOW)


def object_to_the_witnesses(session: Session, cast: Cast, jury: Jury) -> None:
    reviews.decide(session, jury, ListKind.WITNESSES, Decision.OBJECTED, reason="Only one side is heard", now=NOW,
                   mark=reviews.review_of(session, jury, ListKind.WITNESSES).mark,
                   actor=actor(session, cast, "overseer"))


BREAKS: dict[Line, tuple[Break, str]] = {
    Line.TEXT: (lose_a_language, "verdict_language_is_missing"),
    Line.VOTES: (change_a_count, "ballot_differs_from_record"),
    Line.SIGN_OFF: (lose_the_sign_off, "sign_off_lacks_jurors"),
    Line.DISSENTS: (leave_time_for_dissents, "dissents_are_open"),
    Line.OBJECTIONS: (object_to_the_witnesses, "list_objection_is_unanswered"),
}


def lines_of(session: Session, jury: Jury) -> dict[Line, checklists.Checked]:
    draft = verdicts.latest(session, jury)
    preview = verdicts.preview(session, jury, draft, now=NOW)
    return {each.line: each for each in checklists.checklist(session, jury, draft, preview, now=NOW)}


@pytest.fixture
def ready(session: Session, cast: Cast, app: Flask) -> Jury:
    """A jury whose verdict could be published now."""
    jury = to_verdict(session, cast, vault_of(app), titles=("Clean water",))
    write(session, cast)
    sign_off(session, cast, vault_of(app))
    return jury


def test_every_blocker_alone_stops_the_publication(session: Session, cast: Cast, ready: Jury) -> None:
    assert BREAKS.keys() == BLOCKING
    organizer = actor(session, cast, "organizer")
    for line, (spoil, code) in BREAKS.items():
        with session.begin_nested() as point:
            spoil(session, cast, ready)
            session.expire_all()
            found = lines_of(session, ready)
            assert [each for each in found if found[each].is_blocking] == [line]
            with pytest.raises(DomainError) as refused:
                verdicts.publish(session, ready, seen=verdicts.mark_of(verdicts.latest(session, ready)),
                                 actor=organizer, now=NOW)
            assert code in {reason.code for reason in refused.value.reasons}, line
            assert verdicts.published(session, ready) == []
            point.rollback()
        session.expire_all()
    verdicts.publish(session, ready, seen=verdicts.mark_of(verdicts.latest(session, ready)), actor=organizer, now=NOW)
    assert jury_of(session, cast).stage is Stage.PUBLISHED


def test_what_nobody_can_mend_any_more_is_a_warning(session: Session, cast: Cast, ready: Jury) -> None:
    session.execute(update(ProposalVersion).values(body={"kk": "Су"}))
    session.expire_all()
    found = lines_of(session, ready)
    assert {fault.params["language"] for fault in found[Line.ITEM_LANGUAGES].faults} == {"ru", "en"}
    assert [fault.code for fault in found[Line.SOURCES].faults] == ["item_has_no_source"]
    assert [fault.code for fault in found[Line.CHARGE].faults] == ["charge_is_not_approved"]
    assert found[Line.LISTS].faults
    assert not found[Line.ALTERNATIVES].faults  # no document, so no document without words
    verdicts.publish(session, ready, seen=verdicts.mark_of(verdicts.latest(session, ready)), now=NOW,
                     actor=actor(session, cast, "organizer"))


def test_an_answered_objection_and_a_past_deadline_stop_nothing(session: Session, cast: Cast, ready: Jury) -> None:
    organizer = actor(session, cast, "organizer")
    object_to_the_witnesses(session, cast, ready)
    leave_time_for_dissents(session, cast, ready)
    found = objections.objections_of(session, ready)[0]
    objections.answer(session, ready, found.subject, found.id, "Both sides are heard now", language="en",
                      actor=organizer, now=NOW)
    verdict = verdicts.publish(session, ready, seen=verdicts.mark_of(verdicts.latest(session, ready)),
                               actor=organizer, now=NOW + timedelta(hours=4))
    assert "Both sides" not in (verdict.document or "")  # who objected and why stands on the page of approvals


def test_a_side_is_written_or_said_to_be_nobodys(session: Session, cast: Cast, ready: Jury) -> None:
    organizer = actor(session, cast, "organizer")
    before = verdicts.latest(session, ready)
    seen = verdicts.mark_of(before)
    with pytest.raises(DomainError, match="case_is_both"):
        verdicts.write(session, ready, texts("A"), texts("B"), seen=seen, actor=organizer, now=NOW,
                       cases=verdicts.Cases(texts("For"), texts("Against"), nobody_against=True))
    with pytest.raises(DomainError) as refused:
        verdicts.write(session, ready, {"kk": "сөз " * 61}, {"ru": "слово " * 151}, seen=seen, actor=organizer,
                       cases=verdicts.Cases({"en": "word " * 121}, {"en": "word " * 121}), now=NOW)
    assert [(reason.params.get("field"), reason.params["language"], reason.params["words"])
            for reason in refused.value.reasons] == [
        (None, "kk", 61), ("process_note", "ru", 151), ("case_for", "en", 121), ("case_against", "en", 121)]
    session.expire_all()
    kept = verdicts.latest(session, ready)
    assert kept is not None
    assert kept.answer == texts("The answer")  # nothing is half saved
    verdicts.write(session, ready, texts("A"), texts("B"), seen=seen, actor=organizer, now=NOW,
                   cases=verdicts.Cases(texts("For"), {}))
    assert {fault.params["field"] for fault in lines_of(session, ready)[Line.TEXT].faults} == {"case_against"}
