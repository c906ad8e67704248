"""The page that is saved and opened as a file: it checks draws with no connection at all."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from sortition.offline_pages import MODULES, offline_page
from tests.sortition.bundles import random_bundle
from tests.sortition.tamperings import TAMPERINGS

STATIC = Path(__file__).parents[2] / "app/static"
NAMES = ("features", "commitment", "result", "button", "ticket", "running", "waiting", "checked", "left_out", "failed")
STEPS = (
    *("files_well_formed", "commitment_matches", "randomness_accepted", "signature_valid", "panel_matches"),
    *("reserve_matches", "features_match", "reading_tickets", "reading_panels", "reading_reserve", "file_not_json"),
)
WORDS = {name: name for name in (*NAMES, *STEPS)} | {
    "title": "Check a draw",
    "intro": 'Choose the files; "nothing" leaves this computer.',
    "right": "The draw is correct.",
    "wrong": "The draw is NOT correct.",
    "panel_wrong": "The published panel is not No. %(panel)s.",
    "stands": "%(ticket)s stands in %(count)s of %(panels)s: %(chance)s.",
    "stands_nowhere": "%(ticket)s stands in none.",
    "compared": "%(fewer)s fewer, %(same)s as many, %(more)s more.",
    "drawn": "Drawn.",
    "not_drawn": "In reserve: %(place)s.",
    "not_yet": "Not yet.",
    "unknown_ticket": "No such ticket.",
    "decimal": ",",
    "group": " ",
    "percent": "%(number)s %",
}


def sources() -> list[str]:
    files = [next((STATIC / "vendor").glob("noble-*.js")), *(STATIC / "js/verify" / name for name in MODULES)]
    return [file.read_text() for file in files]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "check.html"
    path.write_text(offline_page(sources(), WORDS, "en"))
    return path


@pytest.fixture
def page(chromium_path: str, saved: Path) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        context = browser.new_context(offline=True)
        page = context.new_page()
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(saved.as_uri())
        yield page
        browser.close()
    assert not problems


def check(page: Page, folder: Path, files: tuple[bytes, bytes, bytes | None]) -> None:
    for name, content in zip(["commitment", "result", "features"], files, strict=True):
        if content is not None:
            (folder / f"{name}.json").write_bytes(content)
            page.set_input_files(f"input[name={name}]", folder / f"{name}.json")
    page.click("button")


@pytest.mark.browser
def test_a_saved_page_says_yes_to_a_true_draw_and_no_to_a_bent_one(page: Page, tmp_path: Path) -> None:
    check(page, tmp_path, random_bundle(random.Random(2)).files)
    expect(page.locator("[role=status] strong")).to_have_text("The draw is correct.")
    expect(page.locator("li.done")).to_have_count(7)
    swapped = next(tampering for tampering in TAMPERINGS if tampering.name == "juror_swapped")
    check(page, tmp_path, swapped.files(2))
    expect(page.locator("[role=status] strong")).to_contain_text("NOT correct. The published panel is not No. ")
    expect(page.locator("li.blocked", has_text="panel_matches")).to_contain_text("failed")
    expect(page.locator("li.done")).to_have_count(4)


@pytest.mark.browser
def test_without_features_the_page_says_what_was_left_out_and_finds_a_ticket(page: Page, tmp_path: Path) -> None:
    bundle = random_bundle(random.Random(2))
    page.fill("input[name=ticket]", "№ 1")
    check(page, tmp_path, (*bundle.files[:2], None))
    expect(page.locator("li", has_text="features_match")).to_contain_text("left_out")
    own = next(ticket for ticket in bundle.made.tickets.values() if ticket.ticket == "0001")
    expect(page.locator("[role=status]")).to_contain_text(f"0001 stands in {own.count} of 100: {own.count} %.")
    page.fill("input[name=ticket]", "9999")
    page.click("button")
    expect(page.locator("[role=status]")).to_contain_text("No such ticket.")


def test_the_page_holds_everything_and_asks_for_nothing(saved: Path) -> None:
    text = saved.read_text()
    assert "\nimport" not in text
    assert "\nexport" not in text
    assert "default-src 'none'" in text
    assert "<link" not in text
    assert " src=" not in text
    assert "&quot;nothing&quot; leaves" in text


def test_every_module_of_the_verifier_is_on_the_page() -> None:
    assert {file.name for file in (STATIC / "js/verify").glob("*.js")} == set(MODULES)


def test_a_source_that_would_end_the_script_is_refused() -> None:
    with pytest.raises(ValueError, match="end the script"):
        offline_page(["const text = '</script>';"], WORDS, "en")
