"""Every text of the interface is there in Kazakh and Russian, with the same placeholders and one alphabet a word."""
from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.rules.sources import ROOT, report

PLURAL_FORMS = {"kk": 2, "ru": 3}
KEYWORDS = ("_l", "lazy_gettext", "lazy_ngettext:1,2", "lazy_pgettext:1c,2", "pgettext:1c,2", "npgettext:1c,2,3")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
_MIXED = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[\u0400-\u04ff])\w+\b")
_ENGLISH_WORDS = re.compile(r"\b[a-z]{3,}\b")


def extract(folder: Path, target: Path) -> Catalog:
    """Every text that the code and the templates of a folder hold."""
    options = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", str(ROOT / "babel.cfg"),
                    *options, "-o", str(target), "."], cwd=folder, check=True, capture_output=True)
    with target.open("rb") as file:
        return read_po(file)


@cache
def translations(language: str) -> Catalog:
    with (ROOT / f"app/translations/{language}/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=language)


def faults(message: Message, plural_forms: int) -> list[str]:
    """What is wrong with one translation."""
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    wanted = plural_forms if isinstance(message.id, tuple) else 1
    if message.fuzzy:
        return ["is marked as doubtful (fuzzy)"]
    if len(texts) != wanted or not all(texts):
        return [f"has {sum(map(bool, texts))} of {wanted} texts"]
    return [fault for text in texts for fault in _text_faults(text, sources)]


def _text_faults(text: str, sources: tuple[str, ...]) -> list[str]:
    found = []
    if _placeholders(text) != _placeholders(" ".join(sources)):
        found.append(f"has other placeholders: {text!r}")
    mixed = _MIXED.findall(_PLACEHOLDER.sub("", text))
    if mixed:
        found.append(f"mixes Latin and Cyrillic letters in {mixed}")
    if text == sources[0] and len(_ENGLISH_WORDS.findall(text)) > 1:
        found.append("is still English")
    return found


def _placeholders(text: str) -> set[tuple[str, str]]:
    return set(_PLACEHOLDER.findall(text))


def keys(catalogue: Catalog) -> set[tuple[str | None, object]]:
    return {(message.context, message.id) for message in catalogue if message.id}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return extract(ROOT, tmp_path_factory.mktemp("texts") / "messages.pot")


@pytest.mark.parametrize("language", PLURAL_FORMS)
def test_every_text_is_in_the_catalogue_and_no_other(language: str, texts: Catalog) -> None:
    wanted, there = keys(texts), keys(translations(language))
    problems = [f"run `make strings`: {key} is missing" for key in sorted(wanted - there, key=str)]
    problems += [f"run `make strings`: {key} is not used any more" for key in sorted(there - wanted, key=str)]
    assert wanted
    assert not problems, report(problems)


@pytest.mark.parametrize("language", PLURAL_FORMS)
def test_every_text_is_translated(language: str) -> None:
    problems = [f"{message.id!r} {fault}" for message in translations(language) if message.id
                for fault in faults(message, PLURAL_FORMS[language])]
    assert not problems, report(problems)


@pytest.mark.parametrize("language", PLURAL_FORMS)
def test_the_plural_rule_is_that_of_the_language(language: str) -> None:
    assert translations(language).num_plurals == PLURAL_FORMS[language]


@pytest.mark.parametrize(("source", "text"), [
    ("Seat %(number)s", "Орын %(nomer)s"),
    ("Seat %(number)s", "Орын"),
    ("Verdict", ""),
    ("Verdict", "Үкiм"),                                # a Latin i in a Kazakh word
    ("The verdict is ready", "The verdict is ready"),
    (("one seat", "%(num)s seats"), ("бір орын", "")),
])
def test_a_bad_translation_is_found(source: str | tuple[str, str], text: str | tuple[str, str]) -> None:
    assert faults(Message(source, text), 2)


def test_a_good_translation_is_left_alone() -> None:
    assert not faults(Message("Verdict on GOV.UK", "Үкім GOV.UK сайтында"), 2)
    assert not faults(Message("CSV", "CSV"), 2)


def test_a_new_text_is_found(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "app" / "x.py").write_text("_l('lazy one')\ngettext('now')\nlazy_ngettext('a', 'b', 2)\n")
    (tmp_path / "templates" / "x.html").write_text("{{ _('whole sentence') }}{% trans %}block{% endtrans %}")
    found = keys(extract(tmp_path, tmp_path / "x.pot"))
    assert {key[1] for key in found} == {"lazy one", "now", ("a", "b"), "whole sentence", "block"}
