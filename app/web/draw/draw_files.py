"""The files by which anybody checks a draw, byte for byte as they were published."""
from __future__ import annotations

from flask import Blueprint, Response, abort, request

from app.domain.phases import DrawState
from app.domain.roles import Role
from app.extensions import db
from app.installation import current_vault
from app.services.draw import draws
from app.web.access import jury, member, public
from app.web.draw.draws import published_draw
from app.web.draw.proof_pages import verifier_text
from sortition.canonical import canonical

blueprint = Blueprint("draw_files", __name__, url_prefix="/juries/<slug>/draw")


@blueprint.get("/<int:number>/commitment.json")
@public
def commitment(slug: str, number: int) -> Response:
    return open_file("commitment.json", published_draw(slug, number).commitment)


@blueprint.get("/<int:number>/result.json")
@public
def result(slug: str, number: int) -> Response:
    return open_file("result.json", published_draw(slug, number).result)


@blueprint.get("/verify.py")
@public
def verifier(slug: str) -> Response:
    """The stand-alone verifier: one file, standard library only."""
    return open_file("verify.py", verifier_text(), "text/x-python")


@blueprint.get("/<int:number>/features.json")
@member(Role.OVERSEER, Role.ORGANIZER)
def features(slug: str, number: int) -> Response:
    """Features by ticket, for observers by agreement: they tell who somebody is, so the public never gets them."""
    draw = draws.find_draw(db.session(), jury(), number)
    if draw.state is not DrawState.COMPUTED:
        draw = published_draw(slug, number)
    opened = current_vault().open(jury(), draw.features_sealed or abort(404))
    return _closed_file("features.json", canonical(opened))


@blueprint.get("/<int:number>/draft/commitment.json")
@member(Role.OVERSEER, Role.ORGANIZER)
def draft(slug: str, number: int) -> Response:
    """The computed list as it will be published, for those who decide whether it is."""
    draw = draws.find_draw(db.session(), jury(), number)
    if draw.state is not DrawState.COMPUTED:
        abort(404)
    return _closed_file("commitment.json", current_vault().open(jury(), draw.panels_sealed or abort(404))["text"])


def _closed_file(name: str, text: str) -> Response:
    response = _file(name, text)
    response.headers["Cache-Control"] = "no-store"
    return response


def open_file(name: str, text: str | None, kind: str = "application/json") -> Response:
    """Any page of any site may read it: a verifier need not be ours."""
    if text is None:
        abort(404)
    response = _file(name, text, kind)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, no-cache"  # kept, but asked for again: the entity tag answers
    return response


def _file(name: str, text: str, kind: str = "application/json") -> Response:
    response = Response(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.add_etag()
    response.make_conditional(request)
    return response
