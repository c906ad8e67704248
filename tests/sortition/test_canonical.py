"""One document, one text: the canonical form and the strict parser."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition import verify
from sortition.canonical import canonical, parse
from sortition.errors import SortitionError
from tests.sortition.test_verify_js import NODE

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def refusal(content: str | bytes) -> str:
    with pytest.raises(SortitionError) as caught:
        parse(content)
    return caught.value.code


@given(DOCUMENTS)
def test_writing_and_reading_are_inverse(document: Any) -> None:
    text = canonical(document)
    assert parse(text) == parse(text.encode()) == document
    assert canonical(parse(text)) == text


@given(DOCUMENTS)
def test_the_stand_alone_verifier_has_the_same_form(document: Any) -> None:
    assert verify.canonical(document) == canonical(document)
    assert verify.parse(json.dumps(document).encode()) == document


@given(st.lists(st.tuples(TEXTS, WHOLE), max_size=6, unique_by=lambda pair: pair[0]))
def test_the_order_of_keys_does_not_matter(pairs: list[tuple[str, int]]) -> None:
    assert canonical(dict(pairs)) == canonical(dict(reversed(pairs)))


def test_keys_are_sorted_by_utf16_units_as_rfc_8785_says() -> None:
    """The example of RFC 8785, section 3.2.3: the emoji's surrogates come before U+FB33."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = list(json.loads(canonical(dict.fromkeys(keys, 0))))
    assert ordered == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_letters_stay_and_control_characters_are_escaped() -> None:
    assert canonical('Әл-Фараби "№1"\u001f\u007f\b/') == '"Әл-Фараби \\"№1\\"\\u001f\u007f\\b/"'


@pytest.mark.skipif(NODE is None, reason="node is not installed: the page's canonical form cannot be compared")
def test_the_page_writes_the_same_bytes() -> None:
    documents: list[str] = []

    @given(DOCUMENTS)
    def collect(document: Any) -> None:
        documents.append(json.dumps(document))

    collect()
    module = Path(verify.__file__).parents[1] / "app/static/js/verify/json.js"
    program = f"""import {{ canonical, parse }} from {json.dumps(str(module))};
    const texts = JSON.parse(await new Response(process.stdin).text());
    console.log(JSON.stringify(texts.map((text) => canonical(parse(text)))));"""
    run = subprocess.run(
        [str(NODE), "--input-type=module", "-e", program],
        input=json.dumps(documents),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(run.stdout) == [canonical(json.loads(text)) for text in documents]


@pytest.mark.parametrize("value", [1.0, float("nan"), 2**53, -(2**53), {1: 2}, {"a": b"x"}, {1, 2}, "\ud800"])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(SortitionError) as caught:
        canonical(["a", value])
    assert caught.value.code == "value_not_canonical"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("1.0", "number_not_whole"),
        ("[1e2]", "number_not_whole"),
        ("-0", "number_not_whole"),
        ("9007199254740992", "number_not_whole"),
        ("9" * 5000, "number_not_whole"),
        ("Infinity", "file_not_json"),
        ('{"a": 1, "a": 1}', "key_repeated"),
        ('{"b": {"a": 1, "\\u0061": 1}}', "key_repeated"),
        ("{} {}", "file_not_json"),
        ("{'a': 1}", "file_not_json"),
        ("[1,]", "file_not_json"),
        ("\ufeff{}", "file_not_json"),
        ('"\\ud800"', "file_not_json"),
        (b'"\xff"', "file_not_json"),
        ("", "file_not_json"),
        ("[" * 100_000, "file_not_json"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(content: str | bytes, code: str) -> None:
    assert refusal(content) == code


def test_the_largest_whole_numbers_are_kept() -> None:
    assert parse("[9007199254740991, -9007199254740991]") == [2**53 - 1, 1 - 2**53]
