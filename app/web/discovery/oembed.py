"""oEmbed 1.0: from the address of a jury's page to the card that other sites can show in a frame."""
from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, render_template, request, url_for
from sqlalchemy import select

from app.domain.languages import LANGUAGES, show
from app.domain.stages import Stage
from app.extensions import db
from app.installation import current_settings
from app.models import Jury
from app.web.access import alike
from app.web.discovery.places import HEIGHT, WIDTH, absolute
from app.web.limits import number_in

blueprint = Blueprint("oembed", __name__)
FRESH_FOR = 300  # seconds
_PAGE = re.compile(rf"/({'|'.join(LANGUAGES)})/juries/([a-z0-9-]{{1,60}})(?:/.*)?")


@blueprint.get("/oembed")
@alike
def oembed() -> Response:
    """As JSON only; 501 for another format, 404 for an address that is no public jury's."""
    if request.args.get("format", "json") != "json":
        abort(501)
    of, language = _asked_for(request.args.get("url", ""))
    width, height = _size("maxwidth", WIDTH), _size("maxheight", HEIGHT)
    title = show(of.title, language).text
    address = absolute(url_for("embeds.card", slug=of.slug, language=language))
    frame = render_template("discovery/frame.html", address=address, title=title, width=width, height=height)
    answer = jsonify({
        "version": "1.0", "type": "rich", "title": title, "provider_name": "Alqa",
        "provider_url": current_settings().base_url, "html": frame.strip(), "width": width, "height": height,
        "cache_age": FRESH_FOR})
    answer.cache_control.public, answer.cache_control.max_age = True, FRESH_FOR
    return answer


def _asked_for(url: str) -> tuple[Jury, str]:
    """The jury whose page an address of ours names, and in which language."""
    try:
        parts = urlsplit(url[:500])
    except ValueError:
        abort(404)
    found = _PAGE.fullmatch(parts.path) if f"{parts.scheme}://{parts.netloc}" == current_settings().origin else None
    of = db.session.scalars(select(Jury).where(
        Jury.slug == found[2], Jury.stage != Stage.DRAFT)).first() if found else None
    if found is None or of is None:
        abort(404)
    return of, found[1]


def _size(name: str, usual: int) -> int:
    """Not larger than the site has room for."""
    return min(usual, number_in(request.args.get(name)) or usual)
