"""The shared note of a table: whoever saves says which version they read, so that nobody's words are lost."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.domain.writing import clean_text
from app.models import Room, SmallTable, TableNote
from app.services.room import rooms, voices
from app.services.room.table_doors import require_entry, table_behind

MOST_CHARACTERS = 4000


class NoteConflict(Conflict):
    """Somebody saved another version meanwhile: `note` at `version` is theirs, so that the page shows both."""

    def __init__(self, note: str, version: int) -> None:
        super().__init__("table_note_was_edited", version=version)
        self.note, self.version = note, version


def save_note(session: Session, room: Room, text: str, *, version: int, actor: Actor, now: datetime,
              command_id: str | None = None) -> rooms.LoggedEvent:
    """Save the note on top of `version`, the one that the writer read. Of two at once the second gets NoteConflict.

    Also raises `table_note_is_too_long` and what the door of the table raises.
    """
    membership_id = actor.require(Role.JUROR, Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    body = checked_note(text)
    voices.require_voice(session, room.jury_id, actor=actor, now=now)
    turn = rooms.take_open_turn(session, room)
    require_entry(session, room, actor)  # under the lock: after the end of the round nothing is saved
    table = table_behind(session, room)
    saved = session.execute(update(SmallTable).where(
        SmallTable.id == table.id, SmallTable.note_version == version,
    ).values(note=body, note_version=version + 1).execution_options(synchronize_session=False))
    if saved.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise NoteConflict(table.note, table.note_version)
    session.add(TableNote(table_id=table.id, version=version + 1, body=body, membership_id=membership_id, at=now))
    session.flush()
    session.refresh(table)
    return rooms.write_event(session, room, turn, RoomEventKind.TABLE_NOTE_SAVED, actor=actor, now=now,
                             data={"version": version + 1}, command_id=command_id)


def checked_note(text: str) -> str:
    """Cleaned text, which may be empty. Raises `table_note_is_too_long`."""
    clean = clean_text(text)
    if len(clean) > MOST_CHARACTERS:
        raise DomainError("table_note_is_too_long", length=len(clean), maximum=MOST_CHARACTERS)
    return clean


def versions_of(session: Session, table: SmallTable) -> list[TableNote]:
    """All saved versions, the newest first."""
    return list(session.scalars(select(TableNote).where(TableNote.table_id == table.id)
                                .order_by(TableNote.version.desc())))
