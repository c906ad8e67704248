"""A juror and the facilitator in the room, in Kazakh, live in two browsers; the juror's line is cut for a minute."""
from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from app.domain.roles import Role
from tests.browser.house import DELIBERATING, House
from tests.browser.line import Line
from tests.browser.visitors import Visitor

pytestmark = pytest.mark.browser
CUT_SECONDS = float(os.environ.get("ALQA_TEST_CUT_SECONDS", "60"))
STATEMENTS = 30
ROOM = f"/juries/{DELIBERATING}/room/"


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as line:
        yield line


@pytest.fixture
def facilitator(visit: Callable[..., Visitor], house: House) -> Visitor:
    facilitator = visit(language="kk", phone=False)
    come_in(facilitator, house.person(DELIBERATING, Role.FACILITATOR))
    facilitator.go(ROOM)
    return facilitator


@pytest.fixture
def juror(visit: Callable[..., Visitor], house: House, line: Line) -> Visitor:
    juror = visit(language="kk", proxy={"server": line.address})
    come_in(juror, house.person(DELIBERATING, Role.JUROR))
    juror.page.get_by_role("link", name="Қызылорда суы").first.click()
    return juror


def come_in(visitor: Visitor, person_id: int) -> None:
    link = visitor.house.link(person_id)
    visitor.enter(visitor.house.url(f"/kk/enter/{link.token}"), link.code)


def record(visitor: Visitor) -> Locator:
    return visitor.page.locator("[data-target=record] > li.msg:not(.msg-event) > p")


def say(visitor: Visitor, text: str) -> None:
    visitor.write("Your message", text)
    visitor.page.get_by_role("button", name=visitor.words("Send"), exact=True).click()


def shows(visitor: Visitor, state: str, within: float = 20) -> None:
    expect(visitor.page.locator("[data-connection] [data-words]")).to_have_text(visitor.words(state),
                                                                               timeout=within * 1000)


def test_the_room_live(facilitator: Visitor, juror: Visitor) -> None:
    shows(juror, "Live")
    shows(facilitator, "Live")
    talk(facilitator, juror)
    give_the_floor(facilitator, juror)
    ask_the_expert(facilitator, juror)


def talk(facilitator: Visitor, juror: Visitor) -> None:
    say(juror, "Құдық суы да азайды, соны да ескерейік.")
    expect(record(facilitator).last).to_have_text("Құдық суы да азайды, соны да ескерейік.")
    say(facilitator, "Рақмет. <b>Басқалар</b> не ойлайды?")
    expect(record(juror).last).to_have_text("Рақмет. <b>Басқалар</b> не ойлайды?")
    mine = juror.page.locator(".msg").filter(has_text="Құдық суы")
    expect(mine.get_by_text(juror.words("You"), exact=True)).to_be_visible()
    facilitator.shot("room-facilitator-1280")
    juror.shot("room-juror-390")


def give_the_floor(facilitator: Visitor, juror: Visitor) -> None:
    """Ask to speak, wait, speak against a clock, finish; both see each step at once."""
    juror.press("Ask to speak")
    expect(juror.page.locator("[data-target=floor]")).to_contain_text(
        juror.words("You are number %(place)s – about %(minutes)s min", place=1, minutes=0))
    facilitator.press("Give the floor")
    juror.sees("You have the floor")
    clock = juror.page.locator("[data-target=floor] [data-clock]")
    expect(clock).to_have_text(re.compile(r"^\d?\d:\d\d$"))
    before = clock.inner_text()
    expect(clock).not_to_have_text(before, timeout=3_000)
    juror.shot("room-floor-390")
    facilitator.shot("room-floor-1280")
    juror.press("I have finished")
    for visitor in (juror, facilitator):
        expect(visitor.page.locator("[data-target=floor]")).to_contain_text(visitor.words("Nobody is waiting."))


def ask_the_expert(facilitator: Visitor, juror: Visitor) -> None:
    juror.page.get_by_role("navigation", name=juror.words("Parts of the room")).get_by_role(
        "link", name=juror.words("Questions")).click()
    juror.write("What do you want to know?", "Тамшылатып суару неге таралмай жатыр?")
    juror.press("Ask the question")
    expect(juror.page.locator(".question-body").filter(has_text="Тамшылатып суару")).to_be_visible()
    expect(facilitator.page.locator(".msg-event").last).to_contain_text("Тамшылатып суару")
    juror.go(ROOM)
    shows(juror, "Live")


def test_nothing_is_lost_while_the_line_is_cut(facilitator: Visitor, juror: Visitor, line: Line) -> None:
    shows(juror, "Live")
    before = record(juror).count()
    line.cut()
    since = time.monotonic()
    for number in range(STATEMENTS):
        say(facilitator, f"хабар {number}")
        expect(record(facilitator)).to_have_count(before + number + 1)
        if number in {10, 20}:
            say(juror, f"байланыссыз {number}")
    waiting = juror.page.locator("[data-waiting-list] > li")
    expect(waiting).to_have_count(2)
    shows(juror, "Offline – kept on this phone", within=CUT_SECONDS)
    expect(waiting.first).to_contain_text(juror.words("Will be sent when the connection is back"))
    assert record(juror).count() == before
    juror.shot("room-offline-390")
    juror.page.wait_for_timeout(max(0, CUT_SECONDS - (time.monotonic() - since)) * 1000)
    line.restore()
    expect(record(juror)).to_have_count(before + STATEMENTS + 2, timeout=30_000)
    shows(juror, "Live", within=30)
    expect(waiting).to_have_count(0)
    check_both(facilitator, juror, before)
    for visitor in (facilitator, juror):
        visitor.page.reload()
    check_both(facilitator, juror, before)


def check_both(facilitator: Visitor, juror: Visitor, before: int) -> None:
    expected = [*(f"хабар {number}" for number in range(STATEMENTS)), "байланыссыз 10", "байланыссыз 20"]
    expect(record(facilitator)).to_have_count(before + len(expected))
    assert record(juror).all_inner_texts()[-len(expected):] == expected
    assert record(facilitator).all_inner_texts() == record(juror).all_inner_texts()
