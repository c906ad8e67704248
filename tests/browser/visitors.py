"""Browsers of people at work; whatever a page complains about is a fault."""
from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response, expect

from app.domain.languages import OWN_NAMES
from tests.browser.house import House
from tests.serving.server import ROOT

# What Chromium writes by itself about a refused form (422) or a line that is cut; the answers are watched below.
EXPECTED = re.compile(r"Failed to load resource|WebSocket connection to .* failed|ERR_INTERNET_DISCONNECTED"
                      r"|error occurred when fetching the script")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@dataclass
class Visitor:
    """Somebody at a browser; `page` is the open page."""

    house: House
    context: BrowserContext
    page: Page
    language: str = "en"
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda fault: self.complaints.append(f"script: {fault.error}"))
        self.context.on("response", self._note_response)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not EXPECTED.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _note_response(self, response: Response) -> None:
        is_asset = "/static/" in response.url
        if response.status >= 500 or (is_asset and response.status >= 400):
            self.complaints.append(f"{response.status} for {response.url}")

    def words(self, english: str, **values: object) -> str:
        """What the interface says in the visitor's language."""
        translated = english if self.language == "en" else catalogue(self.language).gettext(english)
        return translated % values if values else translated

    def go(self, path: str) -> Page:
        """Open an address; one of the site gets the visitor's language."""
        self.page.goto(self.house.url(f"/{self.language}{path}") if path.startswith("/") else path)
        return self.page

    def button(self, english: str, **values: object) -> Locator:
        return self.page.get_by_role("button", name=self.words(english, **values))

    def press(self, english: str, **values: object) -> None:
        self.button(english, **values).first.click()

    def follow(self, english: str, **values: object) -> None:
        self.page.get_by_role("link", name=self.words(english, **values)).first.click()

    def write(self, english: str, text: str) -> None:
        self.page.get_by_label(self.words(english)).first.fill(text)

    def choose(self, english: str) -> None:
        self.page.get_by_label(self.words(english)).first.check()

    def write_texts(self, english: str, texts: dict[str, str]) -> None:
        """Fill a question that is asked in three languages."""
        group = self.page.get_by_role("group", name=self.words(english))
        for language, text in texts.items():
            group.get_by_label(OWN_NAMES[language]).fill(text)

    def sees(self, english: str, **values: object) -> None:
        expect(self.page.get_by_text(self.words(english, **values)).first).to_be_visible()

    def enter(self, address: str, code: str) -> None:
        """Come in by a personal link."""
        self.page.goto(address)
        self.write("Code", code)
        self.press("Come in")
        expect(self.button("Sign out")).to_be_visible()

    def shot(self, name: str) -> None:
        keep(self.page, name)


@cache
def catalogue(language: str) -> GNUTranslations:
    """The interface's words in this language, from the compiled file that the server reads too."""
    with (ROOT / "app/translations" / language / "LC_MESSAGES/messages.mo").open("rb") as file:
        return GNUTranslations(file)


def is_kept() -> bool:
    return bool(os.environ.get("ALQA_TEST_SHOTS"))


def keep(page: Page, name: str) -> None:
    """Save what the page looks like, when somebody wants to look at it (ALQA_TEST_SHOTS names a folder)."""
    folder = os.environ.get("ALQA_TEST_SHOTS", "")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def receive(browser: Browser, house: House, person_id: int | None = None, *, language: str = "en",
            phone: bool = True, **options: Any) -> Visitor:
    """Open a browser; with `person_id` it is signed in already."""
    context = browser.new_context(viewport=PHONE if phone else DESK, reduced_motion="reduce", **options)
    context.set_default_timeout(15_000)
    if person_id is not None:
        context.add_cookies([house.cookie(person_id)])  # type: ignore[list-item]
    visitor = Visitor(house, context, context.new_page(), language)
    visitor.watch()
    return visitor
