"""PDFs of letters: drawn in parts, sealed under the jury's key, deleted when posted or after a week."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.roles import Actor, Role
from app.models import Jury, LetterFile, LetterWave
from app.services.vault import Vault

FILE_LIFE = timedelta(days=7)


def keep_part(session: Session, jury: Jury, wave_id: int, content: bytes, *, first_place: int, last_place: int,
              letters: int, vault: Vault, now: datetime) -> LetterFile:
    """Keep the next part of a wave."""
    last = session.scalar(select(func.max(LetterFile.part)).where(LetterFile.wave_id == wave_id)) or 0
    part = LetterFile(wave_id=wave_id, part=last + 1, first_place=first_place, last_place=last_place,
                      letters=letters, drawn_at=now, content_sealed=vault.open_key(jury.data_key).encrypt(content))
    session.add(part)
    session.flush()
    return part


def parts_of(session: Session, wave: LetterWave) -> list[LetterFile]:
    """The parts, without their contents."""
    return list(session.scalars(select(LetterFile).where(LetterFile.wave_id == wave.id).order_by(LetterFile.part)))


def open_part(session: Session, jury: Jury, wave: LetterWave, part: int, *, vault: Vault, actor: Actor) -> bytes:
    """The PDF of one part; the caller asks for a fresh sign-in first. Raises `letter_file_is_gone`, `key_is_erased`."""
    actor.require(Role.ORGANIZER)
    found = session.scalars(select(LetterFile).where(LetterFile.wave_id == wave.id, LetterFile.part == part)).first()
    if found is None:
        raise NotFound("letter_file_is_gone")
    return vault.open_key(jury.data_key).decrypt(found.content_sealed)


def forget_old_files(session: Session, *, now: datetime) -> int:
    """Delete PDFs after a week; they can be drawn again. Returns how many."""
    gone = session.execute(delete(LetterFile).where(LetterFile.drawn_at < now - FILE_LIFE))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a CursorResult at run time
