"""Reports, hidden words, mutes and appeals: who may what, and every door that a mute closes."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audiences import Audience
from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.moderation import ActionKind, AppealState, ReportState, TargetKind
from app.domain.phases import FloorKind, ItemKind
from app.domain.roles import Role
from app.domain.stages import Stage
from app.fragments.rooms import events_for
from app.models import ModerationAction, Report, Statement
from app.services import records
from app.services.accounts import memberships
from app.services.room import (
    appeals,
    floor,
    moderation,
    moderation_counts,
    mutes,
    question_views,
    questions,
    reports,
    room_views,
    rooms,
    statements,
    voices,
)
from app.services.room.moderation_targets import find_target
from tests.cast import Cast, actor
from tests.moderating import ask, claim, complain, hide, jury, member, mute, propose, say, signature
from tests.room import Sitting, open_room


@pytest.fixture
def sitting(session: Session, cast: Cast, now) -> Sitting:
    return open_room(session, cast, now)


# Mutes


@pytest.mark.parametrize("door", [say, ask, propose, claim, lambda sitting, who, after=0: floor.raise_hand(
    sitting.session, sitting.room, FloorKind.SPEAK, **sitting.by(who, after=after))])
def test_a_mute_closes_every_door_until_it_ends_by_itself(sitting: Sitting, door: Callable) -> None:
    mute(sitting)
    for after in (0, 299):
        with pytest.raises(Forbidden, match="member_is_muted") as refusal:
            door(sitting, "juror", after=after)
        assert refusal.value.params["reason"] == "shouting"
    assert door(sitting, "second_juror")
    assert door(sitting, "juror", after=300)


def test_a_muted_expert_answers_nothing_either(sitting: Sitting) -> None:
    asked = ask(sitting)
    mute(sitting, "expert")
    with pytest.raises(Forbidden, match="member_is_muted"):
        questions.answer_question(sitting.session, sitting.room, asked, "Because", page_language="en",
                                  **sitting.by("expert"))


def test_only_the_facilitator_mutes_and_only_who_writes_and_not_for_long(sitting: Sitting) -> None:
    for who in ("juror", "expert", "organizer", "overseer", "commissioner", "observer", "outsider"):
        with pytest.raises(Forbidden):
            mutes.mute(sitting.session, jury(sitting), member(sitting, "second_juror"), 5, "x",
                       **signature(sitting, who))
    for whom in ("organizer", "overseer", "facilitator"):
        with pytest.raises(NotFound, match="member_is_unknown"):
            mute(sitting, whom)
    with pytest.raises(DomainError, match="mute_is_too_long"):
        mute(sitting, minutes=61)
    with pytest.raises(DomainError, match="reason_is_missing"):
        mutes.mute(sitting.session, jury(sitting), member(sitting, "juror"), 5, " ",
                   **signature(sitting, "facilitator"))
    first = mute(sitting)
    with pytest.raises(Conflict, match="member_is_muted_already"):
        mute(sitting)
    with pytest.raises(Forbidden):
        mutes.unmute(sitting.session, jury(sitting), first.id, "please", **signature(sitting, "juror"))
    mutes.unmute(sitting.session, jury(sitting), first.id, "calm again", **signature(sitting, "facilitator"))
    assert say(sitting)
    assert mute(sitting)  # and again, after the first is over
    later = mutes.mute(sitting.session, jury(sitting), member(sitting, "juror"), 5, "again",
                       **signature(sitting, "facilitator", after=600))
    assert later.ended_at is None


# Reports


def test_the_reported_never_learns_who_reported_nor_does_the_facilitator(sitting: Sitting) -> None:
    said = say(sitting)
    complain(sitting, said)
    complain(sitting, said, "third_juror")
    with pytest.raises(Conflict, match="already_reported"):
        complain(sitting, said)
    with pytest.raises(DomainError, match="own_words"):
        complain(sitting, said, "juror")

    def seen(who: str) -> list[reports.Complaint]:
        return reports.open_complaints(sitting.session, jury(sitting),
                                       actor=actor(sitting.session, sitting.cast, who))
    assert [found.reporters for found in seen("facilitator")] == [()]
    assert [found.reporters for found in seen("overseer")] == [("Second Juror", "Third Juror")]
    for who in ("juror", "second_juror", "expert", "organizer", "observer", "outsider"):
        with pytest.raises(Forbidden):
            seen(who)
    hide(sitting, said)
    assert seen("facilitator") == []
    assert set(sitting.session.scalars(select(Report.state))) == {ReportState.ACTED}


def test_a_report_about_the_facilitator_goes_past_the_facilitator(sitting: Sitting) -> None:
    said = say(sitting, "facilitator", "Be quiet, all of you")
    complain(sitting, said)
    chair = actor(sitting.session, sitting.cast, "facilitator")
    assert reports.open_complaints(sitting.session, jury(sitting), actor=chair) == []
    with pytest.raises(Forbidden):
        reports.dismiss(sitting.session, jury(sitting), TargetKind.STATEMENT, said, "fine",
                        **signature(sitting, "facilitator"))
    hide(sitting, said, "overseer")
    assert statements.statement_views(sitting.session, [said])[said].hidden_reason == "an insult"


@pytest.mark.parametrize("who", ["organizer", "overseer", "commissioner", "observer", "outsider"])
def test_only_who_speaks_in_the_room_reports(sitting: Sitting, who: str) -> None:
    with pytest.raises(Forbidden):
        complain(sitting, say(sitting), who)


def test_a_witness_reports_nothing_of_the_deliberation_and_learns_nothing_of_it(sitting: Sitting) -> None:
    sitting.enter(ItemKind.HEARING)
    heard = say(sitting, text="At the hearing")
    sitting.enter(ItemKind.DRAFTING)
    secret = say(sitting, text="Among ourselves")
    assert complain(sitting, heard, "expert")
    for unseen in (secret, 999_999):  # the same answer for what is hidden from them and what does not exist
        with pytest.raises(NotFound, match="statement_is_gone"):
            complain(sitting, unseen, "expert")


def test_another_jury_is_out_of_reach(sitting: Sitting) -> None:
    said = say(sitting)
    with pytest.raises(NotFound):
        find_target(sitting.session, sitting.cast.jury_id + 1, TargetKind.STATEMENT, said)


# Hiding and showing again


def test_hidden_questions_lose_their_words_for_readers(sitting: Sitting) -> None:
    asked = ask(sitting, text="Secret words")
    hide(sitting, asked, kind=TargetKind.QUESTION)
    view = question_views.question_views(sitting.session, sitting.room, [asked])[0]
    assert (view.body, view.hidden_reason) == ("", "an insult")
    moderation.restore(sitting.session, sitting.room, TargetKind.QUESTION, asked, "a mistake",
                       **sitting.by("facilitator"))
    sitting.session.expire_all()
    assert question_views.question_views(sitting.session, sitting.room, [asked])[0].body == "Secret words"


@pytest.mark.parametrize("who", ["juror", "second_juror", "expert", "organizer", "overseer", "observer", "outsider"])
def test_only_the_facilitator_hides_and_shows_again(sitting: Sitting, who: str) -> None:
    said = say(sitting)
    with pytest.raises(Forbidden):
        moderation.hide(sitting.session, sitting.room, TargetKind.STATEMENT, said, "x", **sitting.by(who))
    hide(sitting, said)
    with pytest.raises(Forbidden):
        moderation.restore(sitting.session, sitting.room, TargetKind.STATEMENT, said, "x", **sitting.by(who))


def test_words_shown_again_reach_only_those_who_could_read_them(sitting: Sitting) -> None:
    """Said among the jurors, shown again while a witness is in the room: the witness gets no patch."""
    sitting.enter(ItemKind.DRAFTING)
    secret = say(sitting, text="Among ourselves")
    hide(sitting, secret)
    items = rooms.head_of(sitting.session, sitting.room.id)
    sitting.room.phase = ItemKind.HEARING
    sitting.session.flush()
    moderation.restore(sitting.session, sitting.room, TargetKind.STATEMENT, secret, "a mistake",
                       **sitting.by("facilitator"))
    sitting.session.expire_all()
    events = rooms.events_after(sitting.session, sitting.room, items)
    gathered = room_views.gather(sitting.session, sitting.room, events, now=sitting.now,
                                 place=room_views.Place("water-2026", "Asia/Almaty"))
    shown = {audience: str(events_for(gathered, events, audience, "en")) for audience in Audience}
    assert "Among ourselves" in shown[Audience.JUROR]
    assert "Among ourselves" not in shown[Audience.EXPERT] + shown[Audience.OBSERVER]


# Appeals


def test_an_appeal_that_is_upheld_undoes_the_act(sitting: Sitting) -> None:
    said, muted = say(sitting), mute(sitting)
    hide(sitting, said)
    hiding = sitting.session.scalars(select(ModerationAction).where(
        ModerationAction.kind == ActionKind.HIDE)).one()
    for action in (muted, hiding):  # a mute keeps nobody from appealing
        row = appeals.appeal(sitting.session, jury(sitting), action.id, "I only asked", **signature(sitting, "juror"))
        appeals.decide(sitting.session, jury(sitting), row.id, True, "It was a question",
                       **signature(sitting, "overseer"))
    sitting.session.expire_all()
    assert sitting.session.get_one(Statement, said).hidden_reason is None
    assert say(sitting)
    counts = moderation_counts.counts_of(sitting.session, jury(sitting))
    assert (counts.hidden, counts.shown_again, counts.muted, counts.appeals, counts.upheld) == (1, 1, 1, 2, 2)
    entries = [entry for entry in records.entries_of(sitting.session, sitting.cast.jury_id)
               if entry.kind.startswith(("appeal", "member_muted"))]
    assert {entry.kind for entry in entries} == {"member_muted", "appeal_made", "appeal_decided"}
    assert "Juror" not in str([entry.data for entry in entries])


def test_one_appeal_one_decision_and_only_by_whom_it_concerns(sitting: Sitting) -> None:
    muted = mute(sitting)
    for who in ("second_juror", "facilitator", "overseer", "outsider"):
        with pytest.raises(NotFound, match="action_is_unknown"):
            appeals.appeal(sitting.session, jury(sitting), muted.id, "x", **signature(sitting, who))
    row = appeals.appeal(sitting.session, jury(sitting), muted.id, "I was calm", **signature(sitting, "juror"))
    with pytest.raises(Conflict, match="appeal_is_made"):
        appeals.appeal(sitting.session, jury(sitting), muted.id, "again", **signature(sitting, "juror"))
    for who in ("facilitator", "juror", "organizer", "commissioner", "expert"):
        with pytest.raises(Forbidden):
            appeals.decide(sitting.session, jury(sitting), row.id, True, "x", **signature(sitting, who))
    appeals.decide(sitting.session, jury(sitting), row.id, False, "It was loud", **signature(sitting, "overseer"))
    sitting.session.refresh(row)
    assert row.state is AppealState.REJECTED
    with pytest.raises(Conflict, match="appeal_is_decided"):
        appeals.decide(sitting.session, jury(sitting), row.id, True, "no", **signature(sitting, "overseer"))
    with pytest.raises(Forbidden, match="member_is_muted"):
        say(sitting)


def test_whoever_left_is_not_muted_and_a_published_jury_hears_no_appeal(sitting: Sitting) -> None:
    muted = mute(sitting, "second_juror")
    memberships.end_membership(sitting.session, jury(sitting), member(sitting, "juror"),
                               **signature(sitting, "organizer"))
    with pytest.raises(NotFound, match="member_is_unknown"):
        mutes.mute(sitting.session, jury(sitting), muted.id + 10_000, 5, "x", **signature(sitting, "facilitator"))
    jury(sitting).stage = Stage.PUBLISHED
    sitting.session.flush()
    with pytest.raises(Conflict, match="appeal_is_closed"):
        appeals.appeal(sitting.session, jury(sitting), muted.id, "x", **signature(sitting, "second_juror"))
    with pytest.raises(Conflict, match="room_is_closed"):
        mute(sitting, "third_juror")
    assert Role.JUROR in voices.WRITERS
