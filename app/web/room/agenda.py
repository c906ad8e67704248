"""The agenda: the timetable for members, and its writing by the organizers and the facilitator."""
from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.agenda_templates import AgendaTemplate
from app.domain.errors import DomainError
from app.domain.phases import ItemKind
from app.domain.roles import Role
from app.extensions import db
from app.forms.agenda import ItemForm, SessionForm, StepForm, TemplateForm
from app.installation import utc_now
from app.models import AgendaSession, Jury, Membership
from app.services.accounts import memberships
from app.services.room import agenda, agenda_changes, agenda_plans, room_views, rooms
from app.services.room.agenda_plans import ItemFrame
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach, tell

blueprint = Blueprint("agenda", __name__, url_prefix="/juries/<slug>/agenda")
WRITERS = (Role.ORGANIZER, Role.FACILITATOR)


@blueprint.get("/")
@member()
def show(slug: str) -> str:
    session, now = db.session(), utc_now()
    room, parts = rooms.find_room(session, jury().id), agenda.sessions_of(session, jury().id)
    return render_template(
        "agenda/show.html", jury=jury(), slug=slug, sessions=parts, now=now,
        taken={item.id: agenda.running_seconds(item, now=now) for part in parts for item in part.items},
        pace={part.id: agenda_changes.pace_of(part, now=now) for part in parts},
        is_under_way=agenda_changes.is_under_way(session, jury()),
        step=room_views.step_of(session, room) if room else None, may_write=actor().has(*WRITERS),
        may_run=actor().has(Role.FACILITATOR), form=StepForm())


@blueprint.route("/template", methods=["GET", "POST"])
@member(*WRITERS)
def use_template(slug: str) -> str | Response:
    form = TemplateForm()
    if form.validate_on_submit():
        with transaction() as session:
            agenda_plans.use_template(session, session.get_one(Jury, jury().id), AgendaTemplate(form.template.data),
                                      _moment(form.starts_at.data), actor=actor(), now=utc_now())
        flash(gettext("The agenda is laid out. Change whatever does not fit."), "success")
        return _back(slug)
    return render_template("agenda/template.html", jury=jury(), slug=slug, form=form)


@blueprint.route("/sessions/new", methods=["GET", "POST"])
@member(*WRITERS)
def add_session(slug: str) -> str | Response:
    form = SessionForm()
    if form.validate_on_submit():
        with transaction() as session:
            agenda_plans.add_session(session, session.get_one(Jury, jury().id), form.title.data,
                                     _moment(form.starts_at.data), actor=actor(), now=utc_now())
        return _back(slug)
    return render_template("agenda/session.html", jury=jury(), slug=slug, form=form, part=None)


@blueprint.route("/sessions/<int:session_id>", methods=["GET", "POST"])
@member(*WRITERS)
def edit_session(slug: str, session_id: int) -> str | Response:
    part = agenda_plans.find_session(db.session(), jury(), session_id)
    form = SessionForm(title=part.title, starts_at=_local(part))
    if form.validate_on_submit():
        with transaction() as session:
            agenda_plans.change_session(session, session.get_one(Jury, jury().id), session_id, form.title.data,
                                        _moment(form.starts_at.data), actor=actor())
        return _back(slug)
    return render_template("agenda/session.html", jury=jury(), slug=slug, form=form, part=part, remove=StepForm())


@blueprint.post("/sessions/<int:session_id>/remove")
@member(*WRITERS)
def remove_session(slug: str, session_id: int) -> Response:
    try:
        with transaction() as session:
            agenda_plans.remove_session(session, session.get_one(Jury, jury().id), session_id, actor=actor())
    except DomainError as error:
        tell(error)
    return _back(slug)


@blueprint.route("/sessions/<int:session_id>/items/new", methods=["GET", "POST"])
@member(*WRITERS)
def add_item(slug: str, session_id: int) -> str | Response:
    form = ItemForm(experts=_experts())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                fresh = session.get_one(Jury, jury().id)
                agenda_changes.add_item(session, fresh, session_id, _frame(form), reason=form.reason.data,
                                        actor=actor(), now=utc_now())
            return _back(slug)
        except DomainError as error:
            attach(form, error)
    return _item_page(form, item=None)


@blueprint.route("/items/<int:item_id>", methods=["GET", "POST"])
@member(*WRITERS)
def edit_item(slug: str, item_id: int) -> str | Response:
    item = agenda.find_item(db.session(), jury().id, item_id)
    form = ItemForm.of(item, _experts())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                fresh = session.get_one(Jury, jury().id)
                agenda_changes.change_item(session, fresh, item_id, _frame(form), reason=form.reason.data,
                                           actor=actor(), now=utc_now())
            return _back(slug)
        except DomainError as error:
            attach(form, error)
    return _item_page(form, item=form)


def _item_page(form: ItemForm, *, item: ItemForm | None) -> str:
    return render_template("agenda/item.html", jury=jury(), slug=jury().slug, form=form, item=item,
                           is_under_way=agenda_changes.is_under_way(db.session(), jury()))


@blueprint.post("/items/<int:item_id>/<any(up, down, remove):step>")
@member(*WRITERS)
def step_item(slug: str, item_id: int, step: str) -> Response:
    form = StepForm()
    form.validate_on_submit()
    signature: dict[str, Any] = {"reason": form.reason.data, "actor": actor(), "now": utc_now()}
    try:
        with transaction() as session:
            fresh = session.get_one(Jury, jury().id)
            if step == "remove":
                agenda_changes.remove_item(session, fresh, item_id, **signature)
            else:
                agenda_changes.move_item(session, fresh, item_id, step == "up", **signature)
    except DomainError as error:
        tell(error)
    return _back(slug)


def _back(slug: str) -> Response:
    return redirect(url_for("agenda.show", slug=slug), 303)


def _experts() -> list[Membership]:
    return memberships.members_of(db.session(), jury().id, Role.EXPERT)


def _frame(form: ItemForm) -> ItemFrame:
    return ItemFrame(kind=ItemKind(form.kind.data), title=form.title.data, prompt=form.prompt.data,
                     minutes=form.minutes.data or 0, witness_id=int(form.witness.data) if form.witness.data else None)


def _moment(local: datetime | None) -> datetime:
    """A time typed on the jury's wall clock."""
    assert local is not None  # the form asks for it
    return local.replace(tzinfo=ZoneInfo(jury().time_zone)).astimezone(UTC)


def _local(part: AgendaSession) -> datetime:
    return part.starts_at.astimezone(ZoneInfo(jury().time_zone)).replace(tzinfo=None)
