"""What differs between two versions of a verdict, field by field."""
from __future__ import annotations

from dataclasses import replace

from app.services.verdict.jury_shares import Composition
from app.services.verdict.verdict_backing import BestCase
from app.services.verdict.verdict_documents import Item, Opinion, VerdictDocument
from app.services.verdict.version_differences import changes

ITEM = Item(proposal_id=1, kind="recommendation", number=1, version=1, title={"en": "Clean water"},
            body={"en": "Pipes in every house."}, why={}, ballot=1, yes=17, no=2, abstain=1, threshold=16, voters=20,
            is_adopted=True, evidence=(), opinions=(Opinion("dissent", "Too dear", "en", None),))
DOCUMENT = VerdictDocument(
    format="alqa verdict 2", jury="water", version=1, published_at="", reply_due_on="2026-12-04", reason="",
    authentic_language="kk", title={}, place={}, commissioner={}, starts_on=None, ends_on=None, charge_version=1,
    question={"en": "What about water?"}, answer={"en": "Clean water first", "ru": "Сначала вода"},
    process_note={"en": "We met"}, items=(ITEM,), ballots=(), composition=Composition(0, 0, ()), draw=None,
    record_head="0", best_cases=(BestCase("for", {"en": "Everybody drinks"}),))


def told(old: VerdictDocument, new: VerdictDocument) -> list[tuple[str, str, str]]:
    """Field, language, and the pieces with a sign before what went and came."""
    signs = {"same": "", "gone": "-", "new": "+"}
    return [(change.field, change.language, "|".join(signs[piece.kind] + piece.text for piece in change.pieces))
            for change in changes(old, new)]


def test_the_same_words_are_no_difference() -> None:
    assert changes(DOCUMENT, replace(DOCUMENT, version=2, reason="A slip")) == []


def test_each_text_is_compared_in_each_language() -> None:
    new = replace(DOCUMENT, answer={"en": "Clean air first", "ru": "Сначала вода"}, process_note={},
                  best_cases=(BestCase("against", {"en": "It is dear"}),))
    assert told(DOCUMENT, new) == [
        ("answer", "en", "Clean |-water|+air| first"), ("case_for", "en", "-Everybody drinks"),
        ("case_against", "en", "+It is dear"), ("process_note", "en", "-We met")]


def test_items_counts_and_dissents_are_compared_too() -> None:
    changed = replace(ITEM, body={"en": "Pipes in each house."}, yes=18, no=1, opinions=())
    added = replace(ITEM, kind="finding", number=1, title={"en": "New"}, body={}, opinions=())
    found = told(DOCUMENT, replace(DOCUMENT, items=(changed, added)))
    assert found == [("body", "en", "Pipes in |-every|+each| house."), ("counts", "", "-17 : 2 : 1|+18 : 1 : 1"),
                     ("opinion", "en", "-Too dear"), ("title", "en", "+New"), ("counts", "", "+17 : 2 : 1")]
