"""What is checked on a page that a browser shows: axe, width, leftover English."""
from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import read_po
from playwright.sync_api import Page

from tests.browser.visitors import DESK, PHONE
from tests.serving.server import ROOT

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = {"width": 320, "height": 640}
RUN_AXE = """async (only) => {
    const answer = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
    return answer.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
}"""
# Visible words that neither a script nor a person put there: not in another language, not marked as untranslatable.
TEXTS = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (element.closest("script, style, noscript, [translate=no], .mono, svg")) continue;
        if (element.closest("[lang]").lang !== document.documentElement.lang) continue;
        const text = walker.currentNode.textContent.replace(/\\s+/g, " ").trim();
        if (text) found.push(text);
    }
    return found;
}"""


def axe_problems(page: Page) -> list[str]:
    """Violations of WCAG 2.2 AA and of good practice that axe-core sees."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return list(page.evaluate(RUN_AXE, {"type": "tag", "values": TAGS}))


def problems_in_every_light(page: Page, *, is_odd: bool) -> list[str]:
    """axe at 390 and 1280, one of them light and the other dark. Pages share their colours: the next has it the other
    way round, so that all four are seen of every component.
    """
    problems: list[str] = []
    schemes = ("dark", "light") if is_odd else ("light", "dark")
    for size, scheme in zip((PHONE, DESK), schemes, strict=True):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)
        problems += [f"{size['width']} {scheme} {fault}" for fault in axe_problems(page)]
    return problems


def overflow(page: Page) -> list[str]:
    """Elements that make the page wider than a phone of 320 px."""
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    return list(page.evaluate("""() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        const scrolls = (e) => e.parentElement.closest(".nav nav, .scroll, svg");
        return [...document.querySelectorAll("body *")]
            .filter((e) => e.getBoundingClientRect().right > width + 1 && e.getClientRects().length && !scrolls(e))
            .slice(0, 4).map((e) => `wider than 320: ${e.outerHTML.slice(0, 160)}`);
    }"""))


def english_words() -> set[str]:
    """Sentences of the interface that differ from both translations: seeing one on another page is a leftover."""
    found: set[str] = set()
    for language in ("kk", "ru"):
        with (ROOT / "app/translations" / language / "LC_MESSAGES/messages.po").open("rb") as file:
            catalogue = read_po(file)
        same = {message.id for message in catalogue if message.id == message.string}
        whole = {message.id for message in catalogue if isinstance(message.id, str) and "%(" not in message.id}
        found = (found or whole) & whole - same
    return {text for text in found if re.search(r"[a-z]{3}", text)}


def leftovers(page: Page, english: set[str]) -> list[str]:
    return [f"English: {text}" for text in page.evaluate(TEXTS) if text in english]
