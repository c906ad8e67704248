"""The telephone desk: who joins by telephone, and what the named helper enters for them. Never a ballot."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.phases import FloorKind
from app.domain.roles import Role
from app.extensions import db
from app.forms.phone_voices import BeginVoiceForm, EndVoiceForm, VoiceForm
from app.i18n import current_language
from app.installation import utc_now
from app.models import Jury, Room
from app.services.accounts import memberships
from app.services.room import floor, phone_voices, questions, rooms, statements
from app.services.room.rooms import LoggedEvent
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach, tell
from app.web.room.room_commands import run

blueprint = Blueprint("phone_voices", __name__, url_prefix="/juries/<slug>/phone")
BACK = "phone_voices.index"
Signature = dict[str, Any]


@blueprint.route("/", methods=["GET", "POST"])
@member(*phone_voices.DESK)
def index(slug: str) -> str | Response:
    """The desk; posting marks a juror as joining by telephone."""
    session = db.session()
    form = BeginVoiceForm(jurors=memberships.members_of(session, jury().id, Role.JUROR),
                          helpers=phone_voices.helpers_of(session, jury().id))
    if form.validate_on_submit():
        try:
            _begin(form)
            flash(gettext("This juror now joins by telephone. The helper enters their words on this page."), "success")
            return redirect(url_for(BACK, slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    room = rooms.room_of(session, jury().id)
    return render_template("phone_voices/index.html", jury=jury(), slug=slug, form=form,
                           voices=phone_voices.voices_of(session, jury().id),
                           mine=set(actor().memberships.values()), floor=floor.floor_of(session, room, now=utc_now()))


def _begin(form: BeginVoiceForm) -> None:
    with transaction() as session:
        phone_voices.begin_voice(session, rooms.room_of(session, jury().id), form.juror.data, form.helper.data,
                                 actor=actor(), now=utc_now())


@blueprint.post("/end")
@member(*phone_voices.DESK)
def end(slug: str) -> Response:
    form = EndVoiceForm()
    try:
        if form.validate_on_submit():
            with transaction() as session:
                phone_voices.end_voice(session, rooms.room_of(session, jury().id), form.juror.data, actor=actor(),
                                       now=utc_now())
    except DomainError as error:
        tell(error)
    return redirect(url_for(BACK, slug=slug), 303)


@blueprint.post("/<any(say, ask, raise, lower, finish):deed>")
@member(*phone_voices.DESK)
def enter(slug: str, deed: str) -> Response:
    """What the helper enters goes through the same services as what the juror would do."""
    form = VoiceForm()

    def action(session: Session, room: Room, signature: Signature) -> LoggedEvent:
        fresh = session.get_one(Jury, jury().id)
        voice = phone_voices.voice_for(session, fresh, form.juror.data, actor=signature["actor"])
        return _DEEDS[deed](session, room, form.text.data or "", {**signature, "actor": voice})
    return run(form, action, BACK, "voices")


def _say(session: Session, room: Room, text: str, signature: Signature) -> LoggedEvent:
    return statements.post_statement(session, room, text, page_language=current_language(), **signature)


def _ask(session: Session, room: Room, text: str, signature: Signature) -> LoggedEvent:
    return questions.ask_question(session, room, text, witness_id=None, page_language=current_language(), **signature)


def _raise(session: Session, room: Room, _text: str, signature: Signature) -> LoggedEvent:
    return floor.raise_hand(session, room, FloorKind.SPEAK, **signature)


def _lower(session: Session, room: Room, _text: str, signature: Signature) -> LoggedEvent:
    return floor.lower_hand(session, room, **signature)


def _finish(session: Session, room: Room, _text: str, signature: Signature) -> LoggedEvent:
    return floor.end_turn(session, room, **signature)


_DEEDS: dict[str, Callable[[Session, Room, str, Signature], LoggedEvent]] = {
    "say": _say, "ask": _ask, "raise": _raise, "lower": _lower, "finish": _finish}
