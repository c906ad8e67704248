"""A ballot is opened while several people type: what was acknowledged is in the frozen version, nothing comes after."""
from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from flask import Flask

from app.domain.errors import Conflict
from app.domain.phases import ProposalState
from app.extensions import db
from app.models import Draft, Proposal
from app.services.drafting import drafts
from app.services.verdict import ballots, proposals
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, propose, sit, vault_of
from tests.drafting import Browser

WRITERS = ("juror", "second_juror", "third_juror")


def test_the_freeze_is_one_moment(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        sit(session, cast)
        number = propose(session, cast).id
    is_typing = Event()
    with ThreadPoolExecutor(len(WRITERS)) as pool:
        typists = [pool.submit(type_until_refused, app, cast, number, who, is_typing) for who in WRITERS]
        assert is_typing.wait(20)
        time.sleep(0.1)
        with app.app_context(), transaction() as session:
            ballots.open_ballot(session, jury_of(session, cast), [number], vault=vault_of(app), now=NOW,
                                actor=actor(session, cast, "facilitator"))
        acknowledged = [word for typist in typists for word in typist.result(timeout=30)]
    with app.app_context():
        proposal = db.session.get_one(Proposal, number)
        frozen = proposals.words_of(proposal).body["kk"]
        assert proposal.state is ProposalState.ON_BALLOT
        assert frozen == db.session.get_one(Draft, number).words["body.kk"]
        assert len(acknowledged) > 1 and all(word in frozen.split() for word in acknowledged)


def type_until_refused(app: Flask, cast: Cast, number: int, who: str, is_typing: Event) -> list[str]:
    """Word after word at the front, until the draft is closed; returns what was acknowledged."""
    acknowledged: list[str] = []
    with app.app_context():
        for turn in range(2000):
            word = f"{who}{turn}"
            browser = Browser(db.session.get_one(Draft, number).state)
            browser.write(f"{word} {browser.read()}")
            try:
                with transaction() as session:
                    drafts.change(session, session.get_one(Proposal, number), browser.outbox[0], now=NOW,
                                  actor=actor(session, cast, who))
            except Conflict as refused:
                assert refused.code == "proposal_is_not_a_draft"
                return acknowledged
            acknowledged.append(word)
            is_typing.set()
            time.sleep(0.01)  # nobody types faster; on SQLite the chair waits for a gap
    raise AssertionError("nobody froze it")
