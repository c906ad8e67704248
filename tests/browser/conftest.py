"""A seeded demo, a served copy of it per module, and Chromium."""
from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import addresses
from tests.browser.addresses import Address
from tests.browser.house import House, open_house, seed_demo
from tests.browser.visitors import Visitor, receive

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, process_name: str) -> Path:
    """The data folder of the demo; it is copied, never served. Several test processes share one."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if process_name == "main" else base.parent) / "demo"
    with alone(folder.with_suffix(".lock")):
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)  # of a process that failed before us
            unfinished.mkdir()
            seed_demo(unfinished)
            unfinished.rename(folder)
    return folder


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Of several test processes one at a time."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="module")
def house(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(template, tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(scope="module")
def found_pages(house: House, template: Path) -> list[Address]:
    """Every page of the furnished house for everybody who may open it. One test process asks them all, for all."""
    addresses.furnish(house)
    kept = template.with_suffix(".pages.json")
    with alone(template.with_suffix(".pages.lock")):
        if not kept.exists():
            kept.write_text(json.dumps([address.as_json() for address in addresses.pages(house)]), "utf-8")
    return [Address.from_json(row) for row in json.loads(kept.read_text("utf-8"))]


@pytest.fixture(scope="package")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """For this package only: another one starts Playwright itself, and there can be one at a time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, house: House) -> Iterator[Callable[..., Visitor]]:
    """Open browsers, each with its own cookies; at the end neither they nor the server may have complained."""
    visitors: list[Visitor] = []

    def open_browser(person_id: int | None = None, **options: Any) -> Visitor:
        visitors.append(receive(chromium, house, person_id, **options))
        return visitors[-1]

    yield open_browser
    complaints = house.faults() + [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert not complaints, "\n".join(complaints)
