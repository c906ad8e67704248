"""A jury on other sites: a card in a frame, without cookies and scripts."""
from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from app.domain.stages import Stage, has_reached
from app.extensions import db
from app.installation import utc_now
from app.models import Jury
from app.services.discovery.jury_lists import listed
from app.services.stage_checks import latest_charge
from app.services.verdict import verdict_documents, verdicts
from app.services.verdict.verdict_documents import VerdictDocument
from app.web.access import alike, jury

blueprint = Blueprint("embeds", __name__, url_prefix="/juries/<slug>")
# Other sites may frame this one page; it loads nothing but our style sheet, and no link opens inside the frame.
POLICY = ("default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
          "frame-ancestors *")
FRESH_FOR = 300  # seconds


@blueprint.get("/card")
@alike
def card(slug: str) -> Response:
    """What the jury is asked, what it answers, and where it stands."""
    session = db.session()
    answer = Response(render_template(
        "discovery/card.html", jury=jury(), document=_document(jury()), charge=latest_charge(session, jury()),
        row=listed(session, jury(), now=utc_now())))
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.cache_control.public, answer.cache_control.max_age = True, FRESH_FOR
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _document(of: Jury) -> VerdictDocument | None:
    published = verdicts.published(db.session(), of) if has_reached(of.stage, Stage.PUBLISHED) else []
    return verdict_documents.read(published[0].document) if published and published[0].document else None
