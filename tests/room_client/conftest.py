"""A faulty room on a free port and a page of it in Chromium."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Visit:
    """One juror's page and the strings to pull behind it."""

    address: str
    context: BrowserContext
    page: Page

    def control(self, others: list[str] | None = None, **faults: int) -> dict[str, int]:
        """Make the server fail in these ways and let somebody else say these texts; returns its counters."""
        body = json.dumps({"others": others or [], "faults": faults}).encode()
        request = urllib.request.Request(f"{self.address}/control", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return dict(json.load(answer))

    def say(self, text: str) -> None:
        self.page.get_by_label("Text").fill(text)
        self.page.get_by_role("button", name="Send").click()

    @property
    def record(self) -> Locator:
        return self.page.locator("[data-target=statements] > li")

    @property
    def waiting(self) -> Locator:
        return self.page.locator("[data-waiting-list] > li")

    def texts(self) -> list[str]:
        return self.record.locator("p").all_inner_texts()

    def shows(self, state: str, within: float = 20) -> None:
        expect(self.page.locator("[data-words]")).to_have_text(state, timeout=within * 1000)

    def open_again(self) -> None:
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(f"{self.address}/room")


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """A phone in the room, live. Whatever the browser complains about besides the refused requests is a fault."""
    port = _free_port()
    command = [sys.executable, "-m", "gevent.monkey", "--module", "tests.room_client.faulty_room"]
    command += [str(port), str(tmp_path)]
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    context = browser.new_context(viewport={"width": 390, "height": 844})
    complaints: list[Any] = []
    context.on("weberror", lambda fault: complaints.append(fault.error))
    try:
        _wait_until_open(port)
        page = context.new_page()
        visit = Visit(f"http://127.0.0.1:{port}", context, page)
        page.goto(f"{visit.address}/room")
        visit.shows("Live")
        yield visit
        assert not complaints
    finally:
        context.close()
        server.kill()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_open(port: int) -> None:
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the faulty room did not start")
