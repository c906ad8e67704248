"""A reader on a phone, in Russian, without scripts: from the search to a testimony, the data, the news, the paper."""
from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.following_pages import following_token
from tests.browser.house import ANSWERED, House
from tests.browser.looking import overflow
from tests.browser.visitors import Visitor

pytestmark = pytest.mark.browser
RECOMMENDATION = "Перевести дома с угля на чистое тепло"


def test_a_reader_finds_checks_follows_and_takes_along(house: House, visit: Callable[..., Visitor]) -> None:
    reader = visit(language="ru", java_script_enabled=False, accept_downloads=True)
    find(reader)
    follow_the_trace(reader)
    read_how_it_was_drawn(reader)
    take_the_data(reader)
    print_it(reader)
    follow_the_news(house, reader)
    assert reader.context.cookies() == [], "nobody who only reads gets a cookie"


def find(reader: Visitor) -> None:
    """The word stands in the text in another form."""
    reader.go("/")
    reader.page.get_by_role("contentinfo").get_by_role("link", name=reader.words("Search")).click()
    reader.write("Search verdicts, replies and questions", "угли домов")
    reader.press("Search")
    reader.page.get_by_role("link", name=RECOMMENDATION).first.click()
    expect(reader.page.get_by_role("heading", name=RECOMMENDATION)).to_be_visible()
    reader.sees("The authority accepts it")
    reader.shot("reader-verdict-390")


def follow_the_trace(reader: Visitor) -> None:
    """Down to somebody who said it before the jury, and back to what rests on it."""
    reader.page.locator("#recommendation-1").get_by_role("link", name=reader.words("What this rests on")).click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(RECOMMENDATION)
    reader.sees("What contradicts it")
    reader.page.locator("main a[href*='/trace/witnesses/']").first.click()
    reader.sees("Where it leads")
    assert overflow(reader.page) == []
    reader.page.locator("main a[href*='/trace/recommendation-1']").first.click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(RECOMMENDATION)
    reader.follow("Read it in the verdict, with the votes")


def read_how_it_was_drawn(reader: Visitor) -> None:
    """Without a script the page says what to do by hand; the files are there."""
    reader.follow("Check the draw yourself")
    expect(reader.page.get_by_text("python verify.py commitment.json result.json")).to_be_visible()
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="commitment.json").first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"{")


def take_the_data(reader: Visitor) -> None:
    reader.go(f"/juries/{ANSWERED}/verdict")
    reader.follow("Open data of this jury")
    with reader.page.expect_download() as download:
        reader.page.locator("a[href$='/recommendations.csv']").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert RECOMMENDATION in {row["title_ru"] for row in rows}


def print_it(reader: Visitor) -> None:
    """On paper the text stays and the navigation goes."""
    reader.go(f"/juries/{ANSWERED}/verdict")
    reader.page.emulate_media(media="print")
    expect(reader.page.get_by_role("heading", name=RECOMMENDATION)).to_be_visible()
    expect(reader.page.locator(".toc")).to_be_hidden()
    pages = reader.page.pdf(format="A4")
    assert pages.startswith(b"%PDF")
    reader.page.emulate_media(media="screen")


def follow_the_news(house: House, reader: Visitor) -> None:
    reader.follow("Follow and share this jury")
    reader.write("Your e-mail address", "reader@example.kz")
    reader.press("Follow by e-mail")
    reader.sees("Please look into your mailbox")
    token = following_token(house)
    reader.go(f"/follow/link/{token}")
    reader.press("Yes, write to me")
    reader.sees("From now on you hear of what happens in public.")
    reader.go(f"/follow/link/{token}?do=leave")
    reader.press("Stop the letters and erase my address")
    reader.sees("You get no more letters")
