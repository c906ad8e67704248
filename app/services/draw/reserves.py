"""Reserves: whom the public rule is likely to call, and who was told so; a reserve is no member and cannot vote."""
from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.roles import Actor, Role
from app.models import Draw, Jury, Registrant, Reserve, Ticket
from app.services import messages, records
from app.services.draw import compositions, dice, seats
from app.services.vault import Vault
from sortition.dropouts import USUAL
from sortition.replacements import replacements

SCENARIOS = 100
# Of people with the same features the rule takes the first; later ones only when housemates of jurors stand before.
MOST_OF_A_KIND = 4
SHOWN = 12  # further ones are called in one scenario of fifty or less
LONGEST = timedelta(days=370)


@dataclass(frozen=True)
class Likely:
    """A reserve: place in the public order, and in what share of the scenarios the rule calls this ticket."""

    place: int
    ticket: str
    chance: float
    told: Reserve | None


@dataclass(frozen=True)
class Outlook:
    """What to expect: `rate`, the usual share of people who drop out; `expected`: so many of those who hold seats."""

    rate: float
    expected: float
    scenarios: int
    order: tuple[str, ...]  # the whole public order of those who have not been called
    likely: tuple[Likely, ...]


def told_of(session: Session, draw: Draw) -> list[Reserve]:
    return list(session.scalars(select(Reserve).where(Reserve.draw_id == draw.id).order_by(Reserve.id)))


def outlook(session: Session, jury: Jury, draw: Draw, *, vault: Vault, actor: Actor) -> Outlook:
    """Play drop-outs at the usual rate many times and count whom the rule calls. Raises `key_is_erased`."""
    actor.require(Role.ORGANIZER, Role.OVERSEER)
    document, result = dice.document_of(draw), dice.result_of(draw)
    features = vault.open(jury, draw.features_sealed or b"")
    offers = seats.offers_of(session, draw)
    seated = sorted(offer.ticket for offer in offers if offer.state in compositions.HOLDING)
    called = {offer.ticket for offer in offers}
    order = [ticket for ticket in result["reserve_order"] if ticket not in called]
    panel = {**result, "panel": seated, "reserve_order": shortlist(order, features)}
    # A fixed seed: the page says the same at every look. Nothing is decided by it.
    chance = random.Random(draw.id)  # noqa: S311 an estimate, no secret
    found: Counter[str] = Counter()
    for _ in range(SCENARIOS):
        leaving = [ticket for ticket in seated if chance.random() < USUAL]
        steps = replacements(document, panel, features, leaving) if leaving else []
        found.update({step.ticket for step in steps if step.ticket})
    places = {ticket: place for place, ticket in enumerate(order, start=1)}
    told = {row.ticket: row for row in told_of(session, draw)}
    tickets = sorted({*found, *(told.keys() & places.keys())}, key=lambda ticket: (-found[ticket], places[ticket]))
    likely = tuple(Likely(places[ticket], ticket, found[ticket] / SCENARIOS, told.get(ticket))
                   for at, ticket in enumerate(tickets) if at < SHOWN or ticket in told)
    return Outlook(USUAL, USUAL * len(seated), SCENARIOS, tuple(order), likely)


def shortlist(order: Sequence[str], features: Mapping[str, Any]) -> list[str]:
    """The order with the first few of each kind only: the rule can call no others, and 20,000 people take too long."""
    seen: Counter[tuple[tuple[str, str], ...]] = Counter()
    kept = []
    for ticket in order:
        kind = tuple(sorted(features[ticket]["features"].items()))
        seen[kind] += 1
        if seen[kind] <= MOST_OF_A_KIND:
            kept.append(ticket)
    return kept


def tell_reserves(session: Session, jury: Jury, draw: Draw, tickets: Sequence[str], until_at: datetime, *,
                  vault: Vault, actor: Actor, now: datetime) -> list[Reserve]:
    """Tell these people that they are reserves and may be called until a day; whoever was told already is left out.

    Raises `seating_is_over`, `reserve_day_is_wrong`, `reserve_is_unknown` for a ticket that is not in the order.
    """
    actor.require(Role.ORGANIZER)
    seats.hold(session, draw)
    if jury.stage not in seats.WITH_SEATS:
        raise Conflict("seating_is_over")
    if not now < until_at <= now + LONGEST:
        raise DomainError("reserve_day_is_wrong")
    called = {offer.ticket for offer in seats.offers_of(session, draw)}
    waiting = set(dice.result_of(draw)["reserve_order"]) - called
    if not tickets or not waiting.issuperset(tickets):
        raise DomainError("reserve_is_unknown")
    told = {row.ticket for row in told_of(session, draw)}
    made = [_tell(session, jury, draw, ticket, until_at, vault=vault, now=now)
            for ticket in dict.fromkeys(tickets) if ticket not in told]
    if made:
        records.add_entry(session, jury.id, "reserves_told", {
            "draw": draw.number, "reserves": len(told) + len(made), "until": until_at.date().isoformat()}, now=now)
    return made


def _tell(session: Session, jury: Jury, draw: Draw, ticket: str, until_at: datetime, *, vault: Vault,
          now: datetime) -> Reserve:
    registrant = session.scalars(select(Registrant).join(Ticket, Ticket.registrant_id == Registrant.id).where(
        Ticket.draw_id == draw.id, Ticket.number == ticket)).one()
    row = Reserve(jury_id=jury.id, draw_id=draw.id, registrant_id=registrant.id, ticket=ticket, until_at=until_at,
                  told_at=now)
    session.add(row)
    session.flush()
    messages.queue(session, jury, "reserve_notice", registrant=registrant, vault=vault, now=now, on_paper=True,
                   values={"ticket": ticket, "number": draw.number, "until_at": until_at.isoformat()})
    return row
