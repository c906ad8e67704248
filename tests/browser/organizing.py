"""What the steps of an organizer's day share: the jury they set up, and how each page is looked at."""
from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.looking import axe_problems, english_words, leftovers, overflow
from tests.browser.visitors import DESK, PHONE, Visitor

SLUG = "parks-2027"
SEATS = 15
ENGLISH = english_words()


def look(visitor: Visitor, name: str) -> None:
    """What holds for every page holds for those that are seen at one moment of the journey only."""
    problems = [*axe_problems(visitor.page), *overflow(visitor.page), *leftovers(visitor.page, ENGLISH)]
    for size in (DESK, PHONE):
        visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
        visitor.shot(f"organizer-{name}-{size['width']}")
    visitor.complaints += [f"{name}: {problem}" for problem in problems]


def go_on(organizer: Visitor, stage: str) -> None:
    organizer.go(f"/juries/{SLUG}/run")
    organizer.press("Go on to: %(stage)s", stage=organizer.words(stage))
    expect(organizer.page.locator("#now")).to_contain_text(organizer.words(stage))
