"""Who is connected to this process: by socket id, what they showed at the door and where they sit."""
from __future__ import annotations

from dataclasses import dataclass

from app.domain.audiences import Audience


@dataclass(frozen=True)
class Seat:
    """A connection that has joined a room."""

    room_id: int
    membership_id: int
    sign_in_id: int
    audience: Audience
    language: str

    @property
    def channel(self) -> str:
        return channel_of(self.room_id, self.audience, self.language)


def channel_of(room_id: int, audience: Audience, language: str) -> str:
    """The socket room of those who see the same in the same language."""
    return f"room:{room_id}:{audience.value}:{language}"


def personal_channel(room_id: int, membership_id: int) -> str:
    """The socket room of all devices of one person in a room."""
    return f"person:{room_id}:{membership_id}"


class Connections:
    """Tokens by socket id from the door on, seats once joined. One object a process; greenlets share it."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self.seats: dict[str, Seat] = {}

    def admit(self, sid: str, token: str) -> None:
        self.tokens[sid] = token

    def seat(self, sid: str, seat: Seat) -> None:
        self.seats[sid] = seat

    def drop(self, sid: str) -> Seat | None:
        """Forget a connection; returns its seat when it was the last of that person in this process."""
        self.tokens.pop(sid, None)
        seat = self.seats.pop(sid, None)
        if seat is None or self.is_here(seat.room_id, seat.membership_id):
            return None
        return seat

    def is_here(self, room_id: int, membership_id: int) -> bool:
        return any((seat.room_id, seat.membership_id) == (room_id, membership_id) for seat in self.seats.values())

    def rooms(self) -> dict[int, set[Seat]]:
        """Seats by room."""
        found: dict[int, set[Seat]] = {}
        for seat in list(self.seats.values()):
            found.setdefault(seat.room_id, set()).add(seat)
        return found

    def listeners(self, room_id: int) -> set[tuple[Audience, str]]:
        """For whom in this process an event has to be drawn."""
        return {(seat.audience, seat.language) for seat in list(self.seats.values()) if seat.room_id == room_id}


connections = Connections()
