"""Rounds of small tables: everybody's way to their place, and the facilitator's plan, overview and moves."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.audiences import Audience, audience_of
from app.domain.errors import DomainError, NotFound
from app.domain.phases import ItemState
from app.domain.roles import Role
from app.domain.tables import WishKind
from app.extensions import db
from app.forms import rooms as forms
from app.forms.tables import MoveForm, PlanForm, RemoveWishForm, StartRoundForm, TableForm, WishForm
from app.installation import utc_now
from app.models import AgendaItem
from app.services.room import (
    rooms,
    table_calls,
    table_plan_views,
    table_plans,
    table_results,
    table_rounds,
    table_seats,
    table_views,
)
from app.services.room.table_rounds import RoundsFrame
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach, tell
from app.web.room.room_commands import run
from app.web.room.room_context import room_values

blueprint = Blueprint("table_rounds", __name__, url_prefix="/juries/<slug>/tables")
CHAIR = (Role.FACILITATOR,)
BACK = "table_rounds.index"


@blueprint.get("/")
@member(Role.JUROR, Role.FACILITATOR, Role.ORGANIZER, Role.OVERSEER)
def index(slug: str) -> str | Response:
    """A juror's way to their place, the facilitator's overview, everybody else's counts."""
    audience = audience_of(actor())
    if audience is Audience.JUROR:
        return _my_place(slug)
    if audience is Audience.CHAIR:
        return render_template("tables/overview.html", **_overview(db.session()))
    values = room_values(db.session(), BACK, now=utc_now())
    return render_template("tables/counts.html", counts=table_views.counts_of(db.session(), jury().id), **values)


def _my_place(slug: str) -> str | Response:
    """Coming to the tables is a visit, as in the room: who comes late is given a seat by it."""
    with transaction() as session:
        place = table_seats.take_place(session, rooms.room_of(session, jury().id), actor=actor(), now=utc_now())
    if place is not None:
        return redirect(url_for("tables.show", slug=slug, table_id=place.table_id), 303)
    session = db.session()
    return render_template("tables/waiting.html", results=table_results.items_with_results(session, jury().id),
                           **room_values(session, BACK, now=utc_now()))


@blueprint.get("/overview")
@member(*CHAIR)
def overview(slug: str) -> str:
    """The facilitator's tables alone, as the overview renews them."""
    return render_template("tables/_overview.html", **_overview(db.session()))


def _overview(session: Session) -> dict[str, Any]:
    now = utc_now()
    values = room_values(session, BACK, now=now)
    held = table_plans.running_round(session, jury().id)
    views = table_views.overview(session, held, now=now) if held else []
    move = MoveForm()
    move.offer([(seat.membership_id, seat.alias) for view in views for seat in view.seats],
               [view.table for view in views])
    return values | {
        "held": held, "views": views, "move": move, "late": table_seats.waiting_jurors(session, held) if held else [],
        "plan": table_plan_views.plan_of(session, values["live"]),
        "results": table_results.items_with_results(session, jury().id)}


@blueprint.route("/plan", methods=["GET", "POST"])
@member(*CHAIR)
def plan(slug: str) -> str | Response:
    """Plan the rounds and look at them before anybody is seated."""
    session, now = db.session(), utc_now()
    room = rooms.room_of(session, jury().id)
    item = table_rounds.tables_item(session, room)
    jurors, here = table_plans.jurors_of(session, jury().id), table_plans.people_here(session, jury().id, now=now)
    form = PlanForm(people=sorted(here), minutes=_usual_minutes(item))
    form.people.offer(jurors)
    if item is not None and form.validate_on_submit() and _is_planned(form, item.id):
        return redirect(url_for("table_rounds.plan", slug=slug, _anchor="plan"), 303)
    wish, start = WishForm(formdata=None), StartRoundForm(formdata=None)
    wish.offer(jurors)
    start.people.offer(jurors)
    found = table_plan_views.plan_of(db.session(), room)
    start.people.data = table_plan_views.likely_people(found, here)
    return render_template(
        "tables/plan.html", form=form, start=start, wish=wish, wishes=table_plans.wishes_of(db.session(), jury().id),
        plan=found, people_here=here, item=item, may_start=item is not None and item.state is not ItemState.PLANNED,
        **room_values(db.session(), BACK, now=now))


def _usual_minutes(item: AgendaItem | None) -> int:
    return max(5, min(60, item.minutes // 2)) if item else 20


def _is_planned(form: PlanForm, item_id: int) -> bool:
    frame = RoundsFrame(tuple(form.people.data or ()), form.rounds.data or 0, form.size.data or 0,
                        form.minutes.data or 0, form.prompt.data, form.gathers_languages.data)
    try:
        with transaction() as session:
            seating = table_rounds.plan_rounds(session, rooms.room_of(session, jury().id), item_id, frame,
                                               actor=actor(), now=utc_now())
    except DomainError as error:
        attach(form, error)
        return False
    flash(gettext("The tables are planned."), "success")
    if seating.unmixed:
        flash(ngettext("At %(num)s place the mix could not be kept exactly even.",
                       "At %(num)s places the mix could not be kept exactly even.", len(seating.unmixed)), "message")
    return True


@blueprint.post("/wishes")
@member(*CHAIR)
def add_wish(slug: str) -> Response:
    form = WishForm()
    form.offer(table_plans.jurors_of(db.session(), jury().id))
    try:
        if not form.validate_on_submit():
            raise DomainError("wish_needs_two_jurors" if form.reason.data else "reason_is_missing")
        with transaction() as session:
            table_plans.add_wish(session, jury().id, (form.first.data, form.second.data), WishKind(form.kind.data),
                                 form.reason.data or "", actor=actor(), now=utc_now())
    except DomainError as error:
        tell(error)
    return redirect(url_for("table_rounds.plan", slug=slug, _anchor="wishes"), 303)


@blueprint.post("/wishes/remove")
@member(*CHAIR)
def remove_wish(slug: str) -> Response:
    form = RemoveWishForm()
    try:
        if not form.validate_on_submit():
            raise NotFound("seating_wish_is_gone")
        with transaction() as session:
            table_plans.remove_wish(session, jury().id, form.wish.data or 0, actor=actor())
    except DomainError as error:
        tell(error)
    return redirect(url_for("table_rounds.plan", slug=slug, _anchor="wishes"), 303)


@blueprint.post("/start")
@member(*CHAIR)
def start(slug: str) -> Response:
    form = StartRoundForm()
    form.people.offer(table_plans.jurors_of(db.session(), jury().id))
    return run(form, lambda session, room, signature: table_rounds.start_round(
        session, room, form.people.data or (), **signature), BACK, "tables")


@blueprint.post("/end")
@member(*CHAIR)
def end(slug: str) -> Response:
    return run(forms.CommandForm(), lambda session, room, signature: table_rounds.end_round(
        session, room, **signature), BACK, "tables")


@blueprint.post("/extend")
@member(*CHAIR)
def extend(slug: str) -> Response:
    form = forms.ExtendForm()
    return run(form, lambda session, room, signature: table_rounds.extend_round(
        session, room, form.minutes.data or 0, form.reason.data or "", **signature), BACK, "tables")


@blueprint.post("/move")
@member(*CHAIR)
def move(slug: str) -> Response:
    form = MoveForm()
    form.juror.validate_choice = form.table.validate_choice = False  # what is possible the service says
    return run(form, lambda session, room, signature: table_seats.move_juror(
        session, room, form.juror.data, form.table.data, form.reason.data or "", **signature), BACK, "tables")


@blueprint.post("/answer")
@member(*CHAIR)
def answer_call(slug: str) -> Response:
    form = TableForm()
    return run(form, lambda session, room, signature: table_calls.answer_call(
        session, room, form.table.data or 0, **signature), BACK, "tables")


@blueprint.post("/enter")
@member(*CHAIR)
def enter(slug: str) -> Response:
    form, table_id = TableForm(), request.form.get("table", type=int) or 0
    return run(form, lambda session, room, signature: table_calls.enter_table(
        session, room, form.table.data or 0, **signature), "tables.show", table_id=table_id)


@blueprint.post("/leave")
@member(*CHAIR)
def leave(slug: str) -> Response:
    return run(forms.CommandForm(), lambda session, room, signature: table_calls.leave_table(
        session, room, **signature), BACK, "tables")
