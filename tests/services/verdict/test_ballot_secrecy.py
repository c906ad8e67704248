"""An attacker with the database, its log and a backup taken between every two votes links no better than by chance.

The control is the same attack on two plain tables, a roll and an anonymous list of votes: it links everybody.
"""
from __future__ import annotations

import json
import logging
import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.phases import Choice
from app.domain.roles import Actor
from app.models import Ballot
from app.services.vault import Vault
from app.services.verdict import ballot_box, ballots
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of
from tests.deliberation import juror_actors, open_ballot, sit, vault_of

JURORS = 20
ROUNDS = 3
# About one link a round is chance: three of sixty. Twenty would be a leak (p < 1e-10).
CHANCE = 20
Pattern = tuple[str, ...]
Backup = dict[str, list[dict[str, Any]]]


def patterns(seed: int) -> list[Pattern]:
    """Everybody votes differently, so that a link is a link."""
    every = list(product(("yes", "no", "abstain"), repeat=3))
    return random.Random(seed).sample(every, JURORS)


def backup(session: Session, *tables: str) -> Backup:
    """Everything that a copy of these tables shows, with the system's own row numbers."""
    is_postgres = session.get_bind().dialect.name == "postgresql"
    hidden = "xmin::text AS hidden, ctid::text AS place" if is_postgres else "rowid AS hidden"
    return {table: [dict(row._mapping) for row in session.execute(text(f"SELECT {hidden}, * FROM {table}"))]
            for table in tables}


def by_difference(before: Backup, after: Backup) -> Pattern | None:
    """What is new between two backups and can be read as a vote."""
    old = {repr(row) for rows in before.values() for row in rows}
    for rows in after.values():
        for row in rows:
            if repr(row) not in old:
                for value in row.values():
                    found = _as_pattern(value)
                    if found:
                        return found
    return None


def by_transaction(after: Backup, roll: str, box: str) -> dict[Any, Pattern]:
    """Rows of the roll and of the votes that carry the same transaction or row number."""
    votes = {row["hidden"]: _as_pattern(value) for row in after[box] for value in row.values() if _as_pattern(value)}
    return {row["membership_id"]: votes[row["hidden"]] for row in after[roll] if row["hidden"] in votes}


def _as_pattern(value: Any) -> Pattern | None:
    try:
        words = json.loads(value)
    except (TypeError, ValueError):
        return None
    is_vote = isinstance(words, list) and len(words) == 3 and set(words) <= {"yes", "no", "abstain"}
    return tuple(words) if is_vote else None


@pytest.fixture
def plain_tables(session: Session) -> Iterator[Session]:
    """The design that does not work: a roll, and a list of votes without names."""
    session.execute(text("CREATE TABLE plain_roll (membership_id INTEGER PRIMARY KEY, has_voted INTEGER)"))
    session.execute(text("CREATE TABLE plain_vote (choices TEXT)"))
    session.commit()
    yield session
    session.execute(text("DROP TABLE plain_roll"))
    session.execute(text("DROP TABLE plain_vote"))
    session.commit()


def test_control_two_plain_tables_link_everybody(plain_tables: Session) -> None:
    chosen = patterns(1)
    session, linked = plain_tables, 0
    for juror, pattern in enumerate(chosen):
        before = backup(session, "plain_roll", "plain_vote")
        session.execute(text("INSERT INTO plain_roll VALUES (:juror, 1)"), {"juror": juror})
        session.execute(text("INSERT INTO plain_vote VALUES (:choices)"), {"choices": json.dumps(pattern)})
        session.commit()
        linked += by_difference(before, backup(session, "plain_roll", "plain_vote")) == pattern
    assert linked == JURORS
    if session.get_bind().dialect.name == "postgresql":
        found = by_transaction(backup(session, "plain_roll", "plain_vote"), "plain_roll", "plain_vote")
        assert [found[juror] for juror in range(JURORS)] == chosen


class Watched:
    """A ballot, and everything that an attacker copies while it runs."""

    def __init__(self, app: Flask, cast: Cast, seed: int) -> None:
        self.app, self.cast, self.vault, self.chosen = app, cast, vault_of(app), patterns(seed)
        self.backups: list[Backup] = []
        self.order = random.Random(seed + 100).sample(range(JURORS), JURORS)
        self.receipts: list[str] = []

    def run(self) -> None:
        self._in_transaction(self._copy)
        for place in self.order:
            self._in_transaction(lambda session, place=place: self._vote(session, place))
            self._in_transaction(self._copy)

    def _in_transaction(self, step: Callable[[Session], None]) -> None:
        with self.app.app_context(), transaction() as session:
            step(session)

    def ballot(self, session: Session) -> Ballot:
        return ballots.ballots_of(session, jury_of(session, self.cast))[-1]

    def _copy(self, session: Session) -> None:
        self.backups.append(backup(session, "ballot", "ballot_voter", "ballot_item", "room_event", "record_entry"))

    def _vote(self, session: Session, place: int) -> None:
        ballot, voter = self.ballot(session), juror_actors(session, self.cast)[place]
        self.receipts.append(ballot_box.new_receipt())
        ballots.cast_ballot(session, jury_of(session, self.cast), ballot.number, self._choices(ballot, voter, place),
                            receipt=self.receipts[-1], vault=self.vault, actor=voter)

    def _choices(self, ballot: Ballot, _voter: Actor, place: int) -> dict[int, Choice]:
        return {item.id: Choice(word) for item, word in zip(ballot.items, self.chosen[place], strict=True)}


@pytest.fixture
def watched(app: Flask, cast: Cast) -> Iterator[list[Watched]]:
    with app.app_context(), transaction() as session:
        sit(session, cast, extra_jurors=JURORS - 3)
    made = []
    for seed in range(ROUNDS):
        with app.app_context(), transaction() as session:
            open_ballot(session, cast, vault_of(app), (f"A{seed}", f"B{seed}", f"C{seed}"))
        made.append(Watched(app, cast, seed))
        made[-1].run()
    yield made


def test_what_an_attacker_copies_links_nobody(app: Flask, watched: list[Watched]) -> None:
    """One run, four attacks: votes are slow to cast and the attacks are quick."""
    backups_between_votes_link_nobody(watched)
    every_box_is_as_long_as_every_other(watched)
    the_order_inside_the_opened_box_is_chance(app, watched)
    every_receipt_is_in_the_box(app, watched)


def backups_between_votes_link_nobody(watched: list[Watched]) -> None:
    for found in watched:
        guesses = [by_difference(before, after) for before, after in pairwise(found.backups)]
        assert guesses == [None] * JURORS
        assert by_transaction(found.backups[-1], "ballot_voter", "ballot") == {}


def every_box_is_as_long_as_every_other(watched: list[Watched]) -> None:
    """Not even the number of votes inside can be seen from outside."""
    for found in watched:
        boxes = [row["box"] for copy in found.backups for row in copy["ballot"] if row["box"] is not None]
        assert len({len(box) for box in boxes}) == 1
        assert len(set(map(bytes, boxes))) >= JURORS + 1


def the_order_inside_the_opened_box_is_chance(app: Flask, watched: list[Watched]) -> None:
    """Even somebody who sees the box open finds the votes in no order: about one juror a round sits right by chance."""
    linked = 0
    marks = {"y": "yes", "n": "no", "a": "abstain"}
    with app.app_context(), transaction() as session:
        for found, ballot in zip(watched, ballots.ballots_of(session, jury_of(session, watched[0].cast)), strict=True):
            content = json.loads(vault_of(app).open_key(ballot.key_sealed).decrypt(ballot.box or b""))
            inside = [tuple(marks[letter] for letter in entry) for entry in content["entries"]]
            assert sorted(inside) == sorted(found.chosen)
            linked += sum(pattern == found.chosen[place] for pattern, place in zip(inside, found.order, strict=True))
    assert linked < CHANCE


def every_receipt_is_in_the_box(app: Flask, watched: list[Watched]) -> None:
    with app.app_context(), transaction() as session:
        key = vault_of(app)
        for found, ballot in zip(watched, ballots.ballots_of(session, jury_of(session, watched[0].cast)), strict=True):
            assert all(ballots.is_in_box(session, ballot, code, vault=key) for code in found.receipts)


def test_the_log_says_neither_choice_nor_receipt(app: Flask, cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    """Every statement with its values, as a database or a chatty log would keep it."""
    with app.app_context(), transaction() as session:
        sit(session, cast, extra_jurors=JURORS - 3)
        open_ballot(session, cast, vault_of(app), ("A", "B", "C"))
    found = Watched(app, cast, 7)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.INFO)
    try:
        with caplog.at_level(logging.INFO):
            found.run()
    finally:
        logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)
    said = caplog.text
    assert "UPDATE ballot_voter" in said  # the log is really on
    assert not re.findall(r"""['"][yna]{3}['"]|Choice\.|"(?:yes|no|abstain)\"""", said)
    hashes = [ballot_box.receipt_hash(code) for code in found.receipts]
    plain = map(ballot_box.normal_receipt, found.receipts)
    assert not [code for code in [*found.receipts, *hashes, *plain] if code in said]


def test_counting_destroys_the_key_and_the_box(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        sit(session, cast, extra_jurors=JURORS - 3)
        open_ballot(session, cast, vault_of(app), ("A", "B", "C"))
    found = Watched(app, cast, 9)
    found.run()
    vault: Vault = vault_of(app)
    with app.app_context(), transaction() as session:
        ballot = found.ballot(session)
        ballots.count_ballot(session, jury_of(session, cast), ballot.number, vault=vault, now=ballot.opened_at,
                             actor=actor(session, cast, "facilitator"))
        row = backup(session, "ballot")["ballot"][0]
        assert (row["box"], row["key_sealed"]) == (None, None)


