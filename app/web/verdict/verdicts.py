"""The verdict: its public page, its files, and the pages on which it is written and published."""
from __future__ import annotations

import logging

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.verdicts import PublishForm, VerdictForm
from app.i18n import current_language
from app.installation import current_settings, utc_now
from app.models import Verdict
from app.papers import PaperFailed, Papers, missing_libraries
from app.services.replies import replies
from app.services.verdict import verdict_documents, verdicts
from app.services.verdict.verdict_documents import VerdictDocument
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.refusals import attach, tell

blueprint = Blueprint("verdicts", __name__, url_prefix="/juries/<slug>/verdict")
log = logging.getLogger(__name__)


@blueprint.get("")
@public
def show(slug: str) -> str:
    """What the jury decided, as it was frozen; beside each recommendation the authority's reply of today."""
    verdict, document = _published()
    given = replies.replies_of(db.session(), jury())
    due = {item.proposal_id: replies.deadline_of(jury(), given.get(item.proposal_id, []), now=utc_now())
           for item in document.adopted("recommendation")}
    return render_template("verdicts/show.html", jury=jury(), verdict=verdict, document=document, replies=given,
                           due=due, versions=verdicts.published(db.session(), jury()), missing=missing_libraries(),
                           size=len((verdict.document or "").encode()))


@blueprint.get("/verdict.json")
@public
def data(slug: str) -> Response:
    """The frozen document byte for byte; its SHA-256 is on the page and in the public record."""
    verdict, _ = _published()
    name = f"{slug}-verdict-{verdict.version}.json"
    return Response(verdict.document, mimetype="application/json",
                    headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.get("/verdict.pdf")
@public
def paper(slug: str) -> ResponseReturnValue:
    """The same words on paper, drawn in a child process once and kept."""
    verdict, document = _published()
    if missing_libraries():
        raise DomainError("pdf_library_is_missing", libraries=", ".join(missing_libraries()))
    html = render_template("verdicts/paper.html", jury=jury(), verdict=verdict, document=document,
                           address=current_settings().base_url + url_for("verdicts.show", slug=slug))
    try:
        pdf = _papers().draw(html)
    except PaperFailed:
        log.exception("pdf_failed", extra={"jury_id": jury().id})
        raise DomainError("pdf_failed") from None
    name = f"{slug}-verdict-{verdict.version}-{current_language()}.pdf"
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@blueprint.route("/edit", methods=["GET", "POST"])
@member(Role.ORGANIZER, Role.FACILITATOR)
def edit(slug: str) -> ResponseReturnValue:
    """Write the answer and the process note, and see what will be published with them."""
    latest = verdicts.latest(db.session(), jury())
    form = VerdictForm(data={"answer": latest.answer, "process_note": latest.process_note} if latest else None)
    if form.validate_on_submit():
        try:
            with transaction() as store:
                verdicts.write(store, jury(), form.answer.data, form.process_note.data, seen=form.seen.data or "",
                               reason=form.reason.data, actor=actor(), now=utc_now())
            flash(gettext("The verdict is saved."), "success")
            return redirect(url_for("verdicts.edit", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
            latest = verdicts.latest(db.session(), jury())
    form.seen.data = verdicts.mark_of(latest)
    preview = verdicts.preview(db.session(), jury(), latest, now=utc_now())
    return render_template("verdicts/edit.html", jury=jury(), form=form, latest=latest, preview=preview,
                           due_on=verdict_documents.due_date(preview),
                           publish_form=PublishForm(None, seen=verdicts.mark_of(latest), return_to=request.path))


@blueprint.post("/publish")
@member(Role.ORGANIZER, fresh=True)
def publish(slug: str) -> ResponseReturnValue:
    """Freeze and publish. Asks for a recent sign-in."""
    form = PublishForm()
    try:
        with transaction() as store:
            verdicts.publish(store, jury(), seen=form.seen.data or "", actor=actor(), now=utc_now())
        return redirect(url_for("verdicts.show", slug=slug), 303)
    except DomainError as error:
        tell(error)
        return redirect(url_for("verdicts.edit", slug=slug), 303)


def _papers() -> Papers:
    folder = current_settings().data_dir
    return Papers(assets=folder / "assets", folder=folder / "papers")


def _published() -> tuple[Verdict, VerdictDocument]:
    """The version asked for, or the newest one."""
    found = verdicts.published(db.session(), jury())
    wanted = request.args.get("version", type=int)
    verdict = next((row for row in found if wanted in (None, row.version)), None)
    if verdict is None or verdict.document is None:
        abort(404)
    return verdict, verdict_documents.read(verdict.document)
