"""The room's part of the demo: agenda, documents, statements, questions, proposals, ballot, verdict and replies."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.cli.demo.steps import Play
from app.domain.agenda_templates import AgendaTemplate
from app.domain.phases import Choice, DissentKind, ProposalKind, ProposalState, ReplyStatus
from app.domain.roles import Role
from app.installation import current_vault
from app.models import Jury, Membership, Proposal, Room, Verdict
from app.services.accounts import memberships
from app.services.replies import replies
from app.services.replies.replies import ReplyTexts
from app.services.room import agenda, agenda_plans, codes_of_conduct, documents, questions, rooms, statements
from app.services.verdict import ballot_box, ballots, dissent_signatures, dissents, proposals, sign_offs, verdicts
from app.services.verdict.proposals import ProposalTexts
from app.services.verdict.verdicts import Cases

Texts = dict[str, str]
DISSENTER = 4  # the place of the juror who finds something wrong with the text


def lay_out(play: Play, template: AgendaTemplate) -> None:
    """An agenda from a template; the hearings are given to the experts in turn."""
    with play.step() as (session, jury, actor):
        agenda_plans.use_template(session, jury, template, play.now, actor=actor, now=play.now)


def share_documents(play: Play, items: tuple[tuple[str, str, str, Texts, str], ...]) -> None:
    with play.step() as (session, jury, actor):
        for language, file_name, author, title, body in items:
            upload = documents.Upload(title=title, author=author, stance={}, language=language,
                                      file_name=f"{file_name}.txt", content=body.encode())
            documents.add_document(session, jury, upload, actor=actor, now=play.now)


def run_until(play: Play, item_number: int) -> None:
    """The facilitator starts items one after another, up to this one (counted from 1)."""
    for _ in range(item_number):
        with play.step(Role.FACILITATOR) as (session, jury, actor):
            agenda.start_next(session, _room(session, jury), actor=actor, now=play.now)
        play.pass_time(minutes=4)


def agree_on_conduct(play: Play) -> None:
    """The code of conduct lies before the jury, and each juror agrees to it."""
    with play.step(Role.FACILITATOR) as (session, jury, actor):
        codes_of_conduct.put_before_jury(session, jury, actor=actor, now=play.now)
        for juror in _members(session, jury, Role.JUROR):
            codes_of_conduct.agree(session, jury, seen=1, actor=play.actor_of(session, jury, juror), now=play.now)


def _room(session: Session, jury: Jury) -> Room:
    return rooms.room_of(session, jury.id)


def _members(session: Session, jury: Jury, role: Role) -> list[Membership]:
    return memberships.members_of(session, jury.id, role)


def say(play: Play, who: str, language: str, body: str) -> None:
    """`who` is facilitator, or juror1, juror2, …"""
    play.pass_time(minutes=1)
    with play.step(Role.FACILITATOR) as (session, jury, facilitator):
        speaker = facilitator
        if who != "facilitator":
            juror = _members(session, jury, Role.JUROR)[int(who.removeprefix("juror")) - 1]
            speaker = play.actor_of(session, jury, juror)
        statements.post_statement(session, _room(session, jury), body, page_language=language, actor=speaker,
                                  now=play.now)


def ask(play: Play, juror: int, expert: int, language: str, body: str) -> None:
    """A juror's question to the expert with this place in the list; two others support it."""
    play.pass_time(minutes=1)
    with play.step() as (session, jury, _actor):
        room, jurors = _room(session, jury), _members(session, jury, Role.JUROR)
        witness = _members(session, jury, Role.EXPERT)[expert]
        questions.ask_question(session, room, body, witness_id=witness.id, page_language=language,
                               actor=play.actor_of(session, jury, jurors[juror]), now=play.now)
        question_id = questions.question_views(session, room)[-1].id
        for place in (juror + 3, juror + 5):
            questions.support_question(session, room, question_id, now=play.now,
                                       actor=play.actor_of(session, jury, jurors[place % len(jurors)]))


def propose(play: Play, kind: ProposalKind, texts: ProposalTexts, juror: int) -> int:
    """A juror writes a finding or recommendation; returns its id."""
    play.pass_time(minutes=3)
    with play.step() as (session, jury, _actor):
        author = _members(session, jury, Role.JUROR)[juror]
        library = [document.id for document in documents.documents_of(session, jury.id)]
        return proposals.propose(session, jury, kind, texts, evidence=library[:2], now=play.now,
                                 actor=play.actor_of(session, jury, author)).id


def vote(play: Play, votes: dict[int, tuple[int, int, int]]) -> None:
    """Open a ballot on these proposals, let every juror seal a vote, and count. `votes`: id → for, against, abstain."""
    vault = current_vault()
    with play.step(Role.FACILITATOR) as (session, jury, actor):
        number = ballots.open_ballot(session, jury, list(votes), vault=vault, actor=actor, now=play.now).number
        jurors = [member.id for member in _members(session, jury, Role.JUROR)]
    for place in range(len(jurors)):
        with play.step() as (session, jury, _actor):
            ballot = ballots.find_ballot(session, jury, number)
            choices = {item.id: _choice(votes[item.proposal_id], place) for item in ballot.items}
            juror = session.get_one(Membership, jurors[place])
            ballots.cast_ballot(session, jury, number, choices, receipt=ballot_box.new_receipt(), vault=vault,
                                actor=play.actor_of(session, jury, juror))
    play.pass_time(minutes=20)
    with play.step(Role.FACILITATOR) as (session, jury, actor):
        ballots.count_ballot(session, jury, number, vault=vault, actor=actor, now=play.now)


def _choice(counts: tuple[int, int, int], place: int) -> Choice:
    votes_for, against, _abstained = counts
    return Choice.YES if place < votes_for else Choice.NO if place < votes_for + against else Choice.ABSTAIN


def dissent(play: Play, proposal_id: int, juror: int, language: str, body: str) -> None:
    play.pass_time(minutes=10)
    with play.step() as (session, jury, _actor):
        jurors = _members(session, jury, Role.JUROR)
        author, friend = (play.actor_of(session, jury, jurors[place]) for place in (juror, juror - 1))
        text = dissents.attach(session, jury, proposal_id, DissentKind.DISSENT, body, language=language,
                               is_named=False, actor=author, now=play.now)
        dissent_signatures.invite(session, jury, text.id, [jurors[juror - 1].id], actor=author, now=play.now)
        dissent_signatures.sign(session, jury, text.id, seen=1, is_named=True, actor=friend, now=play.now)


def publish(play: Play, answer: Texts, process_note: Texts, cases: Cases, remark: tuple[str, str, str]) -> None:
    """Write, let the jurors sign off, publish. One juror finds something wrong, in `remark`: language, words, answer."""
    with play.step() as (session, jury, actor):
        verdicts.write(session, jury, answer, process_note, seen="", cases=cases, actor=actor, now=play.now)
    play.pass_time(hours=3)
    language, words, reply = remark
    with play.step() as (session, jury, actor):
        mark = sign_offs.text_mark(_draft(session, jury))
        sign_offs.ask(session, jury, play.now + timedelta(hours=20), seen=mark, vault=current_vault(), actor=actor,
                      now=play.now)
        for place, juror in enumerate(_members(session, jury, Role.JUROR)[:-1]):
            sign_offs.give(session, jury, seen=mark, is_signed=place != DISSENTER, remark=words, language=language,
                           is_named=False, actor=play.actor_of(session, jury, juror), now=play.now)
        for found in sign_offs.standing(session, jury, _draft(session, jury)).remarks:
            sign_offs.answer_remark(session, jury, found.key, reply, language=language, actor=actor)
    play.pass_time(days=1)
    with play.step() as (session, jury, actor):
        seen = verdicts.mark_of(_draft(session, jury))
        verdicts.publish(session, jury, seen=seen, actor=actor, now=play.now)


def _draft(session: Session, jury: Jury) -> Verdict:
    draft = verdicts.latest(session, jury)
    assert draft is not None, "write() comes first"
    return draft


def answer(play: Play, given: dict[int, tuple[ReplyStatus, Texts]], owner: str) -> None:
    """The authority answers each adopted recommendation, by proposal id."""
    for proposal_id, (status, reasons) in given.items():
        play.wait_for_office()
        with play.step(Role.COMMISSIONER) as (session, jury, actor):
            if session.get_one(Proposal, proposal_id).state is ProposalState.ADOPTED:
                texts = ReplyTexts(status, reasons, owner, (play.now + timedelta(days=180)).date())
                replies.reply(session, jury, proposal_id, texts, version=0, actor=actor, now=play.now)
