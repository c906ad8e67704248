"""The protocol of a draw as a PDF, to be signed and filed; anybody may read it."""
from __future__ import annotations

import logging

from flask import Blueprint, Response, render_template, request, url_for

from app.domain.errors import DomainError
from app.extensions import db
from app.i18n import current_language
from app.installation import current_settings
from app.papers import PaperFailed, Papers, missing_libraries
from app.services.draw import draw_protocols
from app.web.access import jury, public
from app.web.draw.draws import published_draw

blueprint = Blueprint("draw_protocols", __name__, url_prefix="/juries/<slug>/draw")
log = logging.getLogger(__name__)


@blueprint.get("/<int:number>/protocol.pdf")
@public
def show(slug: str, number: int) -> Response:
    """Who typed what and when, fingerprints, quotas asked and kept, the jury by tickets, lines for signatures."""
    protocol = draw_protocols.protocol_of(db.session(), jury(), published_draw(slug, number))
    if missing_libraries():
        raise DomainError("pdf_library_is_missing", libraries=", ".join(missing_libraries()))
    html = render_template("draws/paper.html", jury=jury(), protocol=protocol, draw=protocol.draw,
                           address=current_settings().base_url + url_for("draw_proofs.show", slug=slug, number=number))
    name = f"{slug}-draw-{number}-{current_language()}.pdf"
    response = Response(_draw(html), mimetype="application/pdf",
                        headers={"Content-Disposition": f'inline; filename="{name}"'})
    response.add_etag()
    response.make_conditional(request)
    return response


def _draw(html: str) -> bytes:
    folder = current_settings().data_dir
    try:
        return Papers(assets=folder / "assets", folder=folder / "papers").draw(html)
    except PaperFailed:
        log.exception("pdf_failed", extra={"jury_id": jury().id})
        raise DomainError("pdf_failed") from None
