"""Everything works without JavaScript: readers read in three languages, a juror talks and votes."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.domain.roles import Role
from tests.browser import addresses
from tests.browser.evening import draft_number
from tests.browser.house import ANSWERED, DELIBERATING, House
from tests.browser.visitors import Visitor

pytestmark = pytest.mark.browser
ROOM = f"/juries/{DELIBERATING}/room/"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_reader(language: str, visit: Callable[..., Visitor]) -> None:
    """From the front page to everything that is published, by links only."""
    reader = visit(language=language, java_script_enabled=False)
    title = {"kk": "Алматы ауасы", "ru": "Воздух Алматы", "en": "Almaty’s air"}[language]
    reader.go("/")
    reader.page.get_by_role("link", name=title).click()
    check(reader, "verdict")
    expect(reader.page.locator(".votes").first).to_be_visible()
    for section, heading in (("Overview", None), ("Draw", "Result of the draw"), ("Public record", "Public record")):
        sections = reader.page.get_by_role("navigation", name=reader.words("Sections"))
        sections.get_by_role("link", name=reader.words(section), exact=True).click()
        check(reader, section)
        if heading:
            expect(reader.page.get_by_role("heading", level=1)).to_contain_text(reader.words(heading))
    reader.page.get_by_role("banner").get_by_role("link", name=reader.words("Help")).click()
    check(reader, "help")


def check(reader: Visitor, name: str) -> None:
    """Without a script a page is judged by what a person sees, so a look at the words has to do."""
    expect(reader.page.get_by_role("heading", level=1)).to_have_count(1)
    assert reader.page.locator("html").get_attribute("lang") == reader.language
    reader.shot(f"plain-{name}-{reader.language}")


def test_every_file_of_the_verdict_opens(house: House, visit: Callable[..., Visitor]) -> None:
    reader = visit(java_script_enabled=False)
    reader.go(f"/juries/{ANSWERED}/verdict")
    links = {str(link.get_attribute("href")) for link in reader.page.locator("main a").all()}
    for address in links:
        if address.startswith("/") and not address.endswith(".pdf"):
            answer = reader.context.request.get(house.url(address.partition("#")[0]))
            assert answer.ok, f"{answer.status} {address}"


def test_a_juror_thinks_along(house: House, visit: Callable[..., Visitor]) -> None:
    """Tables, opinions, documents, amendments; before a ballot closes the draft."""
    juror = visit(house.person(DELIBERATING, Role.JUROR, 7), language="ru", java_script_enabled=False)
    juror.go(f"/juries/{DELIBERATING}/tables/")
    juror.sees("No round of small tables is running. Your place is in the plenary.")
    answer_an_opinion(juror)
    juror.go(f"/juries/{DELIBERATING}/documents/")
    juror.page.get_by_role("link", name="Потери воды в каналах").first.click()
    juror.page.get_by_role("button", name=juror.words("I do not understand")).first.click()
    juror.sees("You marked this as not understood.")
    juror.shot("plain-document-ru")
    juror.go(f"/juries/{DELIBERATING}/proposals/{draft_number(house)}/amendments")
    juror.page.get_by_role("region", name=juror.words("Propose other words for a clause")).get_by_role(
        "link").first.click()
    juror.write("How should it read?", "Ауыз су – ең алдымен")
    juror.write("Why?", "Так понятнее.")
    juror.press("Propose it")
    juror.sees("Your amendment is there for everybody to read and support.")
    expect(juror.page.get_by_text("Так понятнее.")).to_have_count(1)


def answer_an_opinion(juror: Visitor) -> None:
    juror.go(f"/juries/{DELIBERATING}/opinions/")
    count = juror.page.get_by_text(re.compile(
        juror.words("Answered: %(done)s of %(total)s", done=r"\d+", total=r"\d+")))
    if count.count():
        before = count.inner_text()
        juror.page.get_by_role("button", name=juror.words("Agree"), exact=True).first.click()
        expect(juror.page.get_by_text(before)).to_have_count(0)
    juror.write("Your statement", "Пишу мнение без сценариев.")
    juror.press("Add the statement")
    expect(juror.page.get_by_text("Пишу мнение без сценариев.").first).to_be_attached()


def test_a_juror_talks_and_votes(house: House, visit: Callable[..., Visitor]) -> None:
    addresses.furnish(house)
    juror = visit(house.person(DELIBERATING, Role.JUROR), language="ru", java_script_enabled=False)
    juror.go(ROOM)
    juror.write("Your message", "Пишу без сценариев.")
    juror.page.get_by_role("button", name=juror.words("Send"), exact=True).click()
    expect(juror.page.get_by_text("Пишу без сценариев.")).to_have_count(1)
    juror.press("Ask to speak")
    juror.sees("You are number %(place)s – about %(minutes)s min", place=1, minutes=0)
    juror.shot("plain-room-ru")
    juror.press("Leave the queue")
    juror.sees("Nobody is waiting.")
    juror.go(f"/juries/{DELIBERATING}/ballots/")
    juror.follow("Vote now")
    juror.page.get_by_role("radio", name=juror.words("Abstain"), exact=True).check()
    juror.press("Check my ballot")
    juror.press("Seal my ballot")
    expect(juror.page.locator(".receipt-code")).to_be_visible()
    juror.follow("Done")
    juror.sees("Your ballot is in the box.")
