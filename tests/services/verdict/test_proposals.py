"""Findings and recommendations: written by jurors, edited without losing a word, withdrawn by their authors."""
from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.phases import ProposalKind, ProposalState
from app.domain.room_events import RoomEventKind
from app.domain.stages import Stage
from app.models import Document, DocumentContent, RoomEvent
from app.services.verdict import proposals
from app.services.verdict.proposals import EditConflict, ProposalTexts
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, propose, set_stage, sit, words


def edit(session: Session, cast: Cast, number: int, title: str, version: int, who: str = "second_juror") -> None:
    proposals.edit(session, jury_of(session, cast), number, words(title), version=version,
                   actor=actor(session, cast, who), now=NOW)


def test_each_kind_has_its_own_numbers(session: Session, cast: Cast) -> None:
    sit(session, cast)
    made = [propose(session, cast, "a"), propose(session, cast, "b", ProposalKind.FINDING), propose(session, cast, "c")]
    assert [(row.kind.value, row.number) for row in made] == [
        ("recommendation", 1), ("finding", 1), ("recommendation", 2)]


def test_every_version_stays_with_its_author(session: Session, cast: Cast) -> None:
    sit(session, cast)
    proposal = propose(session, cast, "First")
    edit(session, cast, proposal.id, "Second", 1)
    assert [row.title["en"] for row in proposal.versions] == ["First (en)", "Second (en)"]
    assert proposals.authors_of(session, proposal) == {1: "Juror", 2: "Second Juror"}
    assert proposals.words_of(proposal).title["en"] == "Second (en)"
    assert proposals.words_of(proposal, 1).title["en"] == "First (en)"


def test_of_two_edits_at_once_the_second_gets_the_text_of_the_first(session: Session, cast: Cast) -> None:
    sit(session, cast)
    proposal = propose(session, cast, "First")
    edit(session, cast, proposal.id, "Mine", 1)
    with pytest.raises(EditConflict) as refused:
        edit(session, cast, proposal.id, "Yours", 1, "third_juror")
    assert refused.value.latest.title["en"] == "Mine (en)"
    assert (proposal.version, len(proposal.versions)) == (2, 2)


def test_one_language_is_enough_and_none_is_not(session: Session, cast: Cast) -> None:
    jury = sit(session, cast)
    juror = actor(session, cast, "juror")
    one = ProposalTexts(title={"kk": "Таза су", "ru": " "}, body={"kk": "Мәтін"}, why={})
    made = proposals.propose(session, jury, ProposalKind.FINDING, one, actor=juror, now=NOW)
    assert made.versions[0].title == {"kk": "Таза су"}
    with pytest.raises(DomainError) as refused:
        proposals.propose(session, jury, ProposalKind.FINDING, ProposalTexts({}, {}, {}), actor=juror, now=NOW)
    assert {reason.code for reason in refused.value.reasons} == {"proposal_has_no_title", "proposal_has_no_text"}


@pytest.mark.parametrize("who", ["organizer", "expert", "overseer", "commissioner", "observer", "outsider"])
def test_only_jurors_and_the_facilitator_write(session: Session, cast: Cast, who: str) -> None:
    jury = sit(session, cast)
    proposal = propose(session, cast)
    with pytest.raises(Forbidden):
        proposals.propose(session, jury, ProposalKind.FINDING, words("x"), actor=actor(session, cast, who), now=NOW)
    with pytest.raises(Forbidden):
        edit(session, cast, proposal.id, "x", 1, who)
    with pytest.raises(Forbidden):
        proposals.withdraw(session, jury, proposal.id, actor=actor(session, cast, who), now=NOW)


def test_its_author_or_the_facilitator_withdraws_a_draft(session: Session, cast: Cast) -> None:
    jury = sit(session, cast)
    first, second = propose(session, cast, "a"), propose(session, cast, "b")
    with pytest.raises(DomainError, match="proposal_is_of_another"):
        proposals.withdraw(session, jury, first.id, actor=actor(session, cast, "second_juror"), now=NOW)
    proposals.withdraw(session, jury, first.id, actor=actor(session, cast, "juror"), now=NOW)
    proposals.withdraw(session, jury, second.id, actor=actor(session, cast, "facilitator"), now=NOW)
    assert {first.state, second.state} == {ProposalState.WITHDRAWN}
    with pytest.raises(Conflict, match="proposal_is_not_a_draft"):
        edit(session, cast, first.id, "c", 1)


def test_evidence_is_of_this_jury(session: Session, cast: Cast) -> None:
    jury = sit(session, cast)
    proposal = propose(session, cast)
    document = Document(jury_id=jury.id, title={"kk": "Есеп"}, author="Institute", language="kk", file_name="a.pdf",
                        media_type="application/pdf", size=1, sha256="0" * 64, added_at=NOW,
                        content=DocumentContent(body=b"x"))
    session.add(document)
    session.flush()
    proposals.edit(session, jury, proposal.id, words("x"), version=1, evidence=[document.id],
                   actor=actor(session, cast, "juror"), now=NOW)
    assert [row.id for row in proposals.evidence_of(session, proposal)] == [document.id]
    with pytest.raises(NotFound, match="document_is_unknown"):
        proposals.edit(session, jury, proposal.id, words("x"), version=2, evidence=[document.id + 1],
                       actor=actor(session, cast, "juror"), now=NOW)


def test_the_room_hears_of_every_change_and_a_resent_command_changes_nothing(session: Session, cast: Cast) -> None:
    jury = sit(session, cast)
    juror = actor(session, cast, "juror")
    made = [proposals.propose(session, jury, ProposalKind.FINDING, words("x"), actor=juror, now=NOW, command_id="c1")
            for _ in range(2)]
    assert made[0].id == made[1].id
    edit(session, cast, made[0].id, "y", 1)
    events = session.execute(select(RoomEvent.kind, RoomEvent.data)).all()
    assert [(row[0], row[1]["version"]) for row in events] == [(RoomEventKind.PROPOSAL_CHANGED, 1),
                                                              (RoomEventKind.PROPOSAL_CHANGED, 2)]


@pytest.mark.parametrize("stage", [Stage.SEATING, Stage.VERDICT, Stage.PUBLISHED])
def test_drafting_belongs_to_the_deliberation(session: Session, cast: Cast, stage: Stage) -> None:
    sit(session, cast)
    proposal = propose(session, cast)
    set_stage(session, cast, stage)
    with pytest.raises(Conflict, match="jury_is_not_deliberating"):
        edit(session, cast, proposal.id, "x", 1)
