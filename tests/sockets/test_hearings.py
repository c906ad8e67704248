"""Hearings live: clocks change hands for all who watch, the count follows, requests stay with the chair."""
from __future__ import annotations

from collections.abc import Callable

from app.domain.phases import ItemKind
from tests.cast import Cast
from tests.sockets.conftest import Phone

Live = Callable[[str], Phone]
HEARINGS = "/en/juries/water-2026/hearings/"


def patches(phone: Phone) -> dict[str, str]:
    """The last patch for each place, as a page ends up."""
    return {patch["target"]: patch.get("html", "") for event in phone.events() for patch in event["patches"]}


def test_clocks_and_counts_are_live(live: Live, enter: Callable[[ItemKind], None]) -> None:
    enter(ItemKind.QUESTION_ROUND)
    juror, chair, expert = live("juror"), live("facilitator"), live("expert")
    for phone in (juror, chair, expert):
        assert phone.join(after=10**6)["ok"]
    juror.command("ask", text="Why?", witness="")
    assert 'class="badge">1<' in patches(chair)["questions-count"]
    expert.command("raise_hand", kind="speak")
    assert "The clock runs" not in patches(expert)["sides"]
    request = [part.split('"')[0] for part in patches(chair)["floor"].split('name="request" value="')[1:]]
    chair.command("give_floor", request=request[0])
    for phone in (juror, chair, expert):
        shown = patches(phone)
        assert "The clock runs" in shown["sides"]
        assert shown["room-sides"]
    enter(ItemKind.DRAFTING)
    assert patches(juror)["room-sides"] == "", "no clock of the hearings in the deliberation"


def test_a_request_to_reply_is_live_for_the_chair_alone_until_it_is_granted(
        live: Live, cast: Cast, enter: Callable[[ItemKind], None]) -> None:
    enter(ItemKind.HEARING)
    juror, chair, expert = live("juror"), live("facilitator"), live("expert")
    for phone in (juror, chair):
        assert phone.join(after=10**6)["ok"]
    expert.browser.send(f"{HEARINGS}replies", {"text": "That is not so.", "statement": "", "command_id": "a"},
                        page=f"{HEARINGS}green-room")
    assert "That is not so." in patches(chair)["replies"]
    assert "That is not so." not in str(juror.events())
    page = chair.browser.get(HEARINGS).get_data(as_text=True)
    request = page.split('name="request" value="')[1].split('"')[0]
    chair.browser.send(f"{HEARINGS}replies/grant", {"request": request, "command_id": "g"}, page=HEARINGS)
    shown = patches(juror)
    assert "That is not so." in shown["replies"]
    assert "Direct reply" in shown["floor"]
