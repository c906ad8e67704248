"""After the commit: each event is drawn once per language and audience, and sent to those who see the same."""
from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Any

from app.domain.audiences import Audience
from app.domain.languages import LANGUAGES
from app.extensions import db, socketio
from app.fragments.rooms import events_for_each, on_the_site
from app.installation import current_settings, utc_now
from app.services.room import room_views
from app.services.room.room_views import Gathered
from app.services.room.rooms import LoggedEvent
from app.sockets.connections import channel_of, connections

log = logging.getLogger(__name__)
EVERYBODY = {(audience, language) for audience in Audience for language in LANGUAGES}


def deliver(items: list[Any]) -> None:
    """Send what was announced. A failure here loses nothing: the log has it, and the next head tells."""
    events: dict[int, list[LoggedEvent]] = {}
    for item in items:
        if isinstance(item, LoggedEvent):
            events.setdefault(item.room_id, []).append(item)
    for room_id, lines in events.items():
        try:
            _deliver(room_id, lines)
        except Exception:  # an edge: the command is committed and must be acknowledged whatever happens here
            log.exception("broadcast_failed", extra={"room_id": room_id, "seq": lines[-1].seq})


def _deliver(room_id: int, events: list[LoggedEvent]) -> None:
    listeners = _listeners(room_id)
    if not listeners:
        return
    session = db.session()
    room, place = room_views.room_and_place(session, room_id)
    if room.observer_delay:  # the pulse tells them when it is time
        listeners = {(audience, language) for audience, language in listeners if audience is not Audience.OBSERVER}
    gathered = room_views.gather(session, room, events, place=place, now=utc_now())
    for channel, shown in drawn_for(gathered, events, listeners):
        _send(shown, channel)


def drawn_for(gathered: Gathered, events: list[LoggedEvent],
              listeners: Collection[tuple[Audience, str]]) -> list[tuple[str, dict[str, Any]]]:
    """For each channel what its members see of the events, in order."""
    with on_the_site():
        return [(channel_of(gathered.room.id, audience, language), shown)
                for audience, language, shown in events_for_each(gathered, events, listeners)]


def _send(event: dict[str, Any], channel: str) -> None:
    """Here at once; towards other processes beside the command, because a Redis that hangs must not hold it up."""
    if current_settings().redis_url:
        socketio.start_background_task(socketio.emit, "event", event, to=channel)
    else:
        socketio.emit("event", event, to=channel)


def _listeners(room_id: int) -> set[tuple[Audience, str]]:
    """With one process we know who is here; with several the others have listeners that we do not see."""
    return EVERYBODY if current_settings().redis_url else connections.listeners(room_id)
