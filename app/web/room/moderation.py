"""Moderation: members report and appeal, the facilitator acts with a reason, the overseers decide about appeals."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.audiences import audience_of, is_present
from app.domain.errors import DomainError
from app.domain.moderation import ReportCategory, TargetKind
from app.domain.roles import Role
from app.extensions import db
from app.forms import moderation as forms
from app.installation import utc_now
from app.models import Jury, Room
from app.services.accounts import memberships
from app.services.room import (
    appeals,
    codes_of_conduct,
    moderation,
    moderation_counts,
    moderation_targets,
    mutes,
    questions,
    reports,
    room_views,
    rooms,
    table_doors,
    table_notes,
    voices,
)
from app.services.room.statements import StatementView
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach, carry_out
from app.web.room.room_commands import run

blueprint = Blueprint("moderation", __name__, url_prefix="/juries/<slug>/moderation")
DESK = (Role.FACILITATOR, Role.OVERSEER)
_WORDS = "<any(statement, question, table_note):kind>/<int:target_id>"


@blueprint.get("/report")
@member(*reports.REPORTERS)
def choose(slug: str) -> str:
    """The last contributions and the questions that this person may read, each with a way to report it."""
    store, own = db.session(), set(actor().memberships.values())
    room, audience = rooms.room_of(store, jury().id), audience_of(actor())
    may_read = audience is not None and is_present(audience, room.phase)
    table = table_doors.last_table(store, jury().id, own)
    return render_template(
        "moderation/choose.html", jury=jury(), said=_said_in(room) if may_read else [], own=own, table=table,
        at_table=_said_in(store.get_one(Room, table.room_id)) if table else [],
        note=next(iter(table_notes.versions_of(store, table)), None) if table else None,
        asked=questions.question_views(store, room))


def _said_in(room: Room) -> list[StatementView]:
    """What was said last, the newest first, without what is hidden already."""
    audience = audience_of(actor())
    lines = room_views.record_of(db.session(), room, audience, before=None, now=utc_now()) if audience else []
    return [line.statement for line in reversed(lines) if line.statement and not line.statement.hidden_reason]


@blueprint.route(f"/report/{_WORDS}", methods=["GET", "POST"])
@member(*reports.REPORTERS)
def report(slug: str, kind: str, target_id: int) -> str | Response:
    what, form = TargetKind(kind), forms.ReportForm()
    if form.validate_on_submit():
        try:
            with transaction() as store:
                reports.report(store, _jury(), what, target_id, ReportCategory(form.category.data),
                               words=form.words.data or "", actor=actor(), now=utc_now())
            flash(gettext("Thank you. The facilitator looks at it; the author does not learn who reported it."),
                  "success")
            return redirect(url_for("conduct.show", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    target = moderation_targets.find_visible(db.session(), jury().id, what, target_id, actor=actor())
    return render_template("moderation/report.html", jury=jury(), form=form, target=target)


@blueprint.get("/")
@member(*DESK)
def desk(slug: str) -> str:
    """What waits for an answer, who is muted, what was done; names of reporters and appeals for overseers only."""
    store, now = db.session(), utc_now()
    is_chair, is_overseer = actor().has(Role.FACILITATOR), actor().has(Role.OVERSEER)
    mute_form = _mute_form()
    return render_template(
        "moderation/desk.html", jury=jury(), complaints=reports.open_complaints(store, jury(), actor=actor()), now=now,
        running=mutes.running_mutes(store, jury(), now=now), actions=moderation_counts.actions_of(store, jury()),
        appeals=appeals.appeals_of(store, jury(), actor=actor()) if is_overseer else [],
        not_agreed=codes_of_conduct.not_agreed(store, jury(), actor=actor()) if is_chair else [],
        code=codes_of_conduct.current_code(store, jury()), mute_form=mute_form, words_of=_words_of)


@blueprint.post("/hide")
@member(*DESK)
def hide(slug: str) -> Response:
    form = forms.ActForm()
    return run(form, lambda session, _room, signature: moderation.hide(
        session, _room_of(session, form), TargetKind(form.kind.data), form.target.data, form.reason.data or "",
        **signature), "moderation.desk")


@blueprint.post("/restore")
@member(*DESK)
def restore(slug: str) -> Response:
    form = forms.ActForm()
    return run(form, lambda session, _room, signature: moderation.restore(
        session, _room_of(session, form), TargetKind(form.kind.data), form.target.data, form.reason.data or "",
        **signature), "moderation.desk")


@blueprint.post("/dismiss")
@member(*DESK)
def dismiss(slug: str) -> Response:
    form = forms.ActForm()
    return _do(form, gettext("The words stay as they are."), lambda store, signature: reports.dismiss(
        store, _jury(), TargetKind(form.kind.data), form.target.data, form.reason.data or "", **signature))


@blueprint.post("/mute")
@member(Role.FACILITATOR)
def mute(slug: str) -> Response:
    form = _mute_form()
    return _do(form, gettext("It holds from now on and ends by itself."), lambda store, signature: mutes.mute(
        store, _jury(), form.member.data, form.minutes.data, form.reason.data or "", **signature))


@blueprint.post("/unmute")
@member(Role.FACILITATOR)
def unmute(slug: str) -> Response:
    form = forms.EndMuteForm()
    return _do(form, gettext("This person can write again."), lambda store, signature: mutes.unmute(
        store, _jury(), form.action.data, form.reason.data or "", **signature))


@blueprint.route("/appeals/<int:action_id>/new", methods=["GET", "POST"])
@member(*voices.WRITERS)
def appeal(slug: str, action_id: int) -> str | Response:
    form = forms.AppealForm()
    if form.validate_on_submit():
        try:
            with transaction() as store:
                appeals.appeal(store, _jury(), action_id, form.words.data or "", actor=actor(), now=utc_now())
            flash(gettext("The overseers look at it. You read their answer on this page."), "success")
            return redirect(url_for("conduct.show", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    action = appeals.own_action(db.session(), jury(), action_id, actor=actor())
    return render_template("moderation/appeal.html", jury=jury(), form=form, action=action, words=_words_of(action))


@blueprint.post("/decide")
@member(Role.OVERSEER)
def decide(slug: str) -> Response:
    form = forms.DecideForm()
    return _do(form, gettext("Your decision holds, and the person who appealed reads it."),
               lambda store, signature: appeals.decide(
                   store, _jury(), form.appeal.data, form.decision.data == "upheld", form.reason.data or "",
                   **signature))


def _mute_form() -> forms.MuteForm:
    form = forms.MuteForm()
    form.member.choices = [(row.id, row.alias)
                           for row in memberships.members_of(db.session(), jury().id, *voices.WRITERS)]
    return form


def _do(form: FlaskForm, done: str, action: Callable[[Session, dict[str, Any]], object]) -> Response:
    """One service in one transaction, back to the desk."""
    carry_out(lambda store: action(store, {"actor": actor(), "now": utc_now()}), form=form, done=done)
    return redirect(url_for("moderation.desk", slug=jury().slug), 303)


def _room_of(session: Session, form: forms.ActForm) -> Room:
    """Where the words stand: in the plenary or at a table."""
    return moderation_targets.find_target(session, jury().id, TargetKind(form.kind.data), form.target.data).room


def _words_of(action: Any) -> str:
    """The words that an act took away, for those who may judge it."""
    if action.target_kind is None:
        return ""
    return moderation_targets.find_target(db.session(), jury().id, action.target_kind, action.target_id).words


def _jury() -> Jury:
    """The jury inside the transaction."""
    return db.session.get_one(Jury, jury().id)
