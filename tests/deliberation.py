"""A jury that sits: proposals, a ballot and votes, made through the services that real people use."""
from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.phases import Choice, ProposalKind
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Ballot, Jury, Membership, Proposal
from app.services.accounts import actors, memberships, people
from app.services.room import rooms
from app.services.vault import Vault
from app.services.verdict import ballot_box, ballots, proposals
from app.services.verdict.proposals import ProposalTexts
from tests.cast import Cast, actor, jury_of, texts

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def vault_of(app: Flask) -> Vault:
    return app.extensions["alqa.vault"]


def set_stage(session: Session, cast: Cast, stage: Stage) -> Jury:
    """Put the jury straight to a stage: the way there has its own tests."""
    session.execute(update(Jury).where(Jury.id == cast.jury_id).values(stage=stage))
    jury = jury_of(session, cast)
    session.refresh(jury)
    return jury


def sit(session: Session, cast: Cast, *, extra_jurors: int = 0) -> Jury:
    """Begin the deliberation, with `extra_jurors` beside the three of the cast."""
    jury = set_stage(session, cast, Stage.DELIBERATION)
    rooms.ensure_room(session, jury.id, now=NOW)
    for number in range(extra_jurors):
        person = people.add_person(session, f"Juror {number}", email=f"extra{number}@example.kz", now=NOW)
        memberships.join(session, jury, person, Role.JUROR, now=NOW)
    return jury


def words(title: str) -> ProposalTexts:
    return ProposalTexts(title=texts(title), body=texts(f"{title}: the whole text"), why=texts(f"Why {title}"))


def propose(session: Session, cast: Cast, title: str = "Clean water",
            kind: ProposalKind = ProposalKind.RECOMMENDATION) -> Proposal:
    return proposals.propose(session, jury_of(session, cast), kind, words(title), actor=actor(session, cast, "juror"),
                             now=NOW)


def open_ballot(session: Session, cast: Cast, vault: Vault, titles: tuple[str, ...] = ("Clean water",)) -> Ballot:
    ids = [propose(session, cast, title).id for title in titles]
    return ballots.open_ballot(session, jury_of(session, cast), ids, vault=vault,
                               actor=actor(session, cast, "facilitator"), now=NOW)


def juror_actors(session: Session, cast: Cast) -> list[Actor]:
    """Every juror of the jury as an actor, in order of joining."""
    rows = session.scalars(select(Membership).where(
        Membership.jury_id == cast.jury_id, Membership.role == Role.JUROR).order_by(Membership.id))
    return [actors.actor_for(session, row.person, cast.jury_id) for row in rows]


def cast_vote(session: Session, cast: Cast, ballot: Ballot, voter: Actor, choice: Choice, *, vault: Vault,
              receipt: str | None = None) -> str:
    """Seal the same choice on every item; returns the receipt."""
    receipt = receipt or ballot_box.new_receipt()
    ballots.cast_ballot(session, jury_of(session, cast), ballot.number, {item.id: choice for item in ballot.items},
                        receipt=receipt, vault=vault, actor=voter)
    return receipt


def vote_all(session: Session, cast: Cast, ballot: Ballot, choices: list[Choice], *, vault: Vault) -> list[str]:
    voters = juror_actors(session, cast)
    return [cast_vote(session, cast, ballot, voter, choice, vault=vault)
            for voter, choice in zip(voters, choices, strict=True)]


def adopt(session: Session, cast: Cast, vault: Vault, *titles: str) -> Ballot:
    """Vote recommendations through, unanimously."""
    ballot = open_ballot(session, cast, vault, titles)
    vote_all(session, cast, ballot, [Choice.YES] * len(juror_actors(session, cast)), vault=vault)
    return ballots.count_ballot(session, jury_of(session, cast), ballot.number, vault=vault,
                                actor=actor(session, cast, "facilitator"), now=NOW)
