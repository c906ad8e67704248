"""What every process does all the time: drop dead sockets, tell the heads of the logs, say who is here."""
from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from app.domain.audiences import Audience
from app.extensions import db, socketio
from app.fragments.rooms import health_patch
from app.installation import utc_now
from app.services.room import presence, room_views, room_visits, rooms, table_doors
from app.services.room.presence import Health
from app.services.room.room_views import Gathered
from app.sockets.broadcast import drawn_for
from app.sockets.connections import channel_of, connections
from app.transaction import transaction

log = logging.getLogger(__name__)
SWEEP_SECONDS, HEAD_SECONDS = 1.0, 2.0


@dataclass
class Pulse:
    """Remembers what was told last, so that only news is sent."""

    heads: dict[int, int] = field(default_factory=dict)
    released: dict[int, int] = field(default_factory=dict)  # how far observers have heard in rooms with a delay
    healths: dict[int, object] = field(default_factory=dict)

    def sweep(self) -> None:
        """End connections whose sign-in, membership or permission to be here has ended."""
        seats = dict(connections.seats)
        visits = {(seat.sign_in_id, seat.membership_id) for seat in seats.values()}
        if not visits:
            return
        kept = room_visits.still_in(db.session(), visits, now=utc_now())
        lost = table_doors.strangers(db.session(), {(seat.room_id, seat.membership_id) for seat in seats.values()})
        for sid, seat in seats.items():
            if (seat.sign_in_id, seat.membership_id) not in kept or (seat.room_id, seat.membership_id) in lost:
                log.info("socket_ended", extra={"room_id": seat.room_id})
                connections.tokens.pop(sid, None)  # whatever still arrives on it is refused
                socketio.server.disconnect(sid)

    def tell_heads(self) -> None:
        """Tell each room how far its log has got, if that changed: finds a lost last event."""
        seats = connections.rooms()
        for room_id, (head, delay) in rooms.heads_of(db.session(), seats).items():
            observers = {seat.channel for seat in seats[room_id] if seat.audience is Audience.OBSERVER}
            if self.heads.get(room_id) != head:
                self.heads[room_id] = head
                channels = {seat.channel for seat in seats[room_id]}
                _tell_head(room_id, head, channels - observers if delay else channels)
            if delay and observers:
                self._release(room_id, {seat.language for seat in seats[room_id]})

    def _release(self, room_id: int, languages: set[str]) -> None:
        """Send observers what has become old enough for them, in the order of the log."""
        session, now = db.session(), utc_now()
        room, place = room_views.room_and_place(session, room_id)
        head = rooms.head_for(session, room, Audience.OBSERVER, now=now)
        before, self.released[room_id] = self.released.get(room_id, head), head
        if head <= before:
            return
        events = rooms.events_after(session, room, before, until=head)
        gathered = room_views.gather(session, room, events, place=place, now=now)
        listeners = {(Audience.OBSERVER, language) for language in languages}
        for channel, shown in drawn_for(gathered, events, listeners):
            _emit_here("event", shown, channel)
        _tell_head(room_id, head, {channel_of(room_id, *listener) for listener in listeners})

    def say_who_is_here(self) -> None:
        """Renew the presence of everybody connected to this process."""
        for room_id, seats in connections.rooms().items():
            with transaction() as session:
                presence.note_present(session, room_id, {seat.membership_id for seat in seats},
                                      head=rooms.head_of(session, room_id), now=utc_now())

    def show_health(self) -> None:
        """Draw the row of health anew for the facilitators, if it changed. Two queries for all rooms together."""
        chairs = {room_id: frozenset(seat.language for seat in seats if seat.audience is Audience.CHAIR)
                  for room_id, seats in connections.rooms().items()}
        chairs = {room_id: languages for room_id, languages in chairs.items() if languages}
        if not chairs:
            return
        session, now = db.session(), utc_now()
        found = room_views.rooms_and_places(session, chairs)
        healths = presence.healths_of(session, {room.jury_id for room, _place in found.values()}, now=now)
        for room_id, (room, place) in found.items():
            self._show_health(Gathered(room, place, now), healths[room.jury_id], chairs[room_id])

    def _show_health(self, gathered: Gathered, health: Health, languages: frozenset[str]) -> None:
        room_id = gathered.room.id
        away = set(health.reconnecting)
        shown = languages, tuple((seat.membership_id, seat.state, seat in away and seat.away_for)
                                 for seat in health.seats)
        if self.healths.get(room_id) == shown:
            return
        self.healths[room_id] = shown
        for language in languages:
            patch = health_patch(health, gathered, language)
            _emit_here("presence", {"patches": [patch]}, channel_of(room_id, Audience.CHAIR, language))


def _tell_head(room_id: int, head: int, channels: set[str]) -> None:
    now = int(utc_now().timestamp() * 1000)
    for channel in channels:
        _emit_here("head", {"room": room_id, "seq": head, "now": now}, channel)


def _emit_here(event: str, data: dict[str, object], channel: str) -> None:
    """To the members of this process only: every process has its own pulse."""
    socketio.server.manager.emit(event, data, "/", room=channel, ignore_queue=True)


_is_running = False


def ensure_running() -> None:
    """Start the pulse of this process with its first connection. Tests beat by hand."""
    global _is_running
    if not _is_running and not current_app.testing:
        _is_running = True
        app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]  # a LocalProxy
        socketio.start_background_task(_beat_for_ever, app)


def _beat_for_ever(app: Flask) -> None:
    pulse, beats, present_at = Pulse(), 0, 0.0
    while True:
        socketio.sleep(SWEEP_SECONDS)
        beats += 1
        is_due = time.monotonic() - present_at >= presence.HEARTBEAT.total_seconds()
        present_at = time.monotonic() if is_due else present_at
        try:
            with app.app_context():
                beat(pulse, is_head_due=beats % round(HEAD_SECONDS / SWEEP_SECONDS) == 0, is_presence_due=is_due)
        except DBAPIError as fault:
            log.warning("pulse_missed", extra={"kind": type(fault).__name__})
        except Exception:  # an edge: the next beat must come
            log.exception("pulse_failed")


def beat(pulse: Pulse, *, is_head_due: bool, is_presence_due: bool) -> None:
    """One beat, inside an application context."""
    pulse.sweep()
    if is_presence_due:
        pulse.say_who_is_here()
    if is_head_due:
        db.session.rollback()
        pulse.tell_heads()
        pulse.show_health()

