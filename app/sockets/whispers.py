"""What is for one person only: drawn in each language and sent to that person's own devices, never through the log."""
from __future__ import annotations

import logging
from typing import Any

from app.domain.audiences import Audience
from app.domain.languages import LANGUAGES
from app.extensions import db, socketio
from app.fragments.whispers import hints_patch
from app.services.room import nudges, room_views
from app.services.room.nudges import Whisper
from app.sockets.connections import Seat, whisper_channel

log = logging.getLogger(__name__)


def deliver(items: list[Any]) -> None:
    """Show the unread hints of whoever was whispered to. A failure loses nothing: they stand on the next page."""
    for whisper in {item for item in items if isinstance(item, Whisper)}:
        try:
            tell(whisper.room_id, whisper.membership_id)
        except Exception:  # an edge: the hint is committed, whatever happens here
            log.exception("whisper_failed", extra={"room_id": whisper.room_id})


def remind(seat: Seat) -> None:
    """Whoever comes back finds what was whispered meanwhile."""
    if seat.audience is Audience.JUROR and nudges.unread_of(db.session(), seat.room_id, seat.membership_id):
        tell(seat.room_id, seat.membership_id)


def tell(room_id: int, membership_id: int) -> None:
    """Draw the hints anew on all devices of one person."""
    session = db.session()
    _room, place = room_views.room_and_place(session, room_id)
    hints = nudges.unread_of(session, room_id, membership_id)
    for language in LANGUAGES:
        channel = whisper_channel(room_id, membership_id, language)
        socketio.emit("presence", {"patches": [hints_patch(hints, place, language)]}, to=channel)
