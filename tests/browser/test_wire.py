"""What goes over the wire: weight of a first visit, headers of every answer, cookies, and who may open a socket."""
from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession
from websocket import WebSocketException, create_connection

from app.domain.roles import Role
from tests.browser import addresses
from tests.browser.addresses import Address
from tests.browser.house import ANSWERED, DELIBERATING, House
from tests.browser.visitors import Visitor, receive

pytestmark = pytest.mark.browser
# Bytes of a first visit, compressed, without the heads of the answers.
PAGE, ROOM, WITHOUT_FONTS = 100_000, 75_000, 20_000
HEAVIER_THAN_A_HEAD = 2_000
FRAMED = "embeds.card"  # made for other sites to show; what it says of itself is asked in tests/web/discovery
HEADERS = {
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
POLICY = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'",
          "form-action 'self'")
HEAVIEST = (
    ("verdicts.show", f"/ru/juries/{ANSWERED}/verdict", None, PAGE),
    ("draw_proofs.show", f"/kk/juries/{ANSWERED}/draw/proof", None, PAGE),
    ("juries.record", f"/ru/juries/{ANSWERED}/record", None, PAGE),
    ("home.index", "/kk/", None, PAGE),
    ("pools.index", f"/ru/juries/{ANSWERED}/pool", Role.ORGANIZER, PAGE),
    ("targets.index", f"/ru/juries/{ANSWERED}/targets", Role.ORGANIZER, PAGE),
    ("rooms.show", f"/kk/juries/{DELIBERATING}/room/", Role.JUROR, ROOM),
    ("rooms.show", f"/ru/juries/{DELIBERATING}/room/", Role.FACILITATOR, ROOM),
    ("questions.index", f"/ru/juries/{DELIBERATING}/questions/", Role.JUROR, ROOM),
)


def weigh(visitor: Visitor, address: str) -> dict[str, int]:
    """Bytes of the first visit by address, as they came over the network."""
    link: CDPSession = visitor.context.new_cdp_session(visitor.page)
    link.send("Network.enable")
    urls: dict[str, str] = {}
    heads: dict[str, int] = {}
    sizes: dict[str, int] = {}

    def note_response(event: dict[str, Any]) -> None:
        urls[event["requestId"]] = event["response"]["url"]
        heads[event["requestId"]] = int(event["response"]["encodedDataLength"])

    def note_end(event: dict[str, Any]) -> None:
        """Head and body together; `dataReceived` says 0 of the page itself."""
        url, head = urls.get(event["requestId"], "?"), heads.get(event["requestId"], 0)
        sizes[url] = sizes.get(url, 0) + max(0, int(event["encodedDataLength"]) - head)

    link.on("Network.responseReceived", note_response)
    link.on("Network.loadingFinished", note_end)
    visitor.page.goto(visitor.house.url(address), wait_until="networkidle" if "/room" not in address else "load")
    visitor.page.wait_for_timeout(400)
    return sizes


@pytest.mark.parametrize(("endpoint", "address", "role", "budget"), HEAVIEST)
def test_a_first_visit_is_light(endpoint: str, address: str, role: Role | None, budget: int, house: House,
                                visit: Callable[..., Visitor]) -> None:
    slug = address.split("/")[3] if "/juries/" in address else ANSWERED
    visitor = visit(house.person(slug, role) if role else None)
    sizes = weigh(visitor, address)
    assert any(".css" in url for url in sizes) and any(".woff2" in url for url in sizes), sizes
    assert sizes[visitor.house.url(address)] > HEAVIER_THAN_A_HEAD, sizes
    assert sum(sizes.values()) <= budget, sizes


def test_who_saves_data_gets_no_fonts(visit: Callable[..., Visitor]) -> None:
    reader = visit(extra_http_headers={"Save-Data": "on"})
    sizes = weigh(reader, f"/ru/juries/{ANSWERED}/")
    assert not any(".woff2" in url for url in sizes)
    assert sum(sizes.values()) <= WITHOUT_FONTS, sizes


def test_every_answer_carries_the_headers_and_readers_get_no_cookie(chromium: Browser, house: House,
                                                                    found_pages: list[Address]) -> None:
    problems = []
    for address in addresses.worth_a_look(found_pages):
        if address.endpoint == FRAMED:
            continue
        visitor = receive(chromium, house, address.person_id) if address.who == "reader" else None
        answer = (visitor.page.goto(house.url(address.at("ru"))) if visitor
                  else _request(house, address.person_id, address.at("ru")))
        headers = answer.all_headers() if visitor else answer
        problems += [f"{address.path}: {name} is {headers.get(name)}" for name, value in HEADERS.items()
                     if headers.get(name) != value]
        problems += [f"{address.path}: no {part}" for part in POLICY if part not in headers["content-security-policy"]]
        if visitor and address.endpoint not in {"sign_in.sign_in"}:  # its form needs a token, and the token a cookie
            problems += [f"{address.path}: cookie {cookie['name']}" for cookie in visitor.context.cookies()]
        if not visitor and headers.get("cache-control") != "no-store":
            problems.append(f"{address.path}: a page for one person may be kept by a cache")
        if visitor:
            visitor.context.close()
    assert not problems, "\n".join(problems)


def _request(house: House, person_id: int | None, path: str) -> dict[str, str]:
    return {name.lower(): value for name, value in house.client(person_id).get(path).headers}


def test_a_foreign_page_opens_no_socket(house: House) -> None:
    """With the juror's own cookie: a page of another site must not speak in their name."""
    cookie = house.cookie(house.person(DELIBERATING, Role.JUROR))
    assert greeting(house, cookie, house.address).startswith("0{")
    for origin in ("https://evil.example", house.address.replace("127.0.0.1", "localhost"), "null"):
        assert not greeting(house, cookie, origin), origin


def greeting(house: House, cookie: dict[str, str], origin: str) -> str:
    """What the server says first; a refused page is hung up on without a word."""
    address = house.address.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    try:
        socket = create_connection(address, origin=origin, cookie=f"{cookie['name']}={cookie['value']}", timeout=10)
        with closing(socket):
            return str(socket.recv())
    except (WebSocketException, OSError):
        return ""


def test_a_page_from_elsewhere_cannot_post(house: House, visit: Callable[..., Visitor]) -> None:
    """The form of another site, sent by the browser of a signed-in juror, does nothing."""
    juror = visit(house.person(DELIBERATING, Role.JUROR), language="ru")
    action = house.url(f"/ru/juries/{DELIBERATING}/room/statements")
    juror.context.route("https://evil.example/", lambda route: route.fulfill(
        content_type="text/html",
        body=f'<form method="post" action="{action}"><input name="text" value="чужие слова"><button>x</button></form>'))
    juror.page.goto("https://evil.example/")
    with juror.page.expect_navigation():
        juror.page.get_by_role("button").click()
    juror.go(f"/juries/{DELIBERATING}/room/")
    assert "чужие слова" not in juror.page.inner_text("body")
