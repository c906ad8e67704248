"""What all pages of the room share: where the agenda stands, the tabs, and what is new for the reader."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.audiences import Audience, audience_of
from app.domain.errors import Forbidden
from app.domain.room_events import RoomEventKind
from app.installation import utc_now
from app.models import Room
from app.services.room import documents, questions, room_views, rooms, voices
from app.services.room.presence import note_visit
from app.services.verdict import draft_reviews
from app.transaction import transaction
from app.web.access import actor, jury

Tab = tuple[str, str, str, bool, int]


def room_values(session: Session, current: str, *, now: datetime) -> dict[str, Any]:
    """The values of the frame around every page of the room."""
    room, audience = rooms.room_of(session, jury().id), audience_of(actor())
    if audience is None:
        raise Forbidden("role_is_missing")
    return {
        "jury": jury(), "slug": jury().slug, "live": room, "audience": audience,
        "heard": rooms.head_for(session, room, audience, now=now),
        "me": rooms.membership_in_room(actor()), "step": room_views.step_of(session, room), "now": now,
        "standing": voices.standing_of(session, jury().id, actor(), now=now),
        "tabs": tabs(session, room, audience, current), "documents": documents.documents_of(session, jury().id),
    }


def tabs(session: Session, room: Room, audience: Audience, current: str) -> list[Tab]:
    """Discussion, questions, documents, and the draft for those who may see it."""
    slug = jury().slug
    found = [
        ("rooms.show", gettext("Discussion"), "talk", 0),
        ("questions.index", gettext("Questions"), "ask", questions.count_open(session, room)),
        ("documents.index", gettext("Documents"), "doc", 0),
    ]
    if audience not in {Audience.EXPERT, Audience.OBSERVER}:
        found.append(("proposals.index", gettext("Draft"), "pen", 0))
    elif audience is Audience.EXPERT and draft_reviews.open_review_of(session, jury(), now=utc_now()):
        found.append(("draft_reviews.index", gettext("Review of the draft"), "pen", 0))
    return [(url_for(endpoint, slug=slug), text, icon, endpoint == current, count)
            for endpoint, text, icon, count in found if endpoint in current_app.view_functions]


def visit(room: Room, audience: Audience, *, now: datetime) -> tuple[int, int]:
    """Note the visit; returns up to which line the reader had read before, and how many contributions came since."""
    membership_id, head = rooms.membership_in_room(actor()), room.last_seq
    if membership_id is None or audience in {Audience.READER, Audience.OBSERVER}:
        return head, 0
    try:
        with transaction() as session:
            read = note_visit(session, room.id, membership_id, head=head, now=now)
            new = rooms.count_after(session, session.get_one(Room, room.id), read, RoomEventKind.STATEMENT_POSTED)
    except DBAPIError:  # reading must work while nothing can be written
        return head, 0
    return read, new
