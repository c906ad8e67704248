"""Addresses without a language that people type or programs guess: they lead to the page in the reader's language."""
from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app.i18n import current_language
from app.web.access import alike

blueprint = Blueprint("feed_doors", __name__)


@blueprint.get("/feed.atom")
@alike
def feed() -> Response:
    return _led_to(url_for("feeds.all_juries", language=current_language()))


@blueprint.get("/search")
@alike
def search() -> Response:
    return _led_to(url_for("searches.index", language=current_language(), q=request.args.get("q", "")[:200]))


def _led_to(address: str) -> Response:
    answer = redirect(address, 302)
    answer.vary.add("Accept-Language")
    return answer
