"""What every form of the room does: check, one service in one transaction, back to the page or JSON for its script."""
from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from flask import jsonify, redirect, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.buckets import Buckets
from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.i18n.messages import sentences
from app.installation import utc_now
from app.models import Room
from app.services.room import rooms
from app.services.room.rooms import LoggedEvent
from app.transaction import transaction
from app.web.access import actor, jury
from app.web.refusals import tell

buckets = Buckets(size=20, per_second=4)  # the same pace as for sockets
_STATUS: dict[type[DomainError], int] = {Forbidden: 403, NotFound: 404, Conflict: 409}


def run(form: FlaskForm, action: Callable[[Session, Room, dict[str, Any]], LoggedEvent], back: str,
        anchor: str | None = None, **values: Any) -> Response:
    """Do what a form asks for. `action` gets the session, the room and actor, now and command_id for the service.

    `values`: what the address of `back` holds beside the jury.
    """
    try:
        _require_pace()
        if not form.validate_on_submit():
            raise DomainError("command_not_understood")
        event = _commit(form, action)
    except DomainError as refusal:
        return _refuse(refusal, back, **values)
    if wants_json():
        return jsonify(ok=True, seq=event.seq)
    back = _place(back)
    return redirect(url_for(back, slug=jury().slug, _anchor=anchor or f"e{event.seq}", **values), 303)


def _place(back: str) -> str:
    """Whoever sent a form from the facilitator's desk goes back there."""
    return "desk.show" if request.form.get("back") == "desk" else back


def wants_json() -> bool:
    """Whether the page's script asks, not the browser itself."""
    return request.accept_mimetypes.best == "application/json"


def _require_pace() -> None:
    if not buckets.take(actor().person_id, time.monotonic()):
        raise DomainError("too_fast")


def _commit(form: FlaskForm, action: Callable[[Session, Room, dict[str, Any]], LoggedEvent]) -> LoggedEvent:
    """Once more after a race: of two equal commands at once the second then finds the first."""
    try:
        return _try(form, action)
    except IntegrityError:
        return _try(form, action)


def _try(form: FlaskForm, action: Callable[[Session, Room, dict[str, Any]], LoggedEvent]) -> LoggedEvent:
    command_id = form["command_id"].data or None
    with transaction() as session:
        room = rooms.room_of(session, jury().id)
        return action(session, room, {"actor": actor(), "now": utc_now(), "command_id": command_id})


def _refuse(refusal: DomainError, back: str, **values: Any) -> Response:
    if wants_json():
        return _refuse_in_json(refusal)
    tell(refusal)
    return redirect(url_for(_place(back), slug=jury().slug, **values), 303)


def _refuse_in_json(refusal: DomainError) -> Response:
    if refusal.code == "too_fast":
        response = jsonify(ok=False, retry=True)
        response.status_code = 429
        return response
    response = jsonify(ok=False, code=refusal.code, message=" ".join(sentences(refusal)))
    response.status_code = next((code for kind, code in _STATUS.items() if isinstance(refusal, kind)), 400)
    return response


