"""The one door of all socket handlers: rate, schema, session, membership, phase, role and idempotency, on every event.

`before_request` does not run for socket events and a socket outlives its sign-in, so everything is read anew.
"""
from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask_wtf import FlaskForm
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.domain.buckets import Buckets
from app.domain.errors import DomainError, Forbidden
from app.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from app.domain.roles import Actor, Role
from app.extensions import socketio
from app.i18n import speaking
from app.i18n.messages import sentences
from app.installation import utc_now
from app.models import Room
from app.services.room import room_visits
from app.services.room.room_visits import Visitor
from app.services.room.rooms import PLENARY, LoggedEvent
from app.sockets.caller import on_light_event, sid_of_caller
from app.sockets.connections import connections
from app.transaction import transaction

log = logging.getLogger(__name__)
Answer = dict[str, Any]
BUSY: Answer = {"ok": False, "retry": True}
MOST_FIELDS, MOST_CHARACTERS = 12, 8000
# What can be done at a small table; everything else belongs to the plenary.
AT_TABLES = frozenset({"say", "hide", "mark_heard", "call_facilitator"})
buckets = Buckets(size=20, per_second=4)  # commands of one person; nobody types faster


@dataclass(frozen=True)
class Mark:
    """What a handler asks of whoever calls it; `tests/rules` finds handlers without one."""

    name: str
    form: type[FlaskForm] | None
    roles: tuple[Role, ...] = ()
    needs_presence: bool = False


@dataclass(frozen=True)
class Visit:
    """A checked caller inside the transaction of one event."""

    session: Session
    visitor: Visitor
    language: str
    signature: dict[str, Any]  # actor, now and command_id, as services take them

    @property
    def room(self) -> Room:
        return self.visitor.room

    @property
    def actor(self) -> Actor:
        return self.visitor.actor


Handler = Callable[[Visit, Any], LoggedEvent]
HANDLERS: dict[str, Callable[[Any], Answer]] = {}


def command(name: str, form: type[FlaskForm], *roles: Role, needs_presence: bool = False
            ) -> Callable[[Handler], Callable[[Any], Answer]]:
    """Open a handler to members with one of `roles` (none: the service decides) under a name on the wire."""
    mark = Mark(name, form, roles, needs_presence)

    def decorate(handler: Handler) -> Callable[[Any], Answer]:
        return listen(mark)(wraps(handler)(lambda payload: _run(mark, handler, payload)))
    return decorate


def listen(mark: Mark) -> Callable[[Callable[[Any], Answer]], Callable[[Any], Answer]]:
    """Put a handler behind the door: refusals become answers in words, a busy database a "try again"."""
    def decorate(handler: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
        @wraps(handler)
        def answer(payload: Any = None, *_more: Any) -> Answer:
            with speaking(_language(payload)):
                return _answer(mark, handler, payload)
        answer.mark = mark  # type: ignore[attr-defined]  # read by tests/rules
        HANDLERS[mark.name] = answer
        if mark.form is None:
            socketio.on_event(mark.name, answer)
        else:  # commands are frequent: they do without a Flask request
            on_light_event(mark.name, answer)
        return answer
    return decorate


def _answer(mark: Mark, handler: Callable[[Any], Answer], payload: Any) -> Answer:
    try:
        return handler(payload) if is_in_time() else BUSY
    except DomainError as refusal:
        level = logging.WARNING if isinstance(refusal, Forbidden) else logging.INFO
        log.log(level, "command_refused", extra={"code": refusal.code, "command": mark.name})
        return {"ok": False, "code": refusal.code, "message": " ".join(sentences(refusal))}
    except DBAPIError as fault:
        log.warning("database_busy", extra={"command": mark.name, "kind": type(fault).__name__})
        return BUSY


def is_in_time() -> bool:
    """Whether the caller keeps to a human pace; asked before the database is."""
    return buckets.take(token_of_caller(), time.monotonic())


def token_of_caller() -> str:
    """What the connection showed at the door. Raises `session_is_over` for one that was dropped meanwhile."""
    token = connections.tokens.get(sid_of_caller())
    if token is None:
        raise Forbidden("session_is_over")
    return token


def _run(mark: Mark, handler: Handler, payload: Any) -> Answer:
    room_id, form = room_in(payload), _checked_form(mark, payload)
    now = utc_now()
    with transaction() as session:
        visitor = room_visits.find_visitor(session, token_of_caller(), room_id, now=now)
        if visitor.room.name != PLENARY and mark.name not in AT_TABLES:
            raise DomainError("command_not_understood")
        if mark.roles:
            visitor.actor.require(*mark.roles)
        if mark.needs_presence:
            room_visits.require_presence(visitor.room, visitor.actor)
        signature = {"actor": visitor.actor, "now": now, "command_id": form.command_id.data}
        seq = handler(Visit(session, visitor, _language(payload), signature), form).seq
    return {"ok": True, "seq": seq}


def room_in(payload: Any) -> int:
    """The room's number in what was sent. Raises `command_not_understood`."""
    raw = payload.get("room") if isinstance(payload, dict) else None
    is_number = isinstance(raw, int) or (isinstance(raw, str) and raw.isascii() and raw.isdecimal())
    if not is_number or not 0 < int(raw or 0) < 2**31:
        raise DomainError("command_not_understood")
    return int(raw or 0)


def _checked_form(mark: Mark, payload: dict[str, Any]) -> Any:
    """The fields as the form of the same name reads them. A command without an id cannot be sent twice safely."""
    fields = {name: value for name, value in payload.items() if isinstance(value, str | int)}
    is_modest = len(payload) <= MOST_FIELDS and all(len(str(value)) <= MOST_CHARACTERS for value in fields.values())
    if len(fields) != len(payload) or not is_modest or not payload.get("command_id"):
        raise DomainError("command_not_understood")
    assert mark.form is not None
    form = mark.form(MultiDict({name: str(value) for name, value in fields.items()}), meta={"csrf": False})
    if not form.validate():
        raise DomainError("command_not_understood")
    return form


def _language(payload: Any) -> str:
    """The language of the page: said when joining, remembered for every later event."""
    said = payload.get("language") if isinstance(payload, dict) else None
    if isinstance(said, str) and said in LANGUAGES:
        return said
    seat = connections.seats.get(sid_of_caller())
    return seat.language if seat else DEFAULT_LANGUAGE
