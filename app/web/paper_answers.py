"""A page on paper as an answer: the same wherever a PDF is asked for."""
from __future__ import annotations

import logging

from flask import Response, request

from app.domain.errors import DomainError
from app.installation import current_settings
from app.papers import PaperFailed, Papers, missing_libraries
from app.web.access import jury

log = logging.getLogger(__name__)


def pdf_of(html: str, name: str) -> Response:
    """The PDF of a whole page; what was drawn before is not drawn again.

    Raises `pdf_library_is_missing`, `pdf_failed`.
    """
    if missing_libraries():
        raise DomainError("pdf_library_is_missing", libraries=", ".join(missing_libraries()))
    folder = current_settings().data_dir
    try:
        pdf = Papers(assets=folder / "assets", folder=folder / "papers").draw(html)
    except PaperFailed:
        log.exception("pdf_failed", extra={"jury_id": jury().id})
        raise DomainError("pdf_failed") from None
    answer = Response(pdf, mimetype="application/pdf",
                      headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
    answer.add_etag()
    answer.make_conditional(request)
    return answer
