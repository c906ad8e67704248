"""The verdict on paper: as a whole, and on one page to hang up."""
from __future__ import annotations

import logging

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import DomainError
from app.i18n import current_language
from app.installation import current_settings
from app.models import Verdict
from app.papers import PaperFailed, Papers, missing_libraries
from app.services.verdict.verdict_documents import VerdictDocument, due_date
from app.web.access import jury, public
from app.web.verdict.verdicts import published_verdict

blueprint = Blueprint("verdict_papers", __name__, url_prefix="/juries/<slug>/verdict")
log = logging.getLogger(__name__)


@blueprint.get("/verdict.pdf")
@public
def whole(slug: str) -> ResponseReturnValue:
    """The same words as on the page, drawn in a child process once and kept."""
    verdict, document = published_verdict()
    html = render_template("verdicts/paper.html", **_values(verdict, document))
    return _pdf(html, f"{slug}-verdict-{verdict.version}-{current_language()}")


@blueprint.get("/one-page.pdf")
@public
def one_page(slug: str) -> ResponseReturnValue:
    """Question, answer and recommendations on exactly one page, with a code that leads to the rest."""
    verdict, document = published_verdict()
    html = render_template("verdicts/sheet.html", due_on=due_date(document), **_values(verdict, document))
    return _pdf(html, f"{slug}-verdict-{verdict.version}-one-page-{current_language()}", is_one_page=True)


def _values(verdict: Verdict, document: VerdictDocument) -> dict[str, object]:
    address = current_settings().base_url + url_for("verdicts.show", slug=document.jury)
    return {"jury": jury(), "verdict": verdict, "document": document, "address": address}


def _pdf(html: str, name: str, *, is_one_page: bool = False) -> Response:
    if missing_libraries():
        raise DomainError("pdf_library_is_missing", libraries=", ".join(missing_libraries()))
    folder = current_settings().data_dir
    try:
        pdf = Papers(assets=folder / "assets", folder=folder / "papers").draw(html, is_one_page=is_one_page)
    except PaperFailed:
        log.exception("pdf_failed", extra={"jury_id": jury().id})
        raise DomainError("pdf_failed") from None
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
