"""What invited people need in order to come: said at registration or noted by staff, ticked off when arranged."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.needs import SeatNeed
from app.domain.phases import OfferState
from app.domain.roles import Actor, Role
from app.models import Draw, Jury, Registrant, SeatNeeds, SeatOffer
from app.services.vault import Vault

MOST_CHARACTERS = 500


@dataclass(frozen=True)
class Needs:
    """Of one person: which needs, in what words, and which of them are arranged."""

    kinds: frozenset[SeatNeed] = frozenset()
    arranged: frozenset[SeatNeed] = frozenset()
    words: str = ""
    languages: tuple[str, ...] = ()  # in which they can follow a talk, if they said so

    @property
    def open(self) -> frozenset[SeatNeed]:
        return self.kinds - self.arranged


@dataclass(frozen=True)
class NeedRow:
    offer: SeatOffer
    needs: Needs


@dataclass(frozen=True)
class ToDo:
    """How many people need something, and for how many it is not arranged yet."""

    kind: SeatNeed
    people: int
    open: int
    tickets: tuple[str, ...] = field(default=())


def needs_of(session: Session, jury: Jury, offer: SeatOffer, *, vault: Vault) -> Needs:
    """What staff noted; until they did, what the person said at registration."""
    row = session.get(SeatNeeds, offer.id)
    if row is not None:
        return _from_json(vault.open(jury, row.sealed))
    said = session.scalar(select(Registrant.needs_sealed).where(Registrant.id == offer.registrant_id))
    return _from_registration(vault.open(jury, said)) if said else Needs()


def _from_json(kept: dict[str, Any]) -> Needs:
    return Needs(frozenset(map(SeatNeed, kept["kinds"])), frozenset(map(SeatNeed, kept["arranged"])), kept["words"],
                 tuple(kept.get("languages", ())))


def _from_registration(said: dict[str, Any]) -> Needs:
    known = {need.value: need for need in SeatNeed}
    kinds = frozenset(known[value] for value in said.get("needs", ()) if value in known)
    words = str(said.get("words") or "").strip()
    if words and not kinds:
        kinds = frozenset({SeatNeed.OTHER})
    return Needs(kinds, frozenset(), words, tuple(said.get("languages", ())))


def note_needs(session: Session, jury: Jury, offer: SeatOffer, needs: Needs, *, vault: Vault, actor: Actor,
               now: datetime) -> None:
    """Keep what somebody needs and what is arranged."""
    actor.require(Role.ORGANIZER)
    row = session.get(SeatNeeds, offer.id) or SeatNeeds(offer_id=offer.id)
    row.sealed = vault.seal(jury, {
        "kinds": sorted(kind.value for kind in needs.kinds), "words": needs.words.strip()[:MOST_CHARACTERS],
        "arranged": sorted(kind.value for kind in needs.arranged & needs.kinds), "languages": list(needs.languages)})
    row.updated_at = now
    session.add(row)
    session.flush()


def rows_of(session: Session, jury: Jury, draw: Draw, *, vault: Vault, actor: Actor) -> list[NeedRow]:
    """Everybody who holds or was offered a seat, in the order of tickets."""
    actor.require(Role.ORGANIZER)
    offers = session.scalars(select(SeatOffer).where(SeatOffer.draw_id == draw.id, SeatOffer.state.in_(
        [OfferState.INVITED, OfferState.CONFIRMED])).order_by(SeatOffer.ticket))
    return [NeedRow(offer, needs_of(session, jury, offer, vault=vault)) for offer in offers]


def to_do(rows: list[NeedRow]) -> list[ToDo]:
    """What must be arranged, the most frequent first; jurors who have confirmed only."""
    mine = [row for row in rows if row.offer.state is OfferState.CONFIRMED]
    people = Counter(kind for row in mine for kind in row.needs.kinds)
    waiting = Counter(kind for row in mine for kind in row.needs.open)
    return [ToDo(kind, people[kind], waiting[kind], tuple(row.offer.ticket for row in mine if kind in row.needs.open))
            for kind in sorted(people, key=lambda kind: (-waiting[kind], -people[kind], kind.value))]
