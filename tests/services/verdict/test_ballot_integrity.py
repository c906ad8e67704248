"""Whoever changes a ballot in the tables, with or without its key, is found out before anything is counted."""
from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.phases import BallotState, Choice, ProposalState
from app.models import Ballot, BallotVoter
from app.services import records
from app.services.vault import Vault
from app.services.verdict import ballots
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, cast_vote, juror_actors, open_ballot, propose, sit, vault_of

YES, NO = Choice.YES, Choice.NO


class Scene:
    """Six jurors; five have voted in ballot 1; a second ballot runs beside it."""

    def __init__(self, session: Session, cast: Cast, vault: Vault) -> None:
        self.session, self.cast, self.vault = session, cast, vault
        sit(session, cast, extra_jurors=3)
        self.ballot = open_ballot(session, cast, vault, ("Water", "Air"))
        self.other = open_ballot(session, cast, vault, ("Land", "Fire"))
        self.voters = juror_actors(session, cast)
        self.boxes = [self.ballot.box]
        for place, voter in enumerate(self.voters[:5]):
            cast_vote(session, cast, self.ballot, voter, NO if place % 2 else YES, vault=vault)
            cast_vote(session, cast, self.other, voter, YES, vault=vault)
            session.refresh(self.ballot)
            self.boxes.append(self.ballot.box)

    def set_ballot(self, **values: Any) -> None:
        self.session.execute(update(Ballot).where(Ballot.id == self.ballot.id).values(**values))

    def run(self, statement: str, **values: Any) -> None:
        self.session.execute(text(statement), {"ballot": self.ballot.id, **values})

    def key(self) -> Any:
        return self.vault.open_key(self.ballot.key_sealed)

    def rewrite(self, change: Callable[[dict[str, Any]], None]) -> None:
        """What somebody with the ballot's key can do."""
        content = json.loads(self.key().decrypt(self.ballot.box))
        change(content)
        self.set_ballot(box=self.key().encrypt(json.dumps(content).encode()))


@pytest.fixture
def scene(session: Session, cast: Cast, app: Flask) -> Scene:
    return Scene(session, cast, vault_of(app))


def is_noticed(scene: Scene) -> bool:
    """The next vote is refused, and the count ends as damaged with nothing counted."""
    scene.session.expire_all()
    return _vote_is_refused(scene) and _count_finds_damage(scene)


def _vote_is_refused(scene: Scene) -> bool:
    try:
        with scene.session.begin_nested():
            cast_vote(scene.session, scene.cast, scene.ballot, scene.voters[5], YES, vault=scene.vault)
    except DomainError as error:
        return error.code in {"ballot_box_is_damaged", "not_on_the_roll", "choice_is_missing"}
    return False


def _count_finds_damage(scene: Scene) -> bool:
    ballot = ballots.count_ballot(scene.session, jury_of(scene.session, scene.cast), 1, vault=scene.vault, now=NOW,
                                  actor=actor(scene.session, scene.cast, "facilitator"), reason="test")
    counted = [item.yes for item in ballot.items if item.yes is not None]
    recorded = records.entries_of(scene.session, scene.cast.jury_id)[-1].kind
    return ballot.state is BallotState.DAMAGED and not counted and recorded == "ballot_damaged"


def first_voter(scene: Scene) -> int:
    return next(iter(scene.voters[0].memberships.values()))


def drop_an_entry(content: dict[str, Any]) -> None:
    place = next(place for place, row in enumerate(content["entries"]) if row != "--")
    content["entries"][place] = "--"


def drop_a_vote_whole(content: dict[str, Any]) -> None:
    drop_an_entry(content)
    place = next(place for place, code in enumerate(content["receipts"]) if not code.startswith("-"))
    content["receipts"][place] = "-" * 64


def stuff(content: dict[str, Any]) -> None:
    content["entries"][content["entries"].index("--")] = "yy"
    content["receipts"][content["receipts"].index("-" * 64)] = "f" * 64


def copy_a_vote(content: dict[str, Any]) -> None:
    codes = [place for place, code in enumerate(content["receipts"]) if not code.startswith("-")]
    content["receipts"][codes[0]] = content["receipts"][codes[1]]


def write_nonsense(content: dict[str, Any]) -> None:
    content["entries"] = [row.replace("y", "Y") for row in content["entries"]]


TAMPERINGS: dict[str, Callable[[Scene], None]] = {
    "drop: an older box": lambda scene: scene.set_ballot(box=scene.boxes[3]),
    "drop: the empty box": lambda scene: scene.set_ballot(box=scene.boxes[0]),
    "drop: no box at all": lambda scene: scene.set_ballot(box=b""),
    "move: the box of another ballot": lambda scene: scene.set_ballot(box=scene.other.box),
    "move: box and key of another ballot": lambda scene: scene.set_ballot(
        box=scene.other.box, key_sealed=scene.other.key_sealed),
    "roll: a voter added": lambda scene: scene.run(
        "INSERT INTO ballot_voter (ballot_id, membership_id, has_voted) VALUES (:ballot, 1, false)"),
    "roll: a voter removed": lambda scene: scene.run(
        "DELETE FROM ballot_voter WHERE ballot_id = :ballot AND membership_id = :voter",
        voter=next(iter(scene.voters[5].memberships.values()))),
    "roll: marked as not voted": lambda scene: void(scene.session.execute(update(BallotVoter).where(
        BallotVoter.ballot_id == scene.ballot.id, BallotVoter.membership_id == first_voter(scene)).values(
        has_voted=False))),
    "terms: a lower threshold": lambda scene: scene.set_ballot(threshold=1),
    "terms: a lower quorum": lambda scene: scene.set_ballot(quorum=1),
    "items: another text": lambda scene: scene.run(
        "UPDATE ballot_item SET proposal_version = 2 WHERE ballot_id = :ballot"),
    "items: another proposal": lambda scene: scene.run(
        "UPDATE ballot_item SET proposal_id = :other WHERE ballot_id = :ballot AND position = 1",
        other=propose(scene.session, scene.cast, "Smuggled in").id),
    "items: two exchanged": lambda scene: scene.run(
        "UPDATE ballot_item SET position = 3 - position WHERE ballot_id = :ballot"),
    "with the key: a choice dropped": lambda scene: scene.rewrite(drop_an_entry),
    "with the key: a vote dropped whole": lambda scene: scene.rewrite(drop_a_vote_whole),
    "with the key: a vote stuffed": lambda scene: scene.rewrite(stuff),
    "with the key: one vote put in place of another": lambda scene: scene.rewrite(copy_a_vote),
    "with the key: nonsense": lambda scene: scene.rewrite(write_nonsense),
}


def void(_value: object) -> None: ...


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_noticed(scene: Scene, what: str) -> None:
    TAMPERINGS[what](scene)
    assert is_noticed(scene)


def test_any_changed_byte_is_noticed(scene: Scene) -> None:
    """A hundred times one byte at a random place: the count, tried and rolled back, finds damage every time."""
    chance, whole = random.Random(5), bytes(scene.ballot.box or b"")
    for _ in range(100):
        place = chance.randrange(len(whole))
        scene.set_ballot(box=whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(7))]) + whole[place + 1:])
        with pytest.raises(Rollback), scene.session.begin_nested():
            scene.session.expire_all()
            assert _count_finds_damage(scene)
            raise Rollback


class Rollback(Exception):
    """Undo a trial count."""


def test_control_an_untouched_ballot_is_counted(scene: Scene) -> None:
    cast_vote(scene.session, scene.cast, scene.ballot, scene.voters[5], YES, vault=scene.vault)
    ballot = ballots.count_ballot(scene.session, jury_of(scene.session, scene.cast), 1, vault=scene.vault, now=NOW,
                                  actor=actor(scene.session, scene.cast, "facilitator"))
    assert ballot.state is BallotState.COUNTED
    assert [(item.yes, item.no) for item in ballot.items] == [(4, 2), (4, 2)]


def test_the_proposals_of_a_damaged_ballot_can_be_voted_on_again(scene: Scene) -> None:
    scene.set_ballot(box=scene.boxes[3])
    assert is_noticed(scene)
    assert [item.proposal.state for item in scene.ballot.items] == [ProposalState.DRAFT] * 2


def test_a_wrong_secret_destroys_nothing(scene: Scene) -> None:
    """Started with another secret by mistake: the count refuses, and the box waits for the right one."""
    before = scene.ballot.box
    with pytest.raises(DomainError, match="key_is_erased"):
        ballots.count_ballot(scene.session, jury_of(scene.session, scene.cast), 1, vault=Vault("another secret"),
                             now=NOW, actor=actor(scene.session, scene.cast, "facilitator"), reason="test")
    scene.session.refresh(scene.ballot)
    assert (scene.ballot.state, scene.ballot.box) == (BallotState.OPEN, before)
