"""Every page of every role: accessible, not too wide, without complaints, in three languages."""
from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import addresses
from tests.browser.addresses import Address
from tests.browser.house import House
from tests.browser.looking import english_words, leftovers, overflow, problems_in_every_light
from tests.browser.visitors import DESK, PHONE, Visitor, is_kept, keep, receive

pytestmark = pytest.mark.browser
PARTS = 5  # of a role's pages: no single test takes minutes
LANGUAGES = ("kk", "ru", "en")
ENGLISH = english_words()
WHO = ("reader", "organizer", "juror", "facilitator", "overseer", "expert", "former juror", "commissioner", "link")


@pytest.fixture(scope="module")
def all_pages(house: House, found_pages: list[Address]) -> list[Address]:
    return [*found_pages, *addresses.token_pages(house)]


@pytest.fixture(scope="module")
def visitor_of(chromium: Browser, house: House) -> Iterator[Callable[[Address], Visitor]]:
    """One browser per person."""
    visitors: dict[int | None, Visitor] = {}

    def find(address: Address) -> Visitor:
        if address.person_id not in visitors:
            visitors[address.person_id] = receive(chromium, house, address.person_id)
        return visitors[address.person_id]

    yield find
    for visitor in visitors.values():
        visitor.context.close()


def test_no_page_is_forgotten(house: House, all_pages: list[Address]) -> None:
    expected = {rule.endpoint for rule in house.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    found = {page.endpoint for page in all_pages}
    forgotten, also_pages = expected - found - set(addresses.NO_PAGE), found & set(addresses.NO_PAGE)
    assert (sorted(forgotten), sorted(also_pages)) == ([], [])


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("who", WHO)
def test_every_page_in_every_light_and_language(who: str, part: int, all_pages: list[Address],
                                                visitor_of: Callable[[Address], Visitor]) -> None:
    """What one role has already seen of a page is not looked at again with the next one."""
    chosen = [page for page in enumerate(addresses.worth_a_look(all_pages)) if page[1].who == who][part::PARTS]
    problems = [problem for place, address in chosen for problem in _problems(visitor_of(address), address, place)]
    assert not problems, "\n" + "\n".join(problems)


def _problems(visitor: Visitor, address: Address, place: int) -> list[str]:
    """Open it in Kazakh and Russian, whose words are long; axe runs in one of the three languages, by turns."""
    found = []
    for step, language in enumerate(LANGUAGES):
        if language == "en" and place % len(LANGUAGES) != step:
            continue
        visitor.page.goto(visitor.house.url(address.at(language)))
        if language != "en":
            found += leftovers(visitor.page, ENGLISH)
        if step == place % len(LANGUAGES):
            found += problems_in_every_light(visitor.page, is_odd=bool(place // len(LANGUAGES) % 2))
            _keep(visitor, address, language)
        found += overflow(visitor.page) + visitor.complaints
        visitor.complaints.clear()
        visitor.page.emulate_media(color_scheme="light")
    return [f"{address.path} ({address.who}): {fault}" for fault in found]


def test_the_search_for_english_finds_some() -> None:
    assert "Sign in" in ENGLISH


def _keep(visitor: Visitor, address: Address, language: str) -> None:
    if not is_kept():
        return
    visitor.page.emulate_media(color_scheme="light")
    for size in (PHONE, DESK):
        visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
        keep(visitor.page, f"{address.name}-{language}-{size['width']}")
