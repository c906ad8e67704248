"""The room: its page, the catch-up of the log, words and the agenda. Everything works as plain forms."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.audiences import HEARING_KINDS, MEMBERS_OF_THE_ROOM, SPEAKERS, Audience, is_present
from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms import rooms as forms
from app.fragments.rooms import events_for
from app.i18n import current_language
from app.i18n.messages import sentence
from app.installation import utc_now
from app.services.room import agenda, floor, nudges, presence, room_views, room_visits, rooms, stance_clocks, statements
from app.web.access import actor, jury, member
from app.web.limits import number_in
from app.web.room.room_commands import run
from app.web.room.room_context import room_values, visit

blueprint = Blueprint("rooms", __name__, url_prefix="/juries/<slug>/room")
CHAIR = (Role.FACILITATOR,)


@blueprint.get("/")
@member(*MEMBERS_OF_THE_ROOM)
def show(slug: str) -> str | Response:
    """The room; who is kept out by the agenda sees where it stands and may read questions and documents."""
    session, now = db.session(), utc_now()
    values = room_values(session, "rooms.show", now=now)
    room, audience = values["live"], values["audience"]
    if not is_present(audience, room.phase):
        return render_template("rooms/waiting.html", **values)
    if _sits_at_a_table(values):
        return redirect(url_for("table_rounds.index", slug=slug), 303)
    before, heard = number_in(request.args.get("before")), values["heard"]
    lines = room_views.record_of(session, room, audience, before=min(before or heard + 1, heard + 1), now=now)
    health = presence.health_of(session, room, now=now) if audience is Audience.CHAIR else None
    hints = nudges.unread_of(session, room.id, values["me"]) if audience is Audience.JUROR else []
    return render_template(
        "rooms/show.html", lines=lines, floor=floor.floor_of(session, room, now=now), health=health, before=before,
        may_speak=room_views.may_speak(audience, room.phase), news=visit(room, audience, now=now), hints=hints,
        clocks=stance_clocks.clocks_of(session, room, now=now) if room.phase in HEARING_KINDS else [], **values)


def _sits_at_a_table(values: dict[str, Any]) -> bool:
    """During a round a juror's place is the table; the plenary may still be read, by its own link."""
    gist = values["step"].tables
    return values["audience"] is Audience.JUROR and bool(gist and gist.held) and not (
        "plenary" in request.args or "before" in request.args)


@blueprint.get("/events")
@member(*MEMBERS_OF_THE_ROOM)
def events(slug: str) -> Response | tuple[Response, int]:
    """The log after a number, drawn by the same partials as the page."""
    session, now = db.session(), utc_now()
    try:
        room = rooms.room_of(session, jury().id)
        audience = room_visits.require_presence(room, actor())
    except DomainError as refusal:
        return jsonify(ok=False, code=refusal.code, message=sentence(refusal)), 403
    head = rooms.head_for(session, room, audience, now=now)
    found = rooms.events_after(session, room, number_in(request.args.get("after")) or 0, until=head)
    place = room_views.Place(slug, jury().time_zone)
    gathered = room_views.gather(session, room, found, place=place, now=now)
    shown = events_for(gathered, found, audience, current_language())
    return jsonify(ok=True, events=shown, head=head, now=int(now.timestamp() * 1000))


@blueprint.post("/statements")
@member(*SPEAKERS)
def say(slug: str) -> Response:
    form = forms.TextForm()
    return run(form, lambda session, room, signature: statements.post_statement(
        session, room, form.text.data or "", page_language=current_language(), **signature), "rooms.show")


@blueprint.post("/hide")
@member(*CHAIR)
def hide(slug: str) -> Response:
    form = forms.HideForm()
    return run(form, lambda session, room, signature: statements.hide_statement(
        session, room, form.statement.data, form.reason.data or "", **signature), "rooms.show")


@blueprint.post("/next")
@member(*CHAIR)
def start_next(slug: str) -> Response:
    form = forms.NextForm()
    return run(form, lambda session, room, signature: agenda.start_next(
        session, room, after=form.after.data, **signature), "rooms.show")


@blueprint.post("/start")
@member(*CHAIR)
def start_item(slug: str) -> Response:
    """Take an item out of order."""
    form = forms.StartForm()
    return run(form, lambda session, room, signature: agenda.start_item(
        session, room, form.item.data, reason=form.reason.data, **signature), "agenda.show")


@blueprint.post("/end-item")
@member(*CHAIR)
def end_item(slug: str) -> Response:
    return run(forms.CommandForm(), lambda session, room, signature: agenda.end_item(session, room, **signature),
               "rooms.show")


@blueprint.post("/extend")
@member(*CHAIR)
def extend(slug: str) -> Response:
    form = forms.ExtendForm()
    return run(form, lambda session, room, signature: agenda.extend_item(
        session, room, form.minutes.data or 0, form.reason.data or "", **signature), "rooms.show")


@blueprint.post("/shorten")
@member(*CHAIR)
def shorten(slug: str) -> Response:
    form = forms.ExtendForm()
    return run(form, lambda session, room, signature: agenda.shorten_item(
        session, room, form.minutes.data or 0, form.reason.data or "", **signature), "rooms.show")


@blueprint.post("/skip")
@member(*CHAIR)
def skip_item(slug: str) -> Response:
    """Leave a planned item out."""
    form = forms.StartForm()
    return run(form, lambda session, room, signature: agenda.skip_item(
        session, room, form.item.data, form.reason.data or "", **signature), "agenda.show")


@blueprint.post("/pause")
@member(*CHAIR)
def pause(slug: str) -> Response:
    form = forms.ReasonForm()
    return run(form, lambda session, room, signature: agenda.pause_item(
        session, room, form.reason.data or "", **signature), "rooms.show")


@blueprint.post("/resume")
@member(*CHAIR)
def resume(slug: str) -> Response:
    return run(forms.CommandForm(), lambda session, room, signature: agenda.resume_item(session, room, **signature),
               "rooms.show")
