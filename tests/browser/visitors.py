"""Browsers of people at work; whatever a page complains about is a fault."""
from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.browser.house import House

# What Chromium writes by itself about a refused form (422) or a line that is cut; the answers are watched below.
EXPECTED = re.compile(r"Failed to load resource|WebSocket connection to .* failed|ERR_INTERNET_DISCONNECTED")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@dataclass
class Visitor:
    """Somebody at a browser; `page` is the open page."""

    house: House
    context: BrowserContext
    page: Page
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

    def go(self, path: str) -> Page:
        self.page.goto(self.house.url(path) if path.startswith("/") else path)
        return self.page

    def press(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def follow(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("link", name=name, exact=exact).first.click()

    def write(self, label: str, text: str, *, exact: bool = False) -> None:
        self.page.get_by_label(label, exact=exact).first.fill(text)

    def choose(self, label: str, *, exact: bool = False) -> None:
        self.page.get_by_label(label, exact=exact).first.check()

    def shot(self, name: str) -> None:
        keep(self.page, name)


def keep(page: Page, name: str) -> None:
    """Save what the page looks like, when somebody wants to look at it (ALQA_TEST_SHOTS names a folder)."""
    folder = os.environ.get("ALQA_TEST_SHOTS", "")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def receive(browser: Browser, house: House, person_id: int | None = None, *, phone: bool = True,
            **options: Any) -> Visitor:
    """Open a browser; with `person_id` it is signed in already."""
    context = browser.new_context(viewport=PHONE if phone else DESK, **options)
    context.set_default_timeout(15_000)
    if person_id is not None:
        context.add_cookies([house.cookie(person_id)])  # type: ignore[list-item]
    visitor = Visitor(house, context, context.new_page())
    visitor.watch()
    return visitor
