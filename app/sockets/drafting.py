"""Writing together, live: letters come in, are kept, and leave for everybody who has the same draft open."""
from __future__ import annotations

import logging
from typing import Any

from flask import request
from flask_socketio import join_room

from app.extensions import db, socketio
from app.i18n import current_language
from app.installation import current_settings, utc_now
from app.services.drafting import drafts, exchanges
from app.services.drafting.drafts import DraftClosed, DraftNews
from app.services.room import room_visits
from app.services.room.room_visits import Visitor
from app.sockets.connections import Seat, connections
from app.sockets.guard import Answer, Mark, listen, room_in, token_of_caller
from app.transaction import transaction

log = logging.getLogger(__name__)


def channel_of(proposal_id: int) -> str:
    """The socket room of those who have a draft open to write."""
    return f"draft:{proposal_id}"


@listen(Mark("draft_open", None, drafts.WRITERS))
def draft_open(payload: Any) -> Answer:
    """Enter first, read then: what is written in between comes twice rather than never."""
    sent, visitor = exchanges.read(payload), _visitor(payload)
    proposal = exchanges.find_proposal(db.session(), visitor.room.jury_id, payload.get("proposal"))
    _sit_down(visitor, proposal.id)
    db.session.rollback()
    return exchanges.answer(db.session(), proposal, sent, actor=visitor.actor)


@listen(Mark("draft_change", None, drafts.WRITERS))
def draft_change(payload: Any) -> Answer:
    """Keep what was typed; who may is asked of the database with every change."""
    room_id, sent, now = room_in(payload), exchanges.read(payload), utc_now()
    with transaction() as session:
        visitor = room_visits.find_visitor(session, token_of_caller(), room_id, now=now)
        proposal = exchanges.find_proposal(session, visitor.room.jury_id, payload.get("proposal"))
        seq = drafts.change(session, proposal, sent.content, actor=visitor.actor, now=now, command_id=sent.command_id)
    return {"ok": True, "seq": seq}


def _visitor(payload: Any) -> Visitor:
    visitor = room_visits.find_visitor(db.session(), token_of_caller(), room_in(payload), now=utc_now())
    visitor.actor.require(*drafts.WRITERS)
    return visitor


def _sit_down(visitor: Visitor, proposal_id: int) -> None:
    """A seat like one in the room, so that the same sweep ends the connection of whoever was removed or signed out;
    it does not take the room's controls from another page of the same person.
    """
    sid = str(request.sid)  # type: ignore[attr-defined]  # set by Flask-SocketIO
    connections.seat(sid, Seat(visitor.room.id, visitor.membership_id, visitor.sign_in_id, visitor.audience,
                               current_language()))
    join_room(channel_of(proposal_id))


def deliver(items: list[Any]) -> None:
    """Send what was committed. A failure here loses nothing: the log has it, and everybody asks for it in time."""
    for item in items:
        try:
            if isinstance(item, DraftNews):
                _send("draft_changed", item.proposal_id, {
                    "seq": item.seq, "content": exchanges.in_letters(item.content), "clauses": item.clauses,
                    "person": item.membership_id, "alias": item.alias})
            elif isinstance(item, DraftClosed):
                _send("draft_closed", item.proposal_id, {})
        except Exception:  # an edge: the change is committed and must be acknowledged whatever happens here
            log.exception("draft_broadcast_failed", extra={"proposal_id": item.proposal_id})


def _send(name: str, proposal_id: int, data: dict[str, Any]) -> None:
    """Here at once; towards other processes beside the command, because a Redis that hangs must not hold it up."""
    data = {"proposal": proposal_id, **data}
    if current_settings().redis_url:
        socketio.start_background_task(socketio.emit, name, data, to=channel_of(proposal_id))
    else:
        socketio.emit(name, data, to=channel_of(proposal_id))
