"""Templates carry no script, no style, no unescaped text and no date that the server did not format."""
from __future__ import annotations

import re

import pytest

from tests.rules.sources import files, read, report

# A strict Content-Security-Policy forbids the first four in the browser; here they are found before.
FORBIDDEN = {
    "a script inside the page": re.compile(r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">)[^>]*>", re.I),
    "a style inside the page": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "a javascript address": re.compile(r"javascript:", re.I),
    "something from another site": re.compile(
        r"<(?:script|link|img|iframe|video|audio|source)\b[^>]*(?:src|href)=\"(?:https?:)?//", re.I),
    "a date in the server's own words": re.compile(r"\.strftime\s*\("),
    "text that is not escaped": re.compile(r"\|\s*safe\b|\bautoescape\s+false"),
}
_COMMENT = re.compile(r"\{#.*?#\}", re.S)


def faults(text: str) -> list[str]:
    """What a template holds that it must not, with the line."""
    bare = _COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text)
    return [f"line {bare.count(chr(10), 0, hit.start()) + 1}: {what}"
            for what, pattern in FORBIDDEN.items() for hit in pattern.finditer(bare)]


def test_templates_are_clean() -> None:
    found = [path for suffix in (".html", ".txt", ".xml") for path in files("templates", suffix=suffix)]
    problems = [f"{path}: {fault}" for path in found for fault in faults(read(path))]
    assert not problems, report(problems)


def test_python_marks_nothing_as_safe_html_by_hand() -> None:
    """`Markup("…")` around constants is fine; around an f-string or a variable it is the same as |safe."""
    pattern = re.compile(r"\bMarkup\(\s*(?!\"|')[^)]")
    problems = [f"{path}: {hit.group()}" for path in files("app", suffix=".py") if "charts" not in path.parts
                for hit in pattern.finditer(read(path))]
    assert not problems, report(problems)


@pytest.mark.parametrize("sample", [
    "<script>alert(1)</script>", "<script type=\"module\">x</script>", "<style>p{}</style>",
    "<p style=\"color:red\">", "<p class=\"a\" onclick=\"x()\">", "<a href=\"javascript:x\">",
    "{{ day.strftime('%d') }}", "{{ text|safe }}", "{{ text | safe }}", "{% autoescape false %}", "<img src=\"https://example.org/a.png\">",
    "<link rel=\"stylesheet\" href=\"//example.org/a.css\">",
])
def test_a_bad_template_is_found(sample: str) -> None:
    assert faults(f"<p>\n{sample}\n</p>")


@pytest.mark.parametrize("sample", [
    "<script type=\"module\" src=\"/static/js/room.js\"></script>", "{# {{ text|safe }} #}",
    "<div data-on=\"x\" data-style=\"y\">", "<a href=\"https://example.org\">there</a>",
    "<script type=\"application/ld+json\">{{ data|tojson }}</script>",  # data, which no browser runs
])
def test_a_good_template_is_left_alone(sample: str) -> None:
    assert not faults(sample)
