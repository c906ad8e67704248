"""The verdict: its public page, its files, and the pages on which it is written and published."""
from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.errors import DomainError
from app.domain.local_days import local_day
from app.domain.milestones import USUAL_MONTHS, months_after
from app.domain.roles import Role
from app.extensions import db
from app.forms.verdicts import PublishForm, VerdictForm
from app.installation import utc_now
from app.models import Reply, Verdict
from app.papers import missing_libraries
from app.services.replies import replies
from app.services.verdict import checklists, verdict_documents, verdicts
from app.services.verdict.verdict_documents import VerdictDocument
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.limits import number_in
from app.web.refusals import attach, tell

blueprint = Blueprint("verdicts", __name__, url_prefix="/juries/<slug>/verdict")


@blueprint.get("")
@blueprint.get("/versions/<int:version>")
@public
def show(slug: str, version: int | None = None) -> str:
    """What the jury decided, as it was frozen; beside each recommendation the authority's reply of today."""
    verdict, document = published_verdict(version)
    given = replies.replies_of(db.session(), jury())
    due = {item.proposal_id: replies.deadline_of(jury(), given.get(item.proposal_id, []), now=utc_now())
           for item in document.adopted("recommendation")}
    return render_template("verdicts/show.html", jury=jury(), verdict=verdict, document=document, replies=given,
                           due=due, versions=verdicts.published(db.session(), jury()), missing=missing_libraries(),
                           checkpoints=_checkpoints(document, given),
                           size=len((verdict.document or "").encode()))


def _checkpoints(document: VerdictDocument, given: dict[int, list[Reply]]) -> list[tuple[int, date]]:
    """When it is usual to ask what became of the promises: counted from the last answer, or from its deadline."""
    first = [given[item.proposal_id][-1].at for item in document.adopted("recommendation")
             if item.proposal_id in given]
    is_answered = len(first) == len(document.adopted("recommendation")) and first
    start = local_day(jury(), max(first)) if is_answered else jury().reply_due_on
    return [(months, months_after(start, months)) for months in USUAL_MONTHS] if start else []


@blueprint.get("/verdict.json")
@public
def data(slug: str) -> Response:
    """The frozen document byte for byte; its SHA-256 is on the page and in the public record."""
    verdict, _ = published_verdict()
    name = f"{slug}-verdict-{verdict.version}.json"
    return Response(verdict.document, mimetype="application/json",
                    headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.route("/edit", methods=["GET", "POST"])
@member(Role.ORGANIZER, Role.FACILITATOR)
def edit(slug: str) -> ResponseReturnValue:
    """Write the answer, the note and the best cases; see what will be published and what that still lacks."""
    latest = verdicts.latest(db.session(), jury())
    form = VerdictForm(data=_written(latest) if latest else None)
    if form.validate_on_submit():
        try:
            with transaction() as store:
                verdicts.write(store, jury(), form.answer.data, form.process_note.data, seen=form.seen.data or "",
                               cases=form.cases(), reason=form.reason.data, actor=actor(), now=utc_now())
            flash(gettext("The verdict is saved."), "success")
            return redirect(url_for("verdicts.edit", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
            latest = verdicts.latest(db.session(), jury())
    form.seen.data = verdicts.mark_of(latest)
    preview = verdicts.preview(db.session(), jury(), latest, now=utc_now())
    lines = checklists.checklist(db.session(), jury(), latest, preview, now=utc_now())
    return render_template("verdicts/edit.html", jury=jury(), form=form, latest=latest, preview=preview, lines=lines,
                           blockers=checklists.blockers(lines), due_on=verdict_documents.due_date(preview),
                           publish_form=PublishForm(None, seen=verdicts.mark_of(latest), return_to=request.path))


def _written(verdict: Verdict) -> dict[str, object]:
    return {name: getattr(verdict, name) for name in (
        "answer", "process_note", "case_for", "case_against", "nobody_for", "nobody_against")}


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


def published_verdict(version: int | None = None) -> tuple[Verdict, VerdictDocument]:
    """The version asked for, in the path or in the query, or the newest one."""
    wanted = version if version is not None else number_in(request.args.get("version"))
    found = verdicts.published(db.session(), jury())
    verdict = next((row for row in found if wanted in (None, row.version)), None)
    if verdict is None or verdict.document is None:
        abort(404)
    return verdict, verdict_documents.read(verdict.document)
