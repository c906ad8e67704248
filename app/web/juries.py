"""A jury's pages: the public page, setting it up, and the timeline on which it moves on."""
from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.domain.stages import ROAD, Stage
from app.extensions import db
from app.forms.juries import FrameForm, MoveForm, NewJuryForm, frame_data
from app.installation import current_vault, utc_now
from app.services import juries, records, stages, timelines
from app.services.accounts import memberships
from app.services.discovery import jury_topics
from app.services.stage_checks import latest_charge
from app.transaction import transaction
from app.web.access import actor, jury, member, public, staff
from app.web.refusals import attach, tell

blueprint = Blueprint("juries", __name__, url_prefix="/juries")


@blueprint.get("/<slug>/")
@public
def show(slug: str) -> str:
    """The public page of a jury. A draft is open only to its members."""
    if jury().stage is Stage.DRAFT and not actor().roles:
        abort(404)
    session = db.session()
    return render_template("juries/show.html", jury=jury(), charge=latest_charge(session, jury()), road=ROAD,
                           history=stages.history(session, jury().id),
                           approvals=juries.approvals_of(session, jury()),
                           experts=memberships.members_of(session, jury().id, Role.EXPERT))


@blueprint.get("/<slug>/record")
@public
def record(slug: str) -> str:
    """The public record: every decision, chained by hashes."""
    if jury().stage is Stage.DRAFT and not actor().roles:
        abort(404)
    entries = records.entries_of(db.session(), jury().id)
    return render_template("juries/record.html", jury=jury(), entries=entries,
                           broken=records.first_broken_entry(entries))


@blueprint.route("/new", methods=["GET", "POST"])
@staff
def new() -> str | Response:
    form = NewJuryForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                juries.create_jury(session, form.slug.data, form.frame(), vault=current_vault(), actor=actor(),
                                   now=utc_now())
            flash(gettext("The jury is set up. Next, write its charge."), "success")
            return redirect(url_for("juries.run", slug=form.slug.data), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("juries/edit.html", form=form, jury=None)


@blueprint.route("/<slug>/edit", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def edit(slug: str) -> str | Response:
    known = jury_topics.topics_of(db.session(), [jury().id]).get(jury().id, [])
    form = FrameForm(data=frame_data(jury()) | {"topics": [topic.value for topic in known]})
    if form.validate_on_submit():
        try:
            with transaction() as session:
                juries.change_frame(session, jury(), form.frame(), actor=actor(), now=utc_now())
                jury_topics.set_topics(session, jury(), form.chosen_topics(), actor=actor(), now=utc_now())
            flash(gettext("Saved."), "success")
            return redirect(url_for("juries.run", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("juries/edit.html", form=form, jury=jury())


@blueprint.get("/<slug>/run")
@member()
def run(slug: str) -> str:
    """The timeline: where the jury stands, what blocks the next step, and where each step is done."""
    session = db.session()
    views = timelines.timeline_of(session, jury(), now=utc_now())
    return render_template(
        "juries/run.html", jury=jury(), form=MoveForm(), moves=stages.next_moves(session, jury(), actor=actor()),
        leftover=timelines.leftover(views, jury()),
        groups=[(stage, [view for view in views if view.stage is stage]) for stage in ROAD],
        current=ROAD.index(jury().stage) if jury().stage in ROAD else -1, mine=timelines.steps_for(views, actor()),
        history={change.target: change for change in stages.history(session, jury().id)})


@blueprint.post("/<slug>/move")
@member(Role.ORGANIZER, Role.COMMISSIONER)
def move(slug: str) -> Response:
    form = MoveForm()
    try:
        target = Stage(form.target.data)
    except ValueError:
        abort(400)
    try:
        with transaction() as session:
            stages.advance(session, jury(), target, actor=actor(), now=utc_now(), reason=form.reason.data)
    except DomainError as error:
        tell(error)
    return redirect(url_for("juries.run", slug=slug), 303)
