"""A juror who uses no mouse: comes in by link and code, writes, votes; every stop of the Tab key is seen."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.domain.roles import Role
from tests.browser import addresses
from tests.browser.house import DELIBERATING, House
from tests.browser.visitors import Visitor

pytestmark = pytest.mark.browser
MOST_STOPS = 60
# Is the element with the focus inside the window, not under a bar that sticks, and marked by an outline or shadow?
IS_SEEN = """() => {
    const element = document.activeElement;
    const box = (element.closest("label") || element).getBoundingClientRect();
    const style = getComputedStyle(element.matches(".opt input") ? element.closest(".opt") : element);
    const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
    const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
    const above = document.elementFromPoint(box.left + Math.min(box.width / 2, 20), y);
    const isFree = above && (element.contains(above) || above.contains(element)
        || element.labels?.[0]?.contains(above));
    const isMarked = style.outlineStyle !== "none" || style.boxShadow !== "none"
        || getComputedStyle(element).outlineStyle !== "none";
    return inside && isFree && isMarked ? ""
        : `${element.outerHTML.slice(0, 120)} ${JSON.stringify({inside, isFree: !!isFree, isMarked})}`;
}"""


def name_of(page: Page) -> str:
    """What a screen reader calls the element that has the focus."""
    return str(page.evaluate("""() => {
        const e = document.activeElement;
        return (e.getAttribute("aria-label") || [...(e.labels || [])].map((l) => l.textContent).join(" ")
            || e.textContent || "").replace(/\\s+/g, " ").trim();
    }"""))


def tab_to(visitor: Visitor, words: str, *, tag: str = "") -> None:
    """Press Tab until the element with these words has the focus; every stop on the way must be seen."""
    page, stops = visitor.page, []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement === document.body"):
            continue  # before the first or after the last stop of the page: the browser's own bar has the focus
        stops.append(name_of(page))
        hidden = page.evaluate(IS_SEEN)
        assert not hidden, f"on {page.url} the focus is not seen: {hidden}"
        if words in stops[-1] and page.evaluate("() => document.activeElement.tagName.toLowerCase()").startswith(tag):
            return
    raise AssertionError(f"{words!r} is not reached on {page.url}: {stops}")


def activate(visitor: Visitor, english: str, *, tag: str = "") -> None:
    tab_to(visitor, visitor.words(english), tag=tag)
    visitor.page.keyboard.press("Enter")


@pytest.fixture(scope="module")
def furnished(house: House) -> House:
    """The house with an open ballot, also when another process runs the other test of this file."""
    addresses.furnish(house)
    return house


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
def test_without_a_mouse(phone: bool, furnished: House, visit: Callable[..., Visitor]) -> None:
    house = furnished
    person_id = house.person(DELIBERATING, Role.JUROR, int(phone))
    juror = visit(language="kk", phone=phone)
    come_in(juror, person_id)
    tab_to(juror, "Қызылорда суы")
    juror.page.keyboard.press("Enter")
    expect(juror.page.locator("[data-connection] [data-words]")).to_have_text(juror.words("Live"))
    activate(juror, "Skip to writing a message")
    juror.page.keyboard.type("Пернетақтамен жазамын.")
    activate(juror, "Send", tag="button")
    expect(juror.page.locator("[data-target=record]").get_by_text("Пернетақтамен жазамын.")).to_have_count(1)
    vote(juror)


def come_in(juror: Visitor, person_id: int) -> None:
    link = juror.house.link(person_id)
    juror.go(f"/enter/{link.token}")
    tab_to(juror, juror.words("Code"), tag="input")
    juror.page.keyboard.type(link.code)
    juror.page.keyboard.press("Enter")
    expect(juror.button("Sign out")).to_be_visible()


def vote(juror: Visitor) -> None:
    juror.go(f"/juries/{DELIBERATING}/ballots/")
    tab_to(juror, f"{juror.words('Vote now')}: ", tag="a")
    juror.page.keyboard.press("Enter")
    expect(juror.page.get_by_role("radio").first).to_be_visible()
    tab_to(juror, juror.words("For"), tag="input")
    juror.page.keyboard.press("Space")
    activate(juror, "Check my ballot", tag="button")
    expect(juror.button("Seal my ballot")).to_be_visible()
    activate(juror, "Seal my ballot", tag="button")
    expect(juror.page.locator(".receipt-code")).to_be_visible()
