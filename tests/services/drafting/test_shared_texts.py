"""The shared document: converges whatever comes in whatever order, counts in bytes, refuses what is not a change."""
from __future__ import annotations

import random

import pytest

from app.domain.drafting import CLAUSES
from app.domain.errors import DomainError
from app.services.drafting import shared_texts
from app.services.drafting.shared_texts import Changed
from tests.domain.test_word_merges import changed, some_text
from tests.drafting import Browser

WORDS = {"title.kk": "Таза су", "body.kk": "Құбырлар жаңартылсын 👩‍👩‍👧 және тексерілсін", "body.ru": "Обновить трубы"}


def test_the_same_beginning_made_twice_is_one_document() -> None:
    state = shared_texts.begin(WORDS)
    assert state == shared_texts.begin(dict(reversed(WORDS.items())))
    assert shared_texts.read(shared_texts.put_together([state, shared_texts.begin(WORDS)])) == {
        name: WORDS.get(name, "") for name in CLAUSES}


@pytest.mark.parametrize("seed", range(6))
def test_concurrent_edits_end_in_one_text(seed: int) -> None:
    """Three browsers type, send late, hear late and some things twice; forms are saved in between by the server."""
    chance = random.Random(seed)
    state = shared_texts.begin(WORDS)
    browsers = [Browser(state, seq=0) for _ in range(3)]
    log: list[bytes] = []

    def take(result: Changed) -> bytes:
        log.extend(filter(None, [result.content]))
        return result.state

    for _ in range(120):
        browser, step = chance.choice(browsers), chance.random()
        if step < 0.5:
            browser.write(changed(chance, browser.read()))
        elif step < 0.7 and browser.outbox:
            state = take(shared_texts.apply(state, browser.outbox.pop(0)))
        elif step < 0.8:
            state = take(shared_texts.rewrite(state, {"body.kk": some_text(chance), "title.kk": some_text(chance, 4)}))
        else:
            hear(browser, log, chance.randint(0, 3), browser.seq + 1)
    for content in [content for browser in browsers for content in browser.outbox]:
        state = take(shared_texts.apply(state, content))
    for browser in browsers:
        hear(browser, log, 3, len(log))
    words = shared_texts.read(state)
    assert {browser.read() for browser in browsers} == {words["body.kk"]}
    assert {browser.read("title.kk") for browser in browsers} == {words["title.kk"]}
    assert len(log) > 20


def hear(browser: Browser, log: list[bytes], again: int, until: int) -> None:
    """In order, and a few that were known already."""
    for content in log[max(0, browser.seq - again):until]:
        browser.receive(content)
    browser.seq = min(until, len(log))


def test_a_form_changes_only_the_words_that_differ() -> None:
    state = shared_texts.begin(WORDS)
    browser = Browser(state)
    browser.write("Ескі құбырлар жаңартылсын 👩‍👩‍👧 және тексерілсін")
    saved = shared_texts.rewrite(state, {"body.kk": "Құбырлар жаңартылсын 👩‍👩‍👧 және ауыстырылсын"})
    both = shared_texts.apply(saved.state, shared_texts.put_together(browser.outbox))
    assert both.words["body.kk"] == "Ескі құбырлар жаңартылсын 👩‍👩‍👧 және ауыстырылсын"
    assert saved.clauses == ["body.kk"]
    assert not shared_texts.rewrite(both.state, both.words).content, "nothing changed, nothing to tell"


def refusal(state: bytes, change: bytes) -> str:
    with pytest.raises(DomainError) as refused:
        shared_texts.apply(state, change)
    return refused.value.code


def test_what_is_no_change_is_refused() -> None:
    state = shared_texts.begin(WORDS)
    assert refusal(state, b"\x00" * (shared_texts.MOST_CHANGE + 1)) == "draft_change_too_large"
    assert refusal(state, b"no change at all") == "draft_change_not_understood"
    for text, code in ((5000 * "ұ", "clause_is_too_long"), ("\u202eсу", "clause_has_control_characters"),
                       ("су\x00", "clause_has_control_characters")):
        browser = Browser(state)
        browser.write(text)
        assert refusal(state, browser.outbox[-1]) == code
    ahead = Browser(state)
    ahead.write(f"Ескі {ahead.read()}")
    ahead.write(f"Өте {ahead.read()}")
    assert refusal(state, ahead.outbox[1]) == "draft_is_behind"
    chance = random.Random(3)
    for _ in range(300):
        broken = bytearray(ahead.outbox[0])
        broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            shared_texts.apply(state, bytes(broken))
        except DomainError:
            continue
    assert shared_texts.read(state)["body.kk"] == WORDS["body.kk"]
