"""A jury whose finding has a past: documents, a hearing, questions, claims that disagree, a review, a verdict.

Everybody who must stay unnamed is called Canary; what was hidden or said in confidence says MODERATED or CONFIDED.
"""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.evidence import Bearing, ClaimSource, CommentAnswer, Trust
from app.domain.moderation import TargetKind
from app.domain.phases import AnswerMark, Choice, ItemKind, ProposalKind
from app.domain.roles import Role
from app.domain.stages import Stage
from app.models import Jury, Membership, Proposal
from app.services import juries
from app.services.accounts import memberships, people
from app.services.juries import ChargeTexts
from app.services.room import agenda, claim_trust, claims, documents, hearings, questions, statements
from app.services.room.claims import Source
from app.services.room.evidence_refs import place_of
from app.services.room.hearings import HearingFrame
from app.services.vault import Vault
from app.services.verdict import ballots, draft_reviews, evidence_links, review_comments, verdicts
from app.services.verdict import proposals as drafts
from tests import moderating, publishing
from tests.cast import Cast, actor, jury_of, texts
from tests.deliberation import juror_actors, set_stage, vote_all, words
from tests.evidence import add_document
from tests.room import Sitting, open_room

CANARIES = ("Canary", " Person", "@example.kz", "MODERATED", "CONFIDED")


def play(session: Session, cast: Cast, vault: Vault, now: datetime) -> Jury:
    """From the charge to the published verdict; the claims have the numbers of the comments below."""
    sitting = _begin(session, cast, now)
    library = [add_document(sitting), add_document(sitting, content=b"MODERATED, for it was wrong.", title={
        "en": "Taken back"}, file_name="withdrawn.txt")]
    asked = _hear(sitting)
    made = [drafts.propose(session, _jury(sitting), kind, words(title), **_sign(sitting, "juror")).id
            for kind, title in ((ProposalKind.FINDING, "Old pipes"), (ProposalKind.RECOMMENDATION, "Mend them"))]
    numbers = _claim(sitting, library[0].id, asked)
    _link(sitting, made, numbers, [one.id for one in library])
    documents.withdraw_document(session, _jury(sitting), library[1].id, "wrong numbers",
                                **_sign(sitting, "organizer"))
    _review(sitting)
    _decide(sitting, vault, made)
    return _publish(session, cast, vault)


def _begin(session: Session, cast: Cast, now: datetime) -> Sitting:
    jury = jury_of(session, cast)
    juries.write_charge(session, jury, ChargeTexts(
        texts("What should be done about the water?"), texts("In"), texts("Out"), texts("Powers"), texts("Promise")),
        actor=actor(session, cast, "organizer"), now=now)
    for number in range(4):
        person = people.add_person(session, f"Extra Person {number}", email=f"extra{number}@example.kz", now=now)
        memberships.join(session, jury, person, Role.JUROR, now=now)
    session.execute(update(Membership).where(Membership.jury_id == jury.id, Membership.role != Role.EXPERT).values(
        alias="Canary"))
    expert = session.scalars(select(Membership).where(
        Membership.jury_id == jury.id, Membership.role == Role.EXPERT)).one()
    memberships.declare_stance(session, expert, topic=texts("Pipes"), stance=texts("For new pipes"),
                               interests=texts("Sells pipes"))
    sitting = open_room(session, cast, now)
    item = next(one for one in agenda.items_in_order(session, jury.id) if one.kind is ItemKind.HEARING)
    hearings.change_hearing(session, jury, item.id, HearingFrame(item.session_id, expert.id, 20),
                            reason="for the test", **_sign(sitting, "organizer"))
    return sitting


def _hear(sitting: Sitting) -> tuple[int, int]:
    """The hearing: a question that is answered in part, one that is hidden, and what the witness and a juror say."""
    session, room = sitting.session, sitting.room
    sitting.enter(ItemKind.HEARING)
    answered = moderating.ask(sitting, text="How old are the pipes?")
    hidden = moderating.ask(sitting, who="second_juror", text="MODERATED question")
    for one in (answered, hidden):
        questions.note_asked(session, room, one, reason="the next in order", **sitting.by("facilitator"))
    questions.answer_question(session, room, answered, "Forty years, in the mean.", page_language="en",
                              **sitting.by("expert"))
    questions.mark_answer(session, room, answered, AnswerMark.PARTLY, **sitting.by("juror"))
    moderating.hide(sitting, hidden, kind=TargetKind.QUESTION)
    agenda.extend_item(session, room, 10, "many questions", **sitting.by("facilitator", after=60))
    agenda.end_item(session, room, **sitting.by("facilitator", after=1500))
    return answered, hidden


def _claim(sitting: Sitting, document: int, asked: tuple[int, int]) -> dict[int, int]:
    """Number → id. 1 document, 2 witness (against 1), 3 juror, 4 answer, 5 record, 6 a hidden question, 7 withdrawn."""
    sitting.enter(ItemKind.PLENARY)
    said = statements.post_statement(sitting.session, sitting.room, "CONFIDED in the room", page_language="en",
                                     **sitting.by("second_juror"))
    expert, juror = (moderating.member(sitting, who) for who in ("expert", "juror"))
    sources = [
        ("Half of the pipes are old.", Source(ClaimSource.DOCUMENT, document, 3)),
        ("The pipes will last.", Source(ClaimSource.MEMBER, expert)),
        ("Water is brown in the morning.", Source(ClaimSource.MEMBER, juror)),
        ("The mean age is forty years.", Source(ClaimSource.ANSWER, asked[0])),
        ("Bills doubled.", Source(ClaimSource.STATEMENT, said.data["statement"])),
        ("Nobody knows.", Source(ClaimSource.ANSWER, asked[1])),
        ("MODERATED claim", Source(ClaimSource.MEMBER, juror)),
    ]
    rows = [claims.add_claim(sitting.session, _jury(sitting), text, source, page_language="en",
                             **sitting.by("juror")) for text, source in sources]
    return {row.number: row.id for row in rows}


def _link(sitting: Sitting, made: list[int], claim: dict[int, int], library: list[int]) -> None:
    session, jury, chair = sitting.session, _jury(sitting), _sign(sitting, "facilitator")
    claims.link_claim(session, jury, claim[1], Bearing.CONTRADICTS, claim[2], **chair)
    claims.link_document(session, jury, claim[3], Bearing.SUPPORTS, place_of(session, jury, library[0], 2), **chair)
    for number in (1, 3, 4, 6, 7):
        evidence_links.link_claim(session, jury, made[0], Bearing.SUPPORTS, claim[number], **chair)
    evidence_links.link_document(session, jury, made[0], Bearing.SUPPORTS, place_of(session, jury, library[1]), **chair)
    evidence_links.link_claim(session, jury, made[1], Bearing.SUPPORTS, claim[5], **chair)
    claims.withdraw_claim(session, jury, claim[7], "MODERATED", **chair)
    marks = [Trust.STRONG] * 5 + [Trust.WEAK, Trust.UNSURE]
    for one, trust in zip(juror_actors(session, sitting.cast), marks, strict=True):
        claim_trust.mark_trust(session, jury, claim[1], trust, actor=one, now=sitting.now)


def _review(sitting: Sitting) -> None:
    session, jury = sitting.session, _jury(sitting)
    review = draft_reviews.open_review(session, jury, sitting.now + timedelta(hours=2), **_sign(sitting, "facilitator"))
    said = review_comments.comment(session, jury, review.clauses[0].id, "Say how old.", page_language="en",
                                   **_sign(sitting, "expert"))
    review_comments.answer(session, jury, said.id, CommentAnswer.DECLINED, "It is in the why.",
                           **_sign(sitting, "facilitator"))
    draft_reviews.close_review(session, jury, **_sign(sitting, "facilitator"))


def _decide(sitting: Sitting, vault: Vault, made: list[int]) -> None:
    session, jury = sitting.session, _jury(sitting)
    ballot = ballots.open_ballot(session, jury, made, vault=vault, **_sign(sitting, "facilitator"))
    vote_all(session, sitting.cast, ballot, [Choice.YES] * len(juror_actors(session, sitting.cast)), vault=vault)
    ballots.count_ballot(session, jury, ballot.number, vault=vault, **_sign(sitting, "facilitator"))


def _publish(session: Session, cast: Cast, vault: Vault) -> Jury:
    jury = set_stage(session, cast, Stage.VERDICT)
    verdict = publishing.write(session, cast)
    publishing.sign_off(session, cast, vault)
    verdicts.publish(session, jury, seen=verdicts.mark_of(verdict), actor=actor(session, cast, "organizer"),
                     now=publishing.NOW)
    return jury


def finding_of(session: Session, jury: Jury) -> Proposal:
    return session.scalars(select(Proposal).where(
        Proposal.jury_id == jury.id, Proposal.kind == ProposalKind.FINDING)).one()


def _jury(sitting: Sitting) -> Jury:
    return jury_of(sitting.session, sitting.cast)


def _sign(sitting: Sitting, who: str) -> dict[str, Any]:
    return moderating.signature(sitting, who)
