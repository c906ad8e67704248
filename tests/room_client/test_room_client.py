"""The room's script against a server that misbehaves: nothing lost, doubled or out of order."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.room_client.conftest import Visit

pytestmark = pytest.mark.browser


def has_said(visit: Visit, count: int, within: float = 15) -> None:
    expect(visit.record).to_have_count(count, timeout=within * 1000)


def test_what_i_say_stands_in_the_record_once_and_nothing_waits(visit: Visit) -> None:
    visit.say("Бірінші сөз <b>")
    has_said(visit, 1)
    assert visit.texts() == ["Бірінші сөз <b>"]
    expect(visit.waiting).to_have_count(0)
    expect(visit.record.get_by_text("Me", exact=True)).to_be_visible()
    expect(visit.page.get_by_label("Text")).to_have_value("")


def test_what_others_say_comes_by_itself(visit: Visit) -> None:
    visit.control(others=["one", "two"])
    has_said(visit, 2, within=2)
    expect(visit.record.first.get_by_text("p2")).to_be_visible()


def test_a_hole_is_asked_for(visit: Visit) -> None:
    visit.control(drop=1)
    visit.control(others=["lost", "seen"])
    has_said(visit, 2, within=2)
    assert visit.texts() == ["lost", "seen"]


def test_a_lost_last_event_is_found_by_the_head(visit: Visit) -> None:
    visit.control(drop=1)
    visit.control(others=["lost"])
    has_said(visit, 1, within=5)


def test_swapped_and_doubled_events_are_applied_in_order_and_once(visit: Visit) -> None:
    visit.control(swap=1, double=3)
    visit.control(others=["one", "two", "three"])
    has_said(visit, 3, within=5)
    assert visit.texts() == ["one", "two", "three"]


def test_a_lost_answer_does_not_double_the_statement(visit: Visit) -> None:
    visit.control(lose_answer=1)
    visit.say("once")
    has_said(visit, 1)
    visit.page.wait_for_timeout(5000)  # past the time-out and the second try
    has_said(visit, 1)
    expect(visit.waiting).to_have_count(0)
    assert visit.control()["log"] == 1


def test_a_busy_server_is_asked_again(visit: Visit) -> None:
    visit.control(busy=2)
    visit.say("patience")
    has_said(visit, 1)


def test_a_refusal_is_said_and_the_text_comes_back(visit: Visit) -> None:
    visit.control(refuse=1)
    visit.say("much too long")
    expect(visit.page.locator("[data-error]")).to_have_text("Too long.")
    expect(visit.page.get_by_label("Text")).to_have_value("much too long")
    expect(visit.waiting).to_have_count(0)


def test_a_replaced_part_keeps_the_focus(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Raise hand").click()
    expect(visit.page.get_by_role("button", name="Raise hand, 1 said")).to_be_focused()


def test_what_i_write_without_a_connection_is_sent_in_order_when_it_returns(visit: Visit) -> None:
    visit.control(cut=1)
    visit.shows("Offline")
    visit.say("first")
    visit.say("second")
    expect(visit.waiting).to_have_count(2)
    expect(visit.waiting.first).to_contain_text("Waits", timeout=10_000)
    visit.control(cut=0)
    has_said(visit, 2)
    visit.shows("Live", within=10)
    assert visit.texts() == ["first", "second"]
    expect(visit.waiting).to_have_count(0)


def test_what_i_wrote_survives_closing_the_page(visit: Visit) -> None:
    visit.control(cut=1)
    visit.shows("Offline")
    visit.say("kept")
    expect(visit.waiting).to_have_count(1)
    visit.page.wait_for_timeout(500)
    visit.page.close()
    visit.control(cut=0)
    visit.open_again()
    has_said(visit, 1)
    assert visit.texts() == ["kept"]


def test_where_sockets_are_blocked_posts_and_questions_do_it(visit: Visit) -> None:
    visit.control(no_sockets=1)
    visit.say("by post")
    has_said(visit, 1)
    assert visit.control(others=["by asking"])["posts"] == 1
    has_said(visit, 2, within=8)
    visit.shows("Catching up")
    visit.control(no_sockets=0)
    visit.shows("Live")


def test_a_reader_above_is_told_and_stays(visit: Visit) -> None:
    visit.control(others=[f"statement {number}" for number in range(30)])
    has_said(visit, 30)
    visit.page.evaluate("scrollTo(0, 0)")
    visit.page.wait_for_timeout(200)
    visit.control(others=["the newest"])
    has_said(visit, 31)
    link = visit.page.get_by_role("link", name=re.compile("New"))
    expect(link).to_be_visible()
    assert visit.page.evaluate("scrollY") == 0
    link.click()
    expect(visit.record.last).to_be_in_viewport()
    expect(link).to_be_hidden()


def test_a_storm_of_faults_loses_nothing(visit: Visit) -> None:
    for number in range(60):
        faults = {"drop": int(number % 3 == 0), "swap": int(number % 4 == 0), "double": int(number % 5 == 0)}
        visit.control(others=[f"m{number}"], **faults)
    visit.control(drop=0, swap=0, others=["end"])
    has_said(visit, 61)
    assert visit.texts() == [*(f"m{number}" for number in range(60)), "end"]
