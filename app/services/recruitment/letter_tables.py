"""Tables for spreadsheets: the mail merge of a wave, and the whole address list with what became of it."""
from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Actor, Role
from app.models import Address, Jury, LetterWave
from app.services.pool.pool_exports import as_csv
from app.services.recruitment.addresses import ListedAddress, opened
from app.services.recruitment.letter_waves import letters_of
from app.services.vault import Vault

MERGE_HEADER = ["place", "number", "area", "recipient", "street", "town", "postcode", "code", "link"]
LIST_HEADER = ["number", "id", "area", "recipient", "street", "town", "postcode", "drawn", "posted", "reminded",
               "registered", "declined", "returned"]


def merge_table(session: Session, jury: Jury, wave: LetterWave, link: Callable[[str], str], *, vault: Vault,
                actor: Actor) -> bytes:
    """The letters of a wave for a mail merge; `link` makes the address for a code. Ask for a fresh sign-in first."""
    actor.require(Role.ORGANIZER)
    letters = letters_of(session, wave.id)
    listed = opened(jury, [address for _place, address in letters], vault=vault)
    rows = [[str(place), str(entry.address.number), entry.address.area, *_lines(entry), entry.code,
             link(entry.code.replace(" ", ""))] for (place, _), entry in zip(letters, listed, strict=True)]
    return as_csv([MERGE_HEADER, *rows])


def list_table(session: Session, jury: Jury, *, vault: Vault, actor: Actor) -> bytes:
    """All addresses with what became of them, without codes; imports again without a difference."""
    actor.require(Role.ORGANIZER)
    rows = list(session.scalars(select(Address).where(Address.jury_id == jury.id).order_by(Address.number)))
    return as_csv([LIST_HEADER, *(_row(entry) for entry in opened(jury, rows, vault=vault))])


def _row(entry: ListedAddress) -> list[str]:
    it = entry.address
    moments = (it.drawn_at, it.sent_at, it.reminded_at, it.answered_at, it.declined_at, it.returned_at)
    return [str(it.number), it.external_id or "", it.area, *_lines(entry),
            *("" if moment is None else moment.date().isoformat() for moment in moments)]


def _lines(entry: ListedAddress) -> list[str]:
    return [entry.contact.get(part, "") for part in ("recipient", "street", "town", "postcode")]
