"""The floor: one queue kept by the server, the same for everybody; a lost connection loses no place in it."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from app.domain.audiences import SPEAKERS
from app.domain.errors import Conflict, Forbidden, NotFound
from app.domain.phases import FloorKind, FloorState
from app.domain.roles import Actor, Role
from app.domain.room_desk import OverrideKind
from app.domain.room_events import RoomEventKind
from app.models import FloorRequest, Membership, Room
from app.services.room import rooms, voices
from app.services.room.room_overrides import log_override
from app.services.room.statements import require_voice

TURN = timedelta(minutes=2)
EXTENSION = timedelta(minutes=1)


@dataclass(frozen=True)
class FloorEntry:
    """Somebody in the queue, or the speaker."""

    request_id: int
    membership_id: int
    alias: str
    role: Role
    kind: FloorKind
    deadline: datetime | None
    is_extended: bool
    spoken: int  # seconds in all turns so far
    helper: str | None = None  # who enters this for a juror on the telephone


@dataclass(frozen=True)
class Floor:
    speaker: FloorEntry | None
    waiting: tuple[FloorEntry, ...]
    is_least_heard_first: bool = False

    def place_of(self, membership_id: int) -> int | None:
        """1 for who speaks next; None for who did not ask."""
        return next((place for place, entry in enumerate(self.waiting, start=1)
                     if entry.membership_id == membership_id), None)

    def least_heard_first(self) -> tuple[FloorEntry, ...]:
        """A help for the facilitator; the queue itself stays as it is."""
        return tuple(sorted(self.waiting, key=lambda entry: entry.spoken))


def floor_of(session: Session, room: Room, *, now: datetime) -> Floor:
    """Who speaks and who waits: a direct reply before the others, otherwise in order of asking, or, where the
    facilitator has said so, whoever has spoken least before. The same order for everybody.
    """
    helper = aliased(Membership)
    rows = session.execute(
        select(FloorRequest, Membership.alias, Membership.role, helper.alias)
        .join(Membership, Membership.id == FloorRequest.membership_id)
        .outerjoin(helper, helper.id == FloorRequest.helper_id)
        .where(FloorRequest.room_id == room.id, FloorRequest.state.in_([FloorState.WAITING, FloorState.SPEAKING]),
               Membership.ended_at.is_(None))
        .order_by(FloorRequest.id)).all()
    spoken = speaking_seconds(session, room, now=now)
    entries = {row.id: FloorEntry(row.id, row.membership_id, alias, role, row.kind, row.deadline, row.is_extended,
                                  spoken.get(row.membership_id, 0), helped) for row, alias, role, helped in rows}
    found = [row for row, *_names in rows]
    waiting = _in_order([row for row in found if row.state is FloorState.WAITING],
                        _ended_seconds(session, room) if room.is_least_heard_first else {})
    speaker = next((entries[row.id] for row in found if row.state is FloorState.SPEAKING), None)
    return Floor(speaker, tuple(entries[row.id] for row in waiting), room.is_least_heard_first)


def _in_order(waiting: list[FloorRequest], spoken: dict[int, int]) -> list[FloorRequest]:
    """`spoken` holds turns that are over: a turn under way would reorder the queue with every second."""
    return sorted(waiting, key=lambda row: (row.kind is not FloorKind.DIRECT_REPLY,
                                            spoken.get(row.membership_id, 0), row.id))


def _ended_seconds(session: Session, room: Room) -> dict[int, int]:
    """Seen from before the first turn, the one under way has no length yet."""
    return speaking_seconds(session, room, now=room.created_at)


def speaking_seconds(session: Session, room: Room, *, now: datetime) -> dict[int, int]:
    """Seconds that each membership has had the floor, counted from the turns."""
    totals: dict[int, int] = {}
    rows = session.execute(
        select(FloorRequest.membership_id, FloorRequest.given_at, FloorRequest.ended_at)
        .where(FloorRequest.room_id == room.id, FloorRequest.given_at.is_not(None)))
    for membership_id, given_at, ended_at in rows:
        seconds = int(((ended_at or now) - (given_at or now)).total_seconds())
        totals[membership_id] = totals.get(membership_id, 0) + max(0, seconds)
    return totals


def raise_hand(session: Session, room: Room, kind: FloorKind, *, actor: Actor, now: datetime,
               command_id: str | None = None) -> rooms.LoggedEvent:
    """Join the queue. Raises `hand_is_raised` when already in it."""
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    membership_id = actor.require(*SPEAKERS)
    voices.require_voice(session, room.jury_id, actor=actor, now=now)
    turn = rooms.take_open_turn(session, room)
    require_voice(actor, turn)
    if _waiting_request(session, room, membership_id) is not None:
        raise Conflict("hand_is_raised")
    session.add(FloorRequest(room_id=room.id, membership_id=membership_id, kind=kind, asked_at=now,
                             helper_id=actor.helper_id))
    session.flush()
    return _changed(session, room, turn, actor=actor, now=now, command_id=command_id)


def lower_hand(session: Session, room: Room, *, actor: Actor, now: datetime,
               command_id: str | None = None) -> rooms.LoggedEvent:
    """Leave the queue. Raises `hand_is_not_raised`."""
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    request_id = _waiting_request(session, room, actor.require(*SPEAKERS))
    turn = rooms.take_open_turn(session, room)
    is_out = request_id is not None and _move(
        session, room, request_id, FloorState.WAITING, FloorState.WITHDRAWN, ended_at=now)
    if not is_out:
        raise Conflict("hand_is_not_raised")
    return _changed(session, room, turn, actor=actor, now=now, command_id=command_id)


def give_floor(session: Session, room: Room, request_id: int, *, actor: Actor, now: datetime,
               reason: str | None = None, command_id: str | None = None) -> rooms.LoggedEvent:
    """Let somebody speak; whoever spoke has ended. Raises `reason_is_missing` when others were before them,
    `request_is_gone` when the hand went down meanwhile.
    """
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    waiting = floor_of(session, room, now=now).waiting
    if not any(entry.request_id == request_id for entry in waiting):
        raise NotFound("request_is_gone")
    if waiting[0].request_id != request_id:
        subject = next(entry.membership_id for entry in waiting if entry.request_id == request_id)
        log_override(session, room, OverrideKind.FLOOR_OUT_OF_ORDER, reason, subject_id=subject, actor=actor, now=now)
    _end_speaker(session, room, now=now)
    _move(session, room, request_id, FloorState.WAITING, FloorState.SPEAKING, given_at=now, deadline=now + TURN)
    return _changed(session, room, turn, actor=actor, now=now, command_id=command_id)


def end_turn(session: Session, room: Room, *, actor: Actor, now: datetime,
             command_id: str | None = None) -> rooms.LoggedEvent:
    """End the present turn: the facilitator, or the speaker. Raises `nobody_speaks`."""
    membership_id = actor.require(*SPEAKERS)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    speaker = _speaking(session, room)
    if speaker is None:
        raise Conflict("nobody_speaks")
    if speaker.membership_id != membership_id and not actor.has(Role.FACILITATOR):
        raise Forbidden("role_is_missing")
    _end_speaker(session, room, now=now)
    return _changed(session, room, turn, actor=actor, now=now, command_id=command_id)


def extend_turn(session: Session, room: Room, *, actor: Actor, now: datetime,
                command_id: str | None = None) -> rooms.LoggedEvent:
    """One more minute, once a turn. Raises `turn_is_extended` or `nobody_speaks`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    speaker = _speaking(session, room)
    if speaker is None:
        raise Conflict("nobody_speaks")
    if speaker.is_extended:
        raise Conflict("turn_is_extended")
    base = max(speaker.deadline or now, now)
    speaker.deadline, speaker.is_extended = base + EXTENSION, True
    session.flush()
    return _changed(session, room, turn, actor=actor, now=now, command_id=command_id)


def set_queue_order(session: Session, room: Room, is_least_heard_first: bool, reason: str, *, actor: Actor,
                    now: datetime, command_id: str | None = None) -> rooms.LoggedEvent:
    """Order the queue by who has spoken least, or again by who asked first. Raises `queue_is_ordered_so`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    session.refresh(room)
    if room.is_least_heard_first is is_least_heard_first:
        raise Conflict("queue_is_ordered_so")
    log_override(session, room, OverrideKind.QUEUE_ORDER, reason, actor=actor, now=now)
    room.is_least_heard_first = is_least_heard_first
    session.flush()
    return _changed(session, room, turn, actor=actor, now=now, command_id=command_id)


def clear_experts(session: Session, room: Room, *, now: datetime) -> bool:
    """Take the experts out of the queue and off the floor when they leave; True when somebody was in it."""
    experts = select(Membership.id).where(Membership.jury_id == room.jury_id, Membership.role == Role.EXPERT)
    left = 0
    for before, after in ((FloorState.WAITING, FloorState.WITHDRAWN), (FloorState.SPEAKING, FloorState.DONE)):
        result = session.execute(update(FloorRequest).where(
            FloorRequest.room_id == room.id, FloorRequest.state == before, FloorRequest.membership_id.in_(experts),
        ).values(state=after, ended_at=now).execution_options(synchronize_session=False))
        left += result.rowcount  # type: ignore[attr-defined]  # a CursorResult at run time
    return left > 0


def _changed(session: Session, room: Room, turn: rooms.Turn, *, actor: Actor, now: datetime,
             command_id: str | None) -> rooms.LoggedEvent:
    return rooms.write_event(session, room, turn, RoomEventKind.FLOOR_CHANGED, actor=actor, now=now, data={},
                             command_id=command_id)


def _waiting_request(session: Session, room: Room, membership_id: int) -> int | None:
    return session.scalar(select(FloorRequest.id).where(
        FloorRequest.room_id == room.id, FloorRequest.membership_id == membership_id,
        FloorRequest.state == FloorState.WAITING))


def _speaking(session: Session, room: Room) -> FloorRequest | None:
    return session.scalars(select(FloorRequest).where(
        FloorRequest.room_id == room.id, FloorRequest.state == FloorState.SPEAKING)).first()


def _end_speaker(session: Session, room: Room, *, now: datetime) -> None:
    session.execute(update(FloorRequest).where(
        FloorRequest.room_id == room.id, FloorRequest.state == FloorState.SPEAKING,
    ).values(state=FloorState.DONE, ended_at=now))


def _move(session: Session, room: Room, request_id: int, source: FloorState, target: FloorState,
          **values: datetime) -> bool:
    moved = session.execute(update(FloorRequest).where(
        FloorRequest.id == request_id, FloorRequest.room_id == room.id, FloorRequest.state == source,
    ).values(state=target, **values))
    return moved.rowcount == 1  # type: ignore[attr-defined,no-any-return]  # a CursorResult at run time
