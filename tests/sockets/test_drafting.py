"""Writing together over sockets: letters reach everybody after the commit, nothing is lost, nobody else gets in."""
from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app import transaction as transactions
from app.domain.stages import Stage
from app.extensions import db
from app.models import Draft, Membership
from app.services.accounts import memberships
from app.sockets.pulse import Pulse
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, propose, set_stage
from tests.drafting import Browser
from tests.sockets.conftest import Phone

Live = Callable[[str], Phone]
CLAUSE = "body.kk"


class Writer:
    """A phone with the draft open."""

    def __init__(self, phone: Phone, proposal_id: int, state: bytes) -> None:
        self.phone, self.proposal_id, self.browser = phone, proposal_id, Browser(state)

    def open(self) -> dict[str, Any]:
        return self._call("draft_open", {"language": "kk"})

    def write(self, text: str, command_id: str = "c1", **changes: Any) -> dict[str, Any]:
        self.browser.write(text, CLAUSE)
        return self.send(self.browser.outbox[-1], command_id, **changes)

    def send(self, content: bytes, command_id: str = "c1", **changes: Any) -> dict[str, Any]:
        return self._call("draft_change", {"change": b64encode(content).decode(), "command_id": command_id} | changes)

    def _call(self, name: str, fields: dict[str, Any]) -> dict[str, Any]:
        return self.phone.call(name, {"room": str(self.phone.room_id), "proposal": str(self.proposal_id),
                                      "after": self.browser.seq} | fields)

    def heard(self) -> list[int]:
        return [event["seq"] for event in self.phone.events("draft_changed")]


@pytest.fixture
def writer(app: Flask, cast: Cast, live: Live) -> Callable[[str], Writer]:
    with app.app_context():
        with transaction() as session:
            number = propose(session, cast).id
        state = db.session.get_one(Draft, number).state
    return lambda who: Writer(live(who), number, state)


def test_letters_reach_everybody_who_has_it_open(writer: Callable[[str], Writer]) -> None:
    one, two = writer("juror"), writer("second_juror")
    for each in (one, two):
        assert each.open()["ok"]
    assert one.write("Таза су 😀") == {"ok": True, "seq": 2}
    (event,) = two.phone.events("draft_changed")
    assert (event["seq"], event["alias"], event["clauses"]) == (2, "Juror", [CLAUSE])
    answer = two.open()
    assert (answer["seq"], [change["seq"] for change in answer["changes"]]) == (2, [2])


def test_a_death_between_commit_and_broadcast_loses_nothing(
        writer: Callable[[str], Writer], monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = writer("juror"), writer("second_juror")
    one.open(), two.open()
    with monkeypatch.context() as dead:
        dead.setattr(transactions, "_announcers", [])  # committed, and nobody was told
        assert one.write("Таза су")["seq"] == 2
    assert two.heard() == []
    assert [change["seq"] for change in two.open()["changes"]] == [2], "whoever asks gets it"
    assert one.send(one.browser.outbox[-1])["seq"] == 2
    assert two.heard() == [2], "sent again, it is told again"


def test_who_was_removed_is_refused_at_once_and_cut_off(
        app: Flask, cast: Cast, writer: Callable[[str], Writer]) -> None:
    one, two = writer("juror"), writer("second_juror")
    one.open(), two.open()
    with app.app_context(), transaction() as session:
        (number,) = actor(session, cast, "juror").memberships.values()
        memberships.end_membership(session, jury_of(session, cast), session.get_one(Membership, number).id, now=NOW,
                                   actor=actor(session, cast, "organizer"))
    assert one.write("x")["code"] == "room_not_found"
    with app.app_context():
        Pulse().sweep()
    assert not one.phone.socket.is_connected() and two.phone.socket.is_connected()


@pytest.mark.parametrize("who", ["expert", "overseer", "organizer", "observer", "outsider"])
def test_nobody_else_opens_or_writes(writer: Callable[[str], Writer], who: str) -> None:
    insider, other = writer("juror"), writer(who)
    insider.open()
    assert not other.open()["ok"] and not other.write("x")["ok"]
    insider.write("Таза су", "c2")
    assert other.heard() == []


def test_what_is_too_much_or_no_change_is_refused(
        app: Flask, cast: Cast, writer: Callable[[str], Writer]) -> None:
    one = writer("juror")
    one.open()
    assert one.send(b"\x00" * 50_000)["code"] == "draft_change_too_large"
    for fields in ({"change": "no letters"}, {"change": 7}, {"command_id": ""}, {"after": "x"}, {"after": -1}):
        assert one.send(b"\x01\x02", **fields)["code"] == "draft_change_not_understood", fields
    assert one.send(b"", "c9", proposal="99999")["code"] == "proposal_is_unknown"
    assert one.phone.call("draft_open", ["no", "fields"])["ok"] is False
    with app.app_context(), transaction() as session:
        set_stage(session, cast, Stage.VERDICT)
    assert one.write("Таза су", "c3")["code"] == "jury_is_not_deliberating"


def test_a_flood_is_slowed_down(writer: Callable[[str], Writer]) -> None:
    one = writer("juror")
    answers = [one.open() for _ in range(30)]
    assert answers[0]["ok"] and answers[-1] == {"ok": False, "retry": True}
