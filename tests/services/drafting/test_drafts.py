"""The shared text of a draft: who may write, every change kept once, the freeze, history, versions, compaction."""
from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.drafting import DraftChangeKind
from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.phases import ProposalKind
from app.domain.stages import Stage
from app.models import Draft, DraftChange, Membership, Proposal
from app.services.accounts import memberships
from app.services.drafting import compaction, drafts, histories, scribes
from app.services.drafting.drafts import DraftClosed, DraftNews
from app.services.verdict import ballots, proposals
from app.services.verdict.proposals import ProposalTexts
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, propose, set_stage, sit, vault_of
from tests.domain.test_word_merges import changed
from tests.drafting import Browser, catch_up, send

BODY = "Құбырлар жаңартылсын"


@pytest.fixture
def proposal(session: Session, cast: Cast) -> Proposal:
    jury = sit(session, cast)
    return proposals.propose(
        session, jury, ProposalKind.RECOMMENDATION, ProposalTexts({"kk": "Таза су"}, {"kk": BODY}, {}),
        actor=actor(session, cast, "juror"), now=NOW)


def browser_of(session: Session, proposal: Proposal) -> Browser:
    draft = drafts.draft_of(session, proposal)
    return Browser(draft.state, draft.last_seq)


def write(session: Session, cast: Cast, proposal: Proposal, text: str, who: str = "juror", minutes: int = 0,
          clause: str = "body.kk") -> None:
    """Somebody opens the draft and types."""
    browser = browser_of(session, proposal)
    browser.write(text, clause)
    drafts.change(session, proposal, browser.outbox[0], actor=actor(session, cast, who),
                  now=NOW + timedelta(minutes=minutes))


def test_two_write_at_once_and_read_the_same(session: Session, cast: Cast, proposal: Proposal) -> None:
    one, two = browser_of(session, proposal), browser_of(session, proposal)
    one.write("Ескі құбырлар жаңартылсын")
    two.write("Құбырлар жаңартылсын және тексерілсін 😀")
    send(session, cast, proposal, one)
    send(session, cast, proposal, two, "second_juror")
    for browser in (one, two):
        catch_up(session, proposal, browser)
    assert one.read() == two.read() == drafts.draft_of(session, proposal).words["body.kk"]
    assert "Ескі" in one.read() and "тексерілсін 😀" in one.read()
    rows = session.execute(select(DraftChange.seq, DraftChange.clauses, Membership.alias).join(
        Membership, Membership.id == DraftChange.membership_id).order_by(DraftChange.seq)).all()
    assert [tuple(row) for row in rows] == [
        (1, ["title.kk", "body.kk"], "Juror"), (2, ["body.kk"], "Juror"), (3, ["body.kk"], "Second Juror")]


def test_a_command_sent_again_is_kept_once_and_told_again(session: Session, cast: Cast, proposal: Proposal) -> None:
    """The first try may have died between its commit and its broadcast."""
    browser = browser_of(session, proposal)
    browser.write("Құбырлар ауыстырылсын")
    content = browser.outbox[0]
    session.info.pop("announcements", None)
    seqs = [drafts.change(session, proposal, content, actor=actor(session, cast, "juror"), now=NOW, command_id="c1")
            for _ in range(2)]
    told = [item for item in session.info["announcements"] if isinstance(item, DraftNews)]
    assert seqs == [2, 2] and [item.seq for item in told] == [2, 2]
    assert session.scalar(select(func.count()).select_from(DraftChange)) == 2
    with pytest.raises(Conflict, match="command_is_taken"):
        drafts.change(session, proposal, content, actor=actor(session, cast, "second_juror"), now=NOW, command_id="c1")
    assert drafts.change(session, proposal, content, actor=actor(session, cast, "juror"), now=NOW,
                         command_id="c2") == 2, "known letters under a new id change nothing"


@pytest.mark.parametrize("who", ["organizer", "expert", "overseer", "commissioner", "observer", "outsider"])
def test_nobody_else_writes(session: Session, cast: Cast, proposal: Proposal, who: str) -> None:
    with pytest.raises(Forbidden):
        write(session, cast, proposal, "x", who)


def test_the_pen_may_be_left_to_scribes(session: Session, cast: Cast, proposal: Proposal) -> None:
    second = actor(session, cast, "second_juror").memberships
    chair = actor(session, cast, "facilitator")
    scribes.choose(session, proposal, second.values(), actor=chair, now=NOW)
    with pytest.raises(Forbidden, match="not_a_scribe"):
        write(session, cast, proposal, "x")
    with pytest.raises(Forbidden, match="not_a_scribe"):
        proposals.edit(session, jury_of(session, cast), proposal.id, ProposalTexts({"kk": "x"}, {"kk": "x"}, {}),
                       version=1, actor=actor(session, cast, "juror"), now=NOW)
    write(session, cast, proposal, "Құбырлар ауыстырылсын", "second_juror")
    assert [row.alias for row in scribes.scribes_of(session, proposal)] == ["Second Juror"]
    with pytest.raises(Forbidden):
        scribes.choose(session, proposal, [], actor=actor(session, cast, "juror"), now=NOW)
    with pytest.raises(NotFound, match="juror_is_unknown"):
        scribes.choose(session, proposal, actor(session, cast, "expert").memberships.values(), actor=chair, now=NOW)
    scribes.choose(session, proposal, [], actor=chair, now=NOW)
    write(session, cast, proposal, "x")


def test_the_freeze_takes_the_last_letter_in_and_lets_none_after_it(
        session: Session, cast: Cast, context: object, proposal: Proposal) -> None:
    write(session, cast, proposal, "Құбырлар ауыстырылсын")
    late = browser_of(session, proposal)
    late.write("тым кеш")
    jury, chair = jury_of(session, cast), actor(session, cast, "facilitator")
    ballot = ballots.open_ballot(session, jury, [proposal.id], vault=vault_of(context), actor=chair, now=NOW)  # type: ignore[arg-type]
    assert (ballot.items[0].proposal_version, proposals.words_of(proposal).body["kk"]) == (2, "Құбырлар ауыстырылсын")
    assert DraftClosed(proposal.id) in session.info["announcements"]
    with pytest.raises(Conflict, match="proposal_is_not_a_draft"):
        send(session, cast, proposal, late)
    ballots.annul_ballot(session, jury, ballot.number, "a slip", actor=chair, now=NOW)
    send(session, cast, proposal, late)
    assert drafts.draft_of(session, proposal).words["body.kk"] == "тым кеш"


def test_a_draft_without_words_does_not_go_to_the_vote(
        session: Session, cast: Cast, context: object, proposal: Proposal) -> None:
    write(session, cast, proposal, "")
    with pytest.raises(DomainError) as refused:
        ballots.open_ballot(session, jury_of(session, cast), [proposal.id], vault=vault_of(context),  # type: ignore[arg-type]
                            actor=actor(session, cast, "facilitator"), now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["draft_is_not_ready", "proposal_has_no_text"]


def test_only_while_the_jury_deliberates(session: Session, cast: Cast, proposal: Proposal) -> None:
    set_stage(session, cast, Stage.VERDICT)
    with pytest.raises(Conflict, match="jury_is_not_deliberating"):
        write(session, cast, proposal, "x")


def test_a_form_meets_live_letters_in_the_same_text(session: Session, cast: Cast, proposal: Proposal) -> None:
    """The form was opened at seq 1; a letter came in meanwhile; both stay, and the version holds both."""
    write(session, cast, proposal, "Ескі құбырлар жаңартылсын", "second_juror")
    live = browser_of(session, proposal)
    proposals.edit(session, jury_of(session, cast), proposal.id, ProposalTexts(
        {"kk": "Таза су"}, {"kk": "Құбырлар жаңартылсын 👩‍👩‍👧 тез"}, {}), version=1, seq=1,
        actor=actor(session, cast, "juror"), now=NOW)
    assert proposals.words_of(proposal).body["kk"] == "Ескі құбырлар жаңартылсын 👩‍👩‍👧 тез"
    catch_up(session, proposal, live)
    assert live.read() == "Ескі құбырлар жаңартылсын 👩‍👩‍👧 тез"


def test_the_history_names_everybody_and_goes_back_as_a_new_change(
        session: Session, cast: Cast, proposal: Proposal) -> None:
    write(session, cast, proposal, "Ескі құбырлар жаңартылсын", "juror", 0)
    write(session, cast, proposal, "Ескі құбырлар тез жаңартылсын", "juror", 1)
    write(session, cast, proposal, "Ескі құбырлар тез жаңартылсын және тексерілсін", "second_juror", 2)
    steps = histories.steps_of(session, proposal, "body.kk")
    assert [(step.alias, step.after) for step in steps] == [
        ("Juror", BODY), ("Juror", "Ескі құбырлар тез жаңартылсын"),
        ("Second Juror", "Ескі құбырлар тез жаңартылсын және тексерілсін")]
    third = actor(session, cast, "third_juror")
    histories.undo(session, proposal, "body.kk", steps[1].seq, actor=third, now=NOW)
    assert drafts.draft_of(session, proposal).words["body.kk"] == "Құбырлар жаңартылсын және тексерілсін"
    histories.restore(session, proposal, "body.kk", steps[1].seq, actor=third, now=NOW)
    assert drafts.draft_of(session, proposal).words["body.kk"] == "Ескі құбырлар тез жаңартылсын"
    with pytest.raises(Conflict, match="change_is_overwritten"):
        write(session, cast, proposal, "Бәрі басқаша", "juror", 9)
        histories.undo(session, proposal, "body.kk", steps[1].seq, actor=third, now=NOW)
    kinds = [step.kind for step in histories.steps_of(session, proposal, "body.kk")]
    assert kinds[3:5] == [DraftChangeKind.UNDONE, DraftChangeKind.RESTORED]


def test_compaction_keeps_every_step_and_everybody_who_is_behind(
        session: Session, cast: Cast, proposal: Proposal) -> None:
    chance = random.Random(4)
    behind = browser_of(session, proposal)
    for number in range(60):
        who = "juror" if number // 10 % 2 else "second_juror"
        words = drafts.draft_of(session, proposal).words["body.kk"]
        write(session, cast, proposal, f"{changed(chance, words)} {number}", who, number // 20 * 10)
        if number == 14:
            catch_up(session, proposal, behind)
    before = [(step.alias, step.after) for step in histories.steps_of(session, proposal, "body.kk")]
    assert compaction.compact(session, proposal.id, before=NOW + timedelta(days=1)) >= 40
    assert [(step.alias, step.after) for step in histories.steps_of(session, proposal, "body.kk")] == before
    present = drafts.draft_of(session, proposal)
    assert histories.texts_at(session, proposal, present.last_seq) == present.words
    catch_up(session, proposal, behind)
    assert behind.read() == drafts.draft_of(session, proposal).words["body.kk"]


def test_a_draft_of_before_begins_with_its_words(session: Session, cast: Cast) -> None:
    """Proposals that were written before there were shared texts have none until somebody writes."""
    sit(session, cast)
    proposal = propose(session, cast, "Clean water")
    session.delete(session.get_one(Draft, proposal.id))
    session.flush()
    early = browser_of(session, proposal)  # a page was opened: nothing is stored by that
    assert session.get(Draft, proposal.id) is None
    early.write("Clean water for all", "title.en")
    send(session, cast, proposal, early)
    assert drafts.draft_of(session, proposal).words["title.en"] == "Clean water for all"
    assert drafts.draft_of(session, proposal).words["title.kk"] == "Clean water (kk)"


def test_who_was_removed_writes_no_more(session: Session, cast: Cast, proposal: Proposal) -> None:
    (number,) = actor(session, cast, "juror").memberships.values()
    memberships.end_membership(session, jury_of(session, cast), number, actor=actor(session, cast, "organizer"),
                               now=NOW)
    with pytest.raises(Forbidden):
        write(session, cast, proposal, "x")
