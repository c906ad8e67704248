"""Recruitment by an organizer: letters to drawn addresses, somebody who answers on a phone, the pool, the targets."""
from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from app.services.recruitment import registration_answers
from tests.browser.organizing import SLUG, look
from tests.browser.pool_file import PEOPLE, pool_file
from tests.browser.visitors import Visitor

STREETS = "Улица;Город;Индекс;Район\n" + "".join(
    f"Невымышленная улица, {house};Көкшетау;020000;{'Юг' if house % 2 else 'Север'}\n" for house in range(1, 13))
NEWCOMER = "Зәуре Жүргенқызы"


def send_letters(organizer: Visitor, overseer: Visitor, folder: Path) -> str:
    """A list of addresses, a public draw, printed and posted letters. Returns the link of one of them."""
    page = organizer.page
    organizer.go(f"/juries/{SLUG}/registrations/")
    page.locator("[name=is_open]").check()
    organizer.press("Save")
    organizer.go(f"/juries/{SLUG}/addresses")
    file = folder / "адреса.csv"
    file.write_bytes(STREETS.encode("utf-16"))
    page.locator("input[type=file]").set_input_files(file)
    organizer.press("Send and look at it")
    look(organizer, "addresses-columns")
    organizer.press("Check the file")
    page.get_by_role("button", name=organizer.words("Import"), exact=True).click()
    organizer.go(f"/juries/{SLUG}/letters")
    for name, value in (("wanted", "2"), ("response", "50"), ("letters", "6")):
        page.locator(f"[name={name}]").fill(value)
    organizer.press("Save and compute")
    organizer.go(f"/juries/{SLUG}/letters/words")
    page.locator("[name=sender]").fill("Хатшылық\nАбай 1, Көкшетау")
    page.locator("[name=phone]").fill("8 800 080 00 00")
    page.locator("main form button.btn").last.click()
    organizer.press("Fix the list and announce the draw")
    for person in (organizer, overseer):
        person.go(f"/juries/{SLUG}/letter-draws")
        person.page.locator("[name=digits]").fill("417 203")
        person.press("Send my entry")
    look(overseer, "letter-draw")
    organizer.go(f"/juries/{SLUG}/letters")
    organizer.press("Draw the first letters")
    page.get_by_text(organizer.words("Note as posted")).first.wait_for(timeout=60_000)
    look(organizer, "letters-printed")
    with page.expect_download() as download:
        page.locator("a[href*='merge.csv']").first.click()
    merge = Path(download.value.path()).read_text("utf-8-sig")
    assert len(merge.splitlines()) == 7
    organizer.press("Note as posted")
    link = re.search(r"http[^\s;,\"]+/register\?code=\d+", merge)
    assert link is not None
    return link[0]


def answer_letter(person: Visitor, link: str) -> str:
    """On a phone: one question a page, sent once. Returns the address of the own page."""
    person.go(link)
    person.language = str(person.page.locator("html").get_attribute("lang"))
    person.page.get_by_role("main").get_by_role("link", name="Русский").click()
    person.language = "ru"
    person.press("Begin")
    person.choose("I have read this, I am 18 or older, and I agree")
    person.press("Next")
    while person.page.locator("main input[type=radio]").count() and not person.page.locator("[name=name]").count():
        person.page.locator("main input[type=radio]").first.check()
        person.press("Next")
    person.write("Surname and first name", NEWCOMER)
    person.write("Telephone", "8 (701) 555-44-33")
    person.page.locator("[name=email]").fill("zaure@parks.example.org")
    person.press("Next")
    person.press("Next")
    person.page.get_by_role("group", name=person.words("In which languages can you follow a talk?")
                            ).get_by_label("Русский").check()
    person.press("Next")
    person.choose("Yes, on all days")
    person.press("Next")
    look(person, "registration-check")
    person.page.wait_for_timeout(registration_answers.FASTEST.total_seconds() * 1000)
    person.press("Register")
    person.sees("You are registered")
    person.follow("My registration")
    return person.page.url


def find_in_pool(organizer: Visitor) -> None:
    """Who registered by phone stands in the pool, though the names are sealed."""
    organizer.go(f"/juries/{SLUG}/pool?q=555-44-33")
    expect(organizer.page.get_by_text(NEWCOMER)).to_be_visible()
    look(organizer, "pool-found")


def import_pool(organizer: Visitor, folder: Path) -> None:
    organizer.go(f"/juries/{SLUG}/pool")
    look(organizer, "pool-empty")
    file = folder / "список.csv"
    file.write_bytes(pool_file())
    organizer.page.get_by_label(organizer.words("File with the people")).set_input_files(file)
    organizer.press("Send and look at it")
    sees_letters(organizer.page)
    look(organizer, "pool-columns")
    organizer.press("Check the file")
    expect(organizer.page.get_by_role("alert")).to_be_visible()
    look(organizer, "pool-problems")
    expect(organizer.button("Import")).to_have_count(0)
    organizer.follow("Change what the columns are")
    organizer.choose("Leave out people whose row has a fault that stops the import")
    organizer.press("Check the file")
    look(organizer, "pool-check")
    letters = organizer.page.get_by_label(organizer.words("I have looked at the first rows: the letters are right"))
    if letters.count():
        letters.check()
    organizer.page.get_by_role("button", name=organizer.words("Import"), exact=True).click()
    expect(organizer.page.get_by_role("table", name=organizer.words("People in the pool"))).to_be_visible()
    look(organizer, "pool-full")


def sees_letters(page: Page) -> None:
    expect(page.get_by_text("Невымышлена Никто 1").first).to_be_visible()


def number_of(organizer: Visitor, what: str, value: str) -> str:
    return organizer.words(what, value=value)


def set_targets(organizer: Visitor) -> None:
    organizer.go(f"/juries/{SLUG}/run")
    organizer.follow("Set the targets")
    shares = {"женский": "52", "мужской": "48", "18–34": "33,3", "35–54": "36,7", "55+": "30", "город": "60",
              "село": "40"}
    for value, share in shares.items():
        organizer.page.get_by_label(number_of(organizer, "%(value)s: percent of the population", value)).fill(share)
    organizer.press("Compute from the percentages")
    expect(organizer.page.get_by_label(number_of(organizer, "%(value)s: greatest number of seats", "село"))
           ).to_have_value("7")
    organizer.sees("A jury that keeps all these targets is possible. People in the pool: %(people)s.", people=PEOPLE)
    look(organizer, "targets-possible")
    for what in ("%(value)s: least number of seats", "%(value)s: greatest number of seats"):
        organizer.page.get_by_label(number_of(organizer, what, "55+")).fill("6")  # the pool has four
    organizer.sees("Not possible.")
    organizer.press("Check")
    organizer.sees("The smallest change that makes a jury possible:")
    look(organizer, "targets-impossible")
    organizer.press("Take this change over")
    organizer.sees("A jury that keeps all these targets is possible. People in the pool: %(people)s.", people=PEOPLE)
    organizer.press("Save the targets")
    look(organizer, "targets-saved")
