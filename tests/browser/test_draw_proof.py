"""A reader checks the draw on the own device: true files pass step by step, a bent one fails, the ticket stays here."""
from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser.house import ANSWERED, House
from tests.browser.visitors import Visitor

pytestmark = pytest.mark.browser
PROOF = f"/juries/{ANSWERED}/draw/1/proof"


def test_a_reader_checks_the_draw_and_finds_a_ticket(house: House, visit: Callable[..., Visitor]) -> None:
    reader = visit(language="ru")
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    result = reader.context.request.get(house.url(f"/ru/juries/{ANSWERED}/draw/1/result.json")).json()
    find(reader, result["panel"][0], "It was drawn: it is in the jury.")
    check(reader)
    expect(reader.page.locator("#check .note-ok")).to_have_text(
        reader.words("The draw is right. Your own device has checked it."))
    expect(reader.page.locator("#check li.done")).to_have_count(5)  # dice alone: there is no signature to check
    assert not any(result["panel"][0] in address for address in asked), "the ticket left the device"
    assert any("workers/check_draw" in address for address in asked), "the page itself did the work"
    bend(reader, result)
    check(reader)
    expect(reader.page.locator("#check .note-danger")).to_contain_text("panel_wrong")
    expect(reader.page.locator("#check li.blocked")).to_have_count(1)
    expect(reader.page.locator("#check li.done")).to_have_count(3)
    reader.shot("draw-proof-bent")
    assert not reader.context.cookies()


def find(reader: Visitor, ticket: str, said: str) -> None:
    """By the link of a letter: the number is taken out of the address, and stays on this device."""
    reader.go(f"{PROOF}#ticket={ticket}")
    expect(reader.page.locator("#ticket-number")).to_have_value(ticket)
    assert reader.page.url.endswith("#ticket")
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator("#ticket .note-info")).to_contain_text(reader.words(said))


def check(reader: Visitor) -> None:
    reader.press("Check in this browser")


def bend(reader: Visitor, result: dict[str, object]) -> None:
    """From now on the result that arrives seats the first of the reserve instead of the first juror."""
    panel, reserve = result["panel"], result["reserve_order"]
    assert isinstance(panel, list) and isinstance(reserve, list)
    bent = json.dumps({**result, "panel": [reserve[0], *panel[1:]]}, ensure_ascii=False)

    def answer(route: Route) -> None:
        route.fulfill(body=bent, content_type="application/json")

    reader.page.route("**/result.json", answer)
