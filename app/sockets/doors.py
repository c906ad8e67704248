"""Coming in and going out: the session is asked for at the door, the seat is given by joining."""
from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from flask import request, session
from flask_babel import gettext
from flask_socketio import ConnectionRefusedError as Refusal
from flask_socketio import join_room
from sqlalchemy.exc import DBAPIError

from app.domain.errors import DomainError, Forbidden
from app.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from app.extensions import db, socketio
from app.fragments.rooms import events_for
from app.i18n import current_language, speaking
from app.i18n.messages import sentence
from app.installation import utc_now
from app.services.accounts import sign_ins
from app.services.room import presence, room_views, room_visits, rooms
from app.services.room.room_visits import Visitor
from app.sockets import pulse, whispers
from app.sockets.connections import Seat, connections, personal_channel, whisper_channel
from app.sockets.guard import Answer, Mark, listen, room_in, token_of_caller
from app.transaction import transaction

log = logging.getLogger(__name__)


@socketio.on("connect")
def connect(_auth: Any = None) -> None:
    """Let in who is signed in; everybody else is sent away with a sentence."""
    token = str(session.get("_user_id", ""))
    if not token or sign_ins.find_session(db.session(), token, now=utc_now()) is None:
        raise Refusal(_refusal())
    connections.admit(_sid(), token)
    pulse.ensure_running()


def _refusal() -> dict[str, str]:
    language = request.args.get("language", DEFAULT_LANGUAGE)
    with speaking(language if language in LANGUAGES else DEFAULT_LANGUAGE):
        return {"code": "session_is_over", "message": sentence(Forbidden("session_is_over"))}


@socketio.on("disconnect")
def disconnect(*_reason: Any) -> None:
    """Note the absence; the place in the queue stays."""
    seat = connections.drop(_sid())
    if seat is not None:
        _note_gone(seat)


def _note_gone(seat: Seat) -> None:
    try:
        with transaction() as store:
            head = rooms.head_of(store, seat.room_id)
            presence.note_gone(store, seat.room_id, seat.membership_id, head=head, now=utc_now())
    except DBAPIError:  # presence is a courtesy; the next heartbeat mends it
        log.warning("presence_not_noted", extra={"room_id": seat.room_id})


@listen(Mark("join", None))
def join(payload: Any) -> Answer:
    """Give a seat, then everything after what the caller has. The order matters: seat first, log second."""
    room_id, after = room_in(payload), _after(payload)
    visitor = _find_visitor(room_id)
    audience = room_visits.require_presence(visitor.room, visitor.actor)
    seat = Seat(room_id, visitor.membership_id, visitor.sign_in_id, audience, current_language())
    _sit_down(seat)
    return _catch_up(seat, after) | _take_controls(seat, payload.get("opened"))


def _find_visitor(room_id: int) -> Visitor:
    return room_visits.find_visitor(db.session(), token_of_caller(), room_id, now=utc_now())


def _sit_down(seat: Seat) -> None:
    """Take the seat and hear what is for this person alone."""
    mine = personal_channel(seat.room_id, seat.membership_id)
    connections.seat(_sid(), seat)
    join_room(seat.channel)
    join_room(mine)
    join_room(whisper_channel(seat.room_id, seat.membership_id, seat.language))
    whispers.remind(seat)


def _take_controls(seat: Seat, opened: Any) -> Answer:
    """Of several devices of one person the one that opened its page last has the controls; the others only read.

    A phone that comes back from a tunnel therefore takes nothing from the laptop that was opened meanwhile.
    """
    now = utc_now()
    is_told = isinstance(opened, int) and not isinstance(opened, bool) and 0 < opened < now.timestamp() * 1000
    moment = datetime.fromtimestamp(opened / 1000, UTC) if is_told else now
    with transaction() as store:
        is_newest = presence.take_controls(store, seat.room_id, seat.membership_id, moment)
    message = gettext("You have opened the room on another device. This one only shows what happens.")
    if not is_newest:
        return {"superseded": message}
    socketio.emit("superseded", {"message": message}, to=personal_channel(seat.room_id, seat.membership_id),
                  skip_sid=_sid())
    return {}


def _catch_up(seat: Seat, after: int) -> Answer:
    """What happened after `after`. A fresh snapshot: the one that found the visitor is older than the seat."""
    now = utc_now()
    with transaction() as store:
        head = rooms.head_of(store, seat.room_id)
        presence.note_present(store, seat.room_id, [seat.membership_id], head=head, now=now)
    session = db.session()
    room, place = room_views.room_and_place(session, seat.room_id)
    head = rooms.head_for(session, room, seat.audience, now=now)
    events = rooms.events_after(session, room, after, until=head)
    gathered = room_views.gather(session, room, events, place=place, now=now)
    shown = events_for(gathered, events, seat.audience, seat.language)
    return {"ok": True, "head": head, "now": int(now.timestamp() * 1000), "events": shown}


def _after(payload: Any) -> int:
    after = payload.get("after", 0)
    if not isinstance(after, int) or not 0 <= after < 2**31:
        raise DomainError("command_not_understood")
    return after


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]  # set by Flask-SocketIO
