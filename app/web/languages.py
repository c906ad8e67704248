"""The language of a page comes from its address: /kk/…, /ru/…, /en/…"""
from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from app.web.access import public

_OURS = {"endpoint", "language"}  # what a query may not say to `url_for`; nor what begins with a line below


def init_app(app: Flask) -> None:
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_add_language)
    app.add_url_rule("/", "front_door", front_door)


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    first = request.path.split("/")[1] if "/" in request.path else ""
    g.language = first if first in LANGUAGES else _preferred()
    if values:
        values.pop("language", None)


def _add_language(endpoint: str, values: dict[str, Any]) -> None:
    if "language" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values["language"] = g.get("language", DEFAULT_LANGUAGE)


def _preferred() -> str:
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE


def here(language: str) -> str:
    """The address of this same page in another language."""
    endpoint = request.endpoint
    if endpoint is None or not request.url_rule or "language" not in request.url_rule.arguments:
        return url_for("home.index", language=language)
    if request.method != "GET" and "GET" not in request.url_rule.methods:  # type: ignore[operator]  # set by routing
        return url_for("home.index", language=language)
    asked = {name: value for name, value in request.args.items() if name not in _OURS
             and not name.startswith("_")}
    values = asked | dict(request.view_args or {}, language=language)
    return url_for(endpoint, **values)


@public
def front_door() -> Response:
    """Send a visitor to the page in their browser's language."""
    return redirect(url_for("home.index", language=_preferred()))
