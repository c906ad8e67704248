"""The proof of a draw, told to readers and worked out in their own browser; and the page to save that does the same."""
from __future__ import annotations

import json

from flask import Blueprint, abort, render_template
from flask.wrappers import Response

from app.domain.stages import Stage
from app.extensions import db
from app.i18n.draw_checks import check_words, ticket_words
from app.models import Draw
from app.services.draw import draw_proofs, draws
from app.web.access import actor, jury, public
from app.web.draw import proof_pages
from app.web.draw.draw_files import open_file
from app.web.draw.draws import published_draw

blueprint = Blueprint("draw_proofs", __name__, url_prefix="/juries/<slug>/draw")


@blueprint.get("/proof")
@blueprint.get("/<int:number>/proof")
@public
def show(slug: str, number: int | None = None) -> str:
    """The latest published draw by default; an earlier one says which draw replaced it."""
    if jury().stage is Stage.DRAFT and not actor().roles:
        abort(404)
    session = db.session()
    draw = published_draw(slug, number) if number else draw_proofs.latest_public(session, jury())
    proof = proof_pages.proof_of(session, jury(), draw) if draw else None
    return render_template("draws/proof.html", jury=jury(), proof=proof, page=proof.page if proof else None,
                           draws=draws.draws_of(session, jury()), later=_later(draw))


def _later(draw: Draw | None) -> Draw | None:
    """The draw of the jury that came after this one, if any."""
    latest = draws.latest_draw(db.session(), jury())
    return latest if draw and latest and latest.number > draw.number else None


@blueprint.get("/words.json")
@public
def words(slug: str) -> Response:
    """What the scripts of the proof say in the reader's language, fetched by those who press a button."""
    return open_file("words.json", json.dumps(ticket_words() | check_words(), ensure_ascii=False, sort_keys=True))


@blueprint.get("/check.html")
@public
def saved_page(slug: str) -> Response:
    """One file with everything in it: opened from the phone or a memory stick, it needs no connection.

    It is not sent as a page: it carries its script inside, which no page of this site may.
    """
    return open_file("check.html", proof_pages.saved_page(), "application/octet-stream")
