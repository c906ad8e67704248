"""Milestones: the commissioner promises and reports; organizers and overseers ask for reports."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, NotFound
from app.domain.local_days import local_day
from app.domain.milestones import ReportKind
from app.domain.roles import Role
from app.extensions import db
from app.forms.milestones import MilestoneForm, ReportForm, SilenceForm
from app.forms.seats import OneButtonForm
from app.installation import current_vault, utc_now
from app.models import Jury
from app.services.replies import milestones, reply_reminders, trackers
from app.services.replies.milestones import MilestoneView, ReportTexts
from app.services.replies.trackers import TrackedItem
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach, carry_out
from app.web.replies.enclosures import enclosure

blueprint = Blueprint("milestones", __name__, url_prefix="/juries/<slug>/milestones")


@blueprint.get("/")
@member(Role.ORGANIZER, Role.OVERSEER)
def index(slug: str) -> str:
    """What is open, to ask for a report; the organizers can end a waiting that nobody answers."""
    now = utc_now()
    items = trackers.tracked(db.session(), jury(), now=now)
    return render_template("milestones/index.html", jury=jury(), items=items, silence=milestones.SILENCE,
                           today=local_day(jury(), now), may_end=actor().has(Role.ORGANIZER))


@blueprint.route("/new/<int:number>", methods=["GET", "POST"])
@member(Role.COMMISSIONER)
def add(slug: str, number: int) -> str | Response:
    """Promise one more step of this recommendation."""
    item = trackers.tracked_item(db.session(), jury(), number, now=utc_now())
    proposal_id, form = item.proposal.id, MilestoneForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                milestones.add(session, session.get_one(Jury, jury().id), proposal_id, form.title.data,
                               form.due_on.data, actor=actor(), now=utc_now())
            flash(gettext("The milestone is public now."), "success")
            return redirect(url_for("replies.index", slug=slug, _anchor=f"r{number}"), 303)
        except DomainError as error:
            attach(form, error)
    item = trackers.tracked_item(db.session(), jury(), number, now=utc_now())
    return render_template("milestones/new.html", jury=jury(), form=form, item=item)


@blueprint.route("/<int:milestone_id>/report", methods=["GET", "POST"])
@member(Role.COMMISSIONER)
def report(slug: str, milestone_id: int) -> str | Response:
    """Report on a milestone."""
    milestones.find_milestone(db.session(), jury(), milestone_id)
    form = ReportForm()
    if form.validate_on_submit():
        try:
            _report(form, milestone_id)
            flash(gettext("Your report is public now."), "success")
            return redirect(url_for("replies.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    item, view = _followed(milestone_id)
    return render_template("milestones/report.html", jury=jury(), form=form, item=item, view=view)


def _followed(milestone_id: int) -> tuple[TrackedItem, MilestoneView]:
    """The milestone with its recommendation; one that was reopened to be corrected is not followed meanwhile."""
    found = [(item, view) for item in trackers.tracked(db.session(), jury(), now=utc_now())
             for view in item.milestones if view.milestone.id == milestone_id]
    if not found:
        raise NotFound("milestone_is_unknown")
    return found[0]


def _report(form: ReportForm, milestone_id: int) -> None:
    texts = ReportTexts(ReportKind(form.kind.data), form.words.data, (form.link.data or "").strip(), form.due_on.data,
                        enclosure(form.file.data))
    with transaction() as session:
        milestones.report(session, session.get_one(Jury, jury().id), milestone_id, texts, actor=actor(), now=utc_now())


@blueprint.post("/<int:milestone_id>/remind")
@member(Role.ORGANIZER, Role.OVERSEER)
def remind(slug: str, milestone_id: int) -> Response:
    carry_out(lambda session: reply_reminders.remind_by_hand(
        session, session.get_one(Jury, jury().id), milestone_id, actor=actor(), vault=current_vault(),
        now=utc_now()), form=OneButtonForm(), done=gettext("The authority is asked to report. This is public."))
    return redirect(url_for("milestones.index", slug=slug), 303)


@blueprint.post("/<int:milestone_id>/end")
@member(Role.ORGANIZER)
def end(slug: str, milestone_id: int) -> Response:
    """End the waiting for a report that never came."""
    form = SilenceForm()
    carry_out(lambda session: milestones.end_waiting(
        session, session.get_one(Jury, jury().id), milestone_id, form.words.data, actor=actor(), now=utc_now()),
        form=form, done=gettext("It is public now that no report came."))
    return redirect(url_for("milestones.index", slug=slug), 303)
