"""Background work of a jury: its progress, alive without a script, and its cancel button."""
from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.roles import Role
from app.extensions import db
from app.forms.seats import OneButtonForm
from app.i18n import jobs as words
from app.models import Job
from app.services import jobs
from app.transaction import transaction
from app.web.access import actor, jury, member

_PLACES = {
    "draw_lottery": "draws.show", "target_preview": "target_previews.index", "ticket_letters": "messages.index",
    "letter_pdfs": "letters.index", "opinion_map": "opinions.show_map", "pool_import": "pools.index",
}
blueprint = Blueprint("jobs", __name__, url_prefix="/juries/<slug>/jobs")


@blueprint.get("/<int:job_id>")
@member(Role.ORGANIZER)
def show(slug: str, job_id: int) -> str:
    """The page of one task, or for the script only its fragment."""
    job = jobs.find_job(db.session(), jury().id, job_id)
    template = "jobs/progress.html" if request.headers.get("X-Fragment") else "jobs/show.html"
    return render_template(template, jury=jury(), job=job)


@blueprint.post("/<int:job_id>/cancel")
@member(Role.ORGANIZER)
def cancel(slug: str, job_id: int) -> Response:
    """Ask the task to stop."""
    OneButtonForm()
    with transaction() as session:
        is_asked = jobs.request_cancel(session, jobs.find_job(session, jury().id, job_id), actor=actor())
    flash(gettext("It is being stopped.") if is_asked else gettext("It was over already."))
    return redirect(url_for("jobs.show", slug=slug, job_id=job_id), 303)


def where_next(job: Job) -> str:
    """The page that shows what the task was for."""
    endpoint = _PLACES.get(job.kind, "juries.run")
    return url_for(endpoint, slug=jury().slug)


def init_app(app: Flask) -> None:
    for function in (words.job_title, words.job_words, words.job_share):
        app.add_template_global(function)
    app.add_template_global(jobs.is_live, "job_is_live")
    app.add_template_global(where_next, "job_where_next")
