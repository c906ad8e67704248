"""A small table: where a juror's place is, the talk, the note, who was heard, and the call for the facilitator."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.audiences import audience_of
from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms import rooms as forms
from app.forms.tables import HeardForm, NoteForm
from app.fragments.rooms import events_for
from app.i18n import current_language
from app.i18n.messages import sentence
from app.installation import utc_now
from app.models import Room, SmallTable
from app.services.room import (
    room_views,
    rooms,
    statements,
    table_calls,
    table_doors,
    table_notes,
    table_seats,
    table_views,
)
from app.services.room.table_notes import NoteConflict
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.limits import number_in
from app.web.refusals import attach, tell
from app.web.room.room_commands import run
from app.web.room.room_context import room_values, visit

blueprint = Blueprint("tables", __name__, url_prefix="/juries/<slug>/tables")
AT_TABLES = (Role.JUROR, Role.FACILITATOR)
BACK = "tables.show"


@blueprint.get("/<int:table_id>/")
@member(*AT_TABLES)
def show(slug: str, table_id: int) -> str | Response:
    """The table, for those who sit here now; everybody else is told where their place is."""
    session, now = db.session(), utc_now()
    try:
        _arrive(table_id)
        values = _values(session, table_id, "tables.show")
    except DomainError as refusal:
        tell(refusal)
        return redirect(url_for("table_rounds.index", slug=slug), 303)
    talk, audience = values["live"], values["audience"]
    before = number_in(request.args.get("before"))
    lines = room_views.record_of(session, talk, audience, before=before, now=now)
    news = visit(talk, audience, now=now)
    return render_template("tables/show.html", lines=lines, before=before, news=news, **values)


def _arrive(table_id: int) -> None:
    """The others at the table see that somebody has come. Reading goes on while nothing can be written."""
    try:
        with transaction() as store:
            talk = table_doors.enter_room(store, jury().id, table_id, actor=actor())
            table_seats.note_arrival(store, talk, actor=actor(), now=utc_now())
    except DBAPIError:
        return


def _values(session: Session, table_id: int, current: str) -> dict[str, Any]:
    """The frame of the room's pages around the talk of one table."""
    now = utc_now()
    talk = table_doors.enter_room(session, jury().id, table_id, actor=actor())
    table = table_doors.table_behind(session, talk)
    values = room_values(session, current, now=now)
    return values | {"live": talk, "view": table_views.table_view(session, table, now=now)}


@blueprint.get("/<int:table_id>/events")
@member(*AT_TABLES)
def events(slug: str, table_id: int) -> Response | tuple[Response, int]:
    """The log of the table after a number, drawn by the same partials as the page."""
    session, now = db.session(), utc_now()
    try:
        talk = table_doors.enter_room(session, jury().id, table_id, actor=actor())
    except DomainError as refusal:
        return jsonify(ok=False, code=refusal.code, message=sentence(refusal)), 403
    found = rooms.events_after(session, talk, number_in(request.args.get("after")) or 0)
    gathered = room_views.gather(session, talk, found, place=room_views.Place(slug, jury().time_zone), now=now)
    audience = audience_of(actor())
    assert audience is not None  # asked at the door
    shown = events_for(gathered, found, audience, current_language())
    return jsonify(ok=True, events=shown, head=talk.last_seq, now=int(now.timestamp() * 1000))


@blueprint.post("/<int:table_id>/statements")
@member(*AT_TABLES)
def say(slug: str, table_id: int) -> Response:
    form = forms.TextForm()
    return run(form, lambda session, room, signature: statements.post_statement(
        session, _talk(session, room, table_id), form.text.data or "", page_language=current_language(), **signature),
        BACK, table_id=table_id)


@blueprint.post("/<int:table_id>/heard")
@member(*AT_TABLES)
def mark_heard(slug: str, table_id: int) -> Response:
    form = HeardForm()
    return run(form, lambda session, room, signature: table_calls.mark_heard(
        session, _talk(session, room, table_id), form.member.data or 0, form.heard.data == 1, **signature),
        BACK, "seats", table_id=table_id)


@blueprint.post("/<int:table_id>/call")
@member(Role.JUROR)
def call(slug: str, table_id: int) -> Response:
    return run(forms.CommandForm(), lambda session, room, signature: table_calls.call_facilitator(
        session, _talk(session, room, table_id), room, **signature), BACK, "seats", table_id=table_id)


@blueprint.route("/<int:table_id>/note", methods=["GET", "POST"])
@member(*AT_TABLES)
def note(slug: str, table_id: int) -> str | Response:
    """Write in the note. After a conflict both texts are shown, and the next save is on top of the newer one."""
    form = NoteForm()
    try:
        if form.validate_on_submit() and _is_saved(form, table_id):
            return redirect(url_for(BACK, slug=slug, table_id=table_id, _anchor="note"), 303)
        values = _values(db.session(), table_id, "tables.note")
    except DomainError as refusal:
        return _kept_words(refusal, slug)
    table: SmallTable = values["view"].table
    if not form.is_submitted():
        form.text.data, form.version.data = table.note, table.note_version
    return render_template("tables/note.html", form=form, versions=table_notes.versions_of(db.session(), table),
                           **values)


def _is_saved(form: NoteForm, table_id: int) -> bool:
    try:
        with transaction() as store:
            talk = table_doors.enter_room(store, jury().id, table_id, actor=actor())
            table_notes.save_note(store, talk, form.text.data or "", version=form.version.data or 0, actor=actor(),
                                  now=utc_now(), command_id=form.command_id.data or None)
        return True
    except NoteConflict as conflict:
        attach(form, conflict)
        form.version.data, form.version.raw_data = conflict.version, None
        form.command_id.data = None
    except DomainError as refusal:
        if refusal.code != "table_note_is_too_long":
            raise
        attach(form, refusal)
    return False


def _kept_words(refusal: DomainError, slug: str) -> str | Response:
    """Words that come too late are not lost: they stand on the page, ready to be copied."""
    words = request.form.get("text", "")
    if not words:
        tell(refusal)
        return redirect(url_for("table_rounds.index", slug=slug), 303)
    values = room_values(db.session(), "tables.note", now=utc_now())
    return render_template("tables/kept_words.html", words=words, refusal=sentence(refusal), **values)


def _talk(session: Session, room: Room, table_id: int) -> Room:
    return table_doors.enter_room(session, room.jury_id, table_id, actor=actor())
