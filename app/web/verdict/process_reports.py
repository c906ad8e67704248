"""How the jury worked, as a page for everybody and as a PDF."""
from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, url_for

from app.domain.stages import Stage, has_reached
from app.extensions import db
from app.i18n import current_language
from app.installation import current_settings, utc_now
from app.papers import missing_libraries
from app.services.verdict import process_reports, verdicts
from app.web.access import jury, public
from app.web.paper_answers import pdf_of

blueprint = Blueprint("process_reports", __name__, url_prefix="/juries/<slug>/verdict")


@blueprint.get("/process")
@public
def show(slug: str) -> str:
    """Sessions, witnesses, questions, review, speaking time, surveys, departures, approvals; no juror's name."""
    return render_template("process_reports/show.html", missing=missing_libraries(), **_values())


@blueprint.get("/process.pdf")
@public
def paper(slug: str) -> Response:
    """The same on paper."""
    address = current_settings().base_url + url_for("process_reports.show", slug=slug)
    html = render_template("process_reports/paper.html", address=address, **_values())
    return pdf_of(html, f"{slug}-process-{current_language()}")


def _values() -> dict[str, object]:
    """Nothing of it is public before the verdict is."""
    session = db.session()
    published = verdicts.published(session, jury())
    if not has_reached(jury().stage, Stage.PUBLISHED) or not published:
        abort(404)
    return {"jury": jury(), "verdict": published[0],
            "report": process_reports.report_of(session, jury(), now=utc_now())}
