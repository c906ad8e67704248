"""Check this verdict: what is checked, the package with everything in it, and the page that checks it offline."""
from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from app.extensions import db
from app.i18n import current_language, verdict_checks
from app.installation import current_settings
from app.services.integrity import keys, packages, proofs
from app.web.access import jury, public
from app.web.integrity.offline_pages import offline_page

blueprint = Blueprint("verdict_checks", __name__, url_prefix="/juries/<slug>/verdict/check")


@blueprint.get("")
@public
def show(slug: str) -> str:
    """In plain words: what is checked, how, and what stands for it."""
    found = proofs.proofs_of(db.session(), jury())
    if not any(proof.document.kind == "verdict" for proof in found):
        abort(404)
    return render_template("integrity/check.html", jury=jury(), proofs=found, questions=verdict_checks.QUESTIONS,
                           key=keys.active(db.session()), is_ready=packages.is_ready(db.session(), jury()),
                           with_timestamps=bool(current_settings().timestamp_url))


@blueprint.get("/package.zip")
@public
def package(slug: str) -> Response:
    """Documents, signatures, keys and record; the same bytes until something is published."""
    content = packages.build(db.session(), jury(), current_settings().base_url)
    return _download(content, f"{slug}-check.zip", "application/zip")


@blueprint.get("/check.html")
@public
def saved_page(slug: str) -> Response:
    """One file that needs no network. Not sent as a page: it carries its script inside, which no page of ours may."""
    content = offline_page(verdict_checks.words(), current_language()).encode()
    return _download(content, f"alqa-check-{current_language()}.html", "application/octet-stream")


def _download(content: bytes, name: str, kind: str) -> Response:
    """Saved, never shown: a page of ours with scripts inside would not be allowed by our own rules."""
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "public, no-cache"  # kept, but asked for again: the entity tag answers
    response.add_etag()
    response.make_conditional(request)
    return response
