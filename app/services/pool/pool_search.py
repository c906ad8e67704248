"""Finding people in the pool: by words, numbers, features and states, page by page."""
from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.pool_desk import PoolState
from app.models import Jury, Registrant
from app.services.pool import doubles, households
from app.services.pool.opened_people import Opened, SealedPeople, plain
from app.services.pool.pools import PAGE_SIZE, Entry, PoolPage
from app.services.vault import Vault

SHORTEST_NUMBER = 4  # digits: fewer are a number in the pool or part of an address
_STATES: dict[PoolState, tuple[Any, ...]] = {
    PoolState.IN_DRAW: (Registrant.excluded_at.is_(None),),
    PoolState.EXCLUDED: (Registrant.excluded_at.is_not(None), Registrant.withdrawn_at.is_(None)),
    PoolState.WITHDRAWN: (Registrant.withdrawn_at.is_not(None),),
}
Aside = Callable[[Callable[[], Any]], Any]


@dataclass(frozen=True)
class PoolQuery:
    """What is asked for; everything left blank lets everybody through."""

    text: str = ""
    state: PoolState | None = None
    language: str = ""
    features: dict[str, str] = field(default_factory=dict)
    shares_household: bool = False
    may_be_double: bool = False

    @property
    def needs_contacts(self) -> bool:
        return bool(self.text.strip()) or self.may_be_double

    @property
    def is_blank(self) -> bool:
        return self == PoolQuery()


def search(session: Session, jury: Jury, query: PoolQuery, page: int = 1, *, vault: Vault,
           aside: Aside = lambda compute: compute()) -> PoolPage:
    """One page of the people who answer the query, in the order of their numbers.

    Contacts are opened for everybody only when words or doubles are asked for, and then by `aside`, so that the
    caller can put it beside the event loop; otherwise only those of the page.
    """
    wanted = [Registrant.jury_id == jury.id, *_STATES.get(query.state, ())] if query.state else [
        Registrant.jury_id == jury.id]
    if query.language:
        wanted.append(Registrant.language == query.language)
    if not (query.needs_contacts or query.features or query.shares_household):
        return _page_of(session, jury, wanted, page, vault)
    found = _found(session, jury, query, wanted, vault, aside)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PAGE_SIZE:page * PAGE_SIZE]
    rows = list(session.scalars(select(Registrant).where(Registrant.id.in_(shown)).order_by(Registrant.number)))
    return PoolPage(_entries(jury, rows, vault), page, pages, len(found))


def _page_of(session: Session, jury: Jury, wanted: list[Any], page: int, vault: Vault) -> PoolPage:
    total = session.scalar(select(func.count()).select_from(Registrant).where(*wanted)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = list(session.scalars(select(Registrant).where(*wanted).order_by(Registrant.number)
                                .limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))
    return PoolPage(_entries(jury, rows, vault), page, pages, total)


def _entries(jury: Jury, rows: list[Registrant], vault: Vault) -> list[Entry]:
    contacts = vault.open_many(jury, [row.contact_sealed for row in rows])
    return [Entry(row, contact) for row, contact in zip(rows, contacts, strict=True)]


def _found(session: Session, jury: Jury, query: PoolQuery, wanted: list[Any], vault: Vault, aside: Aside) -> list[int]:
    """Ids of everybody who answers the query, in the order of numbers."""
    sharing = _sharing(session, jury) if query.shares_household else None
    if not query.needs_contacts:
        rows = session.execute(select(Registrant.id, Registrant.features).where(*wanted).order_by(Registrant.number))
        return [row.id for row in rows if _has(row.features, query.features) and (sharing is None or row.id in sharing)]
    sealed = SealedPeople(session, jury, *(() if query.may_be_double else wanted[1:]), vault=vault)
    decided = doubles.decided(session, jury) if query.may_be_double else []
    allowed = set(session.scalars(select(Registrant.id).where(*wanted))) if query.may_be_double else None

    def compute() -> list[int]:
        people = sealed.open()
        double = doubles.people_in(doubles.find(people, decided)) if query.may_be_double else None
        matches = matcher(query.text)
        return [person.id for person in people
                if _has(person.features, query.features) and matches(person)
                and all(group is None or person.id in group for group in (sharing, double, allowed))]

    found: list[int] = aside(compute)
    return found


def _has(features: dict[str, str], asked: dict[str, str]) -> bool:
    return all(features.get(name) == value for name, value in asked.items())


def _sharing(session: Session, jury: Jury) -> Collection[int]:
    """Everybody in the draw who is of one household with somebody else in it."""
    return {person for people in households.shared(session, jury).values() for person in people}


def matcher(text: str) -> Callable[[Opened], bool]:
    """Whether a person answers: every word in name, e-mail, address or identifier, or the number, or the phone."""
    words = plain(text).split()
    digits = "".join(filter(str.isdigit, text))
    is_number = bool(digits) and not any(char.isalpha() or char == "@" for char in text)
    # +7 701 …, 8 701 … and 701 … are one number: the first digit may be left out of the comparison.
    tails = {digits, digits[1:] if digits[:1] in {"7", "8"} else digits} if len(digits) > SHORTEST_NUMBER else {digits}

    def matches(person: Opened) -> bool:
        if is_number and (str(person.number) == text.strip().lstrip("№# ") or
                          any(len(tail) >= SHORTEST_NUMBER and tail in person.digits for tail in tails)):
            return True
        haystack = person.words
        return all(word in haystack for word in words)

    return matches
