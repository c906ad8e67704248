"""Who is connected to this process: by socket id, what they showed at the door and where they sit."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from app.domain.audiences import Audience


@dataclass(frozen=True)
class Seat:
    """A connection that has joined a room."""

    room_id: int
    membership_id: int
    sign_in_id: int
    audience: Audience
    language: str

    @cached_property
    def channel(self) -> str:
        return channel_of(self.room_id, self.audience, self.language)


def channel_of(room_id: int, audience: Audience, language: str) -> str:
    """The socket room of those who see the same in the same language."""
    return f"room:{room_id}:{audience.value}:{language}"


def personal_channel(room_id: int, membership_id: int) -> str:
    """The socket room of all devices of one person in a room."""
    return f"person:{room_id}:{membership_id}"


def whisper_channel(room_id: int, membership_id: int, language: str) -> str:
    """The same by language: what is drawn for one person only."""
    return f"{personal_channel(room_id, membership_id)}:{language}"


class Connections:
    """Tokens by socket id from the door on, seats once joined. One object a process; greenlets share it."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self.seats: dict[str, Seat] = {}
        self._rooms: dict[int, dict[str, Seat]] = {}  # the same by room
        self._listeners: dict[int, Counter[tuple[Audience, str]]] = {}  # counted: asked for every message

    def admit(self, sid: str, token: str) -> None:
        self.tokens[sid] = token

    def seat(self, sid: str, seat: Seat) -> None:
        self._leave(sid)
        self.seats[sid] = seat
        self._rooms.setdefault(seat.room_id, {})[sid] = seat
        self._listeners.setdefault(seat.room_id, Counter())[seat.audience, seat.language] += 1

    def drop(self, sid: str) -> Seat | None:
        """Forget a connection; returns its seat when it was the last of that person in this process."""
        self.tokens.pop(sid, None)
        seat = self._leave(sid)
        if seat is None or self.is_here(seat.room_id, seat.membership_id):
            return None
        return seat

    def _leave(self, sid: str) -> Seat | None:
        seat = self.seats.pop(sid, None)
        if seat is not None:
            here = self._rooms[seat.room_id]
            del here[sid]
            self._listeners[seat.room_id][seat.audience, seat.language] -= 1
            if not here:
                del self._rooms[seat.room_id], self._listeners[seat.room_id]
        return seat

    def is_here(self, room_id: int, membership_id: int) -> bool:
        return any(seat.membership_id == membership_id for seat in self._rooms.get(room_id, {}).values())

    def rooms(self) -> dict[int, list[Seat]]:
        """Seats by room."""
        return {room_id: list(here.values()) for room_id, here in list(self._rooms.items())}

    def listeners(self, room_id: int) -> set[tuple[Audience, str]]:
        """For whom in this process an event has to be drawn."""
        return set(+self._listeners.get(room_id, Counter()))

    def clear(self) -> None:
        """Forget everybody; for tests, which share one process."""
        self.tokens.clear()
        self.seats.clear()
        self._rooms.clear()
        self._listeners.clear()


connections = Connections()
