"""A test browser that checks what must hold on every page, whichever test opens it."""
from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
RAW_CODE = re.compile(r"(?<!<code)>\s*[a-z]+(?:_[a-z]+){2,}\s*<")
DATA_BLOCKS = {"application/json", "application/ld+json"}  # the browser runs none of them
NAMED_BY = {"aria-label", "aria-labelledby", "title"}


class Page(HTMLParser):
    """Collects what the checks ask for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings, self.language, self.title = 0, "", ""
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.forms: list[list[str | None]] = []
        self.inline: list[str] = []
        self._is_title = self._is_label = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        self.inline += [f"<{tag} {name}>" for name in values if name == "style" or name.startswith("on")]
        if tag == "script" and "src" not in values and values.get("type") not in DATA_BLOCKS:
            self.inline.append("<script>")
        handler = getattr(self, f"_open_{tag}", None)
        if handler:
            handler(values)

    def _open_html(self, values: dict[str, str | None]) -> None:
        self.language = values.get("lang") or ""

    def _open_h1(self, _values: dict[str, str | None]) -> None:
        self.headings += 1

    def _open_title(self, _values: dict[str, str | None]) -> None:
        self._is_title = not self.title

    def _open_label(self, values: dict[str, str | None]) -> None:
        self.labels.add(values.get("for") or "")
        self._is_label = True

    def _open_form(self, values: dict[str, str | None]) -> None:
        if (values.get("method") or "get").lower() == "post":
            self.forms.append([])

    def _open_input(self, values: dict[str, str | None]) -> None:
        if self.forms:
            self.forms[-1].append(values.get("name"))
        if values.get("type") not in {"hidden", "submit", "button"}:
            self.fields.append({**values, "wrapped": "yes" if self._is_label else None})

    _open_select = _open_textarea = _open_input

    def handle_endtag(self, tag: str) -> None:
        self._is_title = self._is_title and tag != "title"
        self._is_label = self._is_label and tag != "label"

    def handle_data(self, data: str) -> None:
        if self._is_title:
            self.title += data


def problems_of(html: str) -> list[str]:
    """What is wrong with a page; an empty list is a good page."""
    page = Page(html)
    problems = []
    if page.headings != 1:
        problems.append(f"{page.headings} h1 elements")
    if not page.title.strip():
        problems.append("no title")
    if page.language not in {"kk", "ru", "en"}:
        problems.append(f"lang is {page.language!r}")
    problems += [f"id {name!r} {count} times" for name, count in Counter(page.ids).items() if count > 1]
    problems += [f"field {field.get('name')!r} has no label" for field in page.fields if not _is_named(field, page)]
    problems += ["a POST form without csrf_token" for names in page.forms if "csrf_token" not in names]
    problems += [f"inline {what}" for what in page.inline]
    problems += [f"raw code {found!r}" for found in RAW_CODE.findall(html)]
    return problems


def _is_named(field: dict[str, str | None], page: Page) -> bool:
    return field.get("id") in page.labels or bool(field.get("wrapped")) or any(field.get(name) for name in NAMED_BY)


class CheckedClient(FlaskClient):
    """Checks every HTML page; `send()` posts a form with the token of its page."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        if "<html" in html and response.status_code < 500:
            problems = problems_of(html)
            assert not problems, f"{response.request.path}: {problems}"
        return response

    def send(self, address: str, data: dict[str, Any] | None = None, *, page: str | None = None,
             **kwargs: Any) -> TestResponse:
        """Open `page` (or the address itself) as a person would, take its token, and post the form."""
        found = TOKEN.search(self.get(page or address).get_data(as_text=True))
        assert found, f"{page or address} has no form"
        return self.post(address, data={**(data or {}), "csrf_token": found[1]}, **kwargs)
