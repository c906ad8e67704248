"""The address list of a jury: counts by area, pages, and what people or the post say of single addresses."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.letters import AddressState, LetterDrawState, Mark, printed_code
from app.domain.roles import Actor, Role
from app.models import Address, AddressUpload, Jury, LetterDraw, LetterFile, LetterWave
from app.services.pool.pools import OPEN_STAGES
from app.services.vault import Vault

PAGE_SIZE = 50
MOST_NUMBERS = 2000


@dataclass(frozen=True)
class ListedAddress:
    """An address with its sealed part opened."""

    address: Address
    contact: dict[str, str]
    code: str


@dataclass(frozen=True)
class AddressPage:
    entries: list[ListedAddress]
    page: int
    pages: int
    total: int


def check_open(session: Session, jury: Jury) -> None:
    """The list may change only before recruitment ends and while no draw waits for its number."""
    if jury.stage not in OPEN_STAGES:
        raise Conflict("address_list_is_closed")
    if announced_draw(session, jury) is not None:
        raise Conflict("address_list_is_announced")


def announced_draw(session: Session, jury: Jury) -> LetterDraw | None:
    """The draw that waits for its public number."""
    return session.scalars(select(LetterDraw).where(
        LetterDraw.jury_id == jury.id, LetterDraw.state == LetterDrawState.ANNOUNCED)).first()


def count_addresses(session: Session, jury: Jury) -> int:
    return session.scalar(select(func.count()).select_from(Address).where(Address.jury_id == jury.id)) or 0


def not_drawn(session: Session, jury: Jury) -> list[tuple[int, str, bytes]]:
    """Number, area and sealed contact of those from whom the next draw takes, in the order of their numbers.

    Bare rows: a list may be long, and making an object of each costs more than everything else.
    """
    rows = session.execute(select(Address.number, Address.area, Address.contact_sealed).where(
        Address.jury_id == jury.id, *_where(AddressState.NOT_DRAWN)).order_by(Address.number))
    return [row._tuple() for row in rows]


def areas_not_drawn(session: Session, jury: Jury) -> dict[str, int]:
    """Area → addresses that a draw can still take."""
    rows = session.execute(select(Address.area, func.count()).where(
        Address.jury_id == jury.id, *_where(AddressState.NOT_DRAWN)).group_by(Address.area)).all()
    return dict(sorted((str(area), int(count)) for area, count in rows))


def areas_of_list(session: Session, jury: Jury) -> dict[str, int]:
    """Area → addresses of the whole list."""
    rows = session.execute(select(Address.area, func.count()).where(Address.jury_id == jury.id).group_by(Address.area))
    return dict(sorted((str(area), int(count)) for area, count in rows))


def _where(state: AddressState | None) -> list[ColumnElement[bool]]:
    if state is None:
        return []
    conditions: dict[AddressState, list[ColumnElement[bool]]] = {
        AddressState.NOT_DRAWN: [Address.letter_draw_id.is_(None), Address.declined_at.is_(None)],
        AddressState.DRAWN: [Address.letter_draw_id.is_not(None)],
        AddressState.SENT: [Address.sent_at.is_not(None)],
        AddressState.ANSWERED: [Address.answers > 0],
        AddressState.DECLINED: [Address.declined_at.is_not(None)],
        AddressState.RETURNED: [Address.returned_at.is_not(None)],
    }
    return conditions[state]


def list_addresses(session: Session, jury: Jury, page: int = 1, *, state: AddressState | None = None, area: str = "",
                   number: int | None = None, vault: Vault) -> AddressPage:
    """One page in the order of numbers; only what this page shows is opened."""
    mine = [Address.jury_id == jury.id, *_where(state)]
    if area:
        mine.append(Address.area == area)
    if number is not None:
        mine.append(Address.number == number)
    total = session.scalar(select(func.count()).select_from(Address).where(*mine)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = list(session.scalars(select(Address).where(*mine).order_by(Address.number)
                                .limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))
    return AddressPage(opened(jury, rows, vault=vault), page, pages, total)


def opened(jury: Jury, rows: list[Address], *, vault: Vault) -> list[ListedAddress]:
    """Addresses with recipient, lines and printed code. Raises `key_is_erased`."""
    contacts = iter(vault.open_many(jury, [row.contact_sealed for row in rows if row.contact_sealed]))
    codes = iter(vault.open_many(jury, [row.code_sealed for row in rows if row.code_sealed is not None]))
    return [ListedAddress(row, next(contacts) if row.contact_sealed else {},
                          printed_code(next(codes)) if row.code_sealed is not None else "") for row in rows]


def erase_list(session: Session, jury: Jury) -> None:
    """Forget who lives where, and every code; numbers, areas and what became of the letters stay for the proof."""
    session.execute(update(Address).where(Address.jury_id == jury.id).values(
        contact_sealed=b"", code_sealed=None, code_hash=None, external_id=None))
    session.execute(delete(LetterFile).where(LetterFile.wave_id.in_(
        select(LetterWave.id).where(LetterWave.jury_id == jury.id))))
    session.execute(delete(AddressUpload).where(AddressUpload.jury_id == jury.id))


def lines_of(contact: dict[str, str]) -> list[str]:
    """What stands in the window of the envelope, line by line, without the recipient."""
    town = " ".join(filter(None, [contact.get("postcode"), contact.get("town")]))
    return [line for line in (contact.get("street", ""), town) if line]


def read_numbers(text: str) -> list[int]:
    """The numbers that somebody typed from a pile of letters. Raises `address_numbers_are_missing`, `…_too_many`.

    >>> read_numbers("No. 12, 7;7\\n305")
    [12, 7, 305]
    """
    numbers = list(dict.fromkeys(int(digits) for digits in re.findall(r"\d{1,9}", text)))
    if not numbers:
        raise DomainError("address_numbers_are_missing")
    if len(numbers) > MOST_NUMBERS:
        raise DomainError("address_numbers_are_too_many", limit=MOST_NUMBERS)
    return numbers


def mark(session: Session, jury: Jury, numbers: list[int], kind: Mark, *, actor: Actor, now: datetime) -> int:
    """Note letters that came back or people who said no; `NOTHING` takes a mark away. Returns how many changed.

    All or nothing: `address_numbers_are_unknown` names those that are in no letter.
    """
    actor.require(Role.ORGANIZER)
    known = set(session.scalars(select(Address.number).where(
        Address.jury_id == jury.id, Address.letter_draw_id.is_not(None), Address.number.in_(numbers))))
    unknown = [number for number in numbers if number not in known]
    if unknown:
        raise DomainError("address_numbers_are_unknown", numbers=", ".join(map(str, unknown[:20])))
    marks: dict[Mark, dict[str, Any]] = {
        Mark.RETURNED: {"returned_at": func.coalesce(Address.returned_at, now)},
        Mark.DECLINED: {"declined_at": func.coalesce(Address.declined_at, now)},
        Mark.NOTHING: {"returned_at": None, "declined_at": None}}
    changed = session.execute(update(Address).where(
        Address.jury_id == jury.id, Address.number.in_(numbers)).values(**marks[kind]))
    return int(changed.rowcount)  # type: ignore[attr-defined]  # a CursorResult at run time
