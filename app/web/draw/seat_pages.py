"""What the page of the seating shows: the offers in order, the panel of a moment, the next step."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.phases import DrawState, OfferState
from app.domain.roles import Actor, Role
from app.models import Draw, Jury, Membership, Registrant, SeatOffer
from app.services.draw import compositions, name_views, seat_history, seats
from app.services.draw.compositions import HOLDING, FeatureRows
from app.services.draw.name_views import ViewCount
from app.services.draw.seat_history import Moment
from app.services.stage_checks import seats_needed
from app.services.vault import Vault
from app.web.draw.draw_words import chart_rows, what_is_compared

Bars = list[tuple[str, list[tuple[str, float, float]]]]


@dataclass(frozen=True)
class SeatRow:
    """One offer. `alias`: the name in the room; `contact` is filled on the list of names only."""

    offer: SeatOffer
    alias: str
    contact: dict[str, str]
    replaces: str


@dataclass(frozen=True)
class GroupRow:
    """One value: how many were drawn, have confirmed, may still confirm, and what the quota asks."""

    value: compositions.ValueRow
    drawn: int
    confirmed: int
    invited: int


@dataclass(frozen=True)
class Snapshot:
    """The panel of one moment against the population: bars of the confirmed people and of everybody who may come."""

    moment: Moment
    is_now: bool
    confirmed: Bars
    holding: Bars
    compare: str
    violation: int
    table: list[tuple[FeatureRows, list[GroupRow]]]


@dataclass(frozen=True)
class SeatPage:
    draw: Draw
    is_drawn: bool
    rows: list[SeatRow]
    counts: dict[str, int]
    needed: int
    moments: list[Moment]
    shown: Snapshot | None
    violation: int
    views: list[ViewCount]


def page_of(session: Session, jury: Jury, draw: Draw, vault: Vault, actor: Actor, *, at: int | None = None) -> SeatPage:
    """Read the seats. `at`: the place of a past moment, from 1; None: now."""
    offers = seats.offers_of(session, draw)
    moments = seat_history.moments_of(offers)
    place = at if at is not None and 1 <= at <= len(moments) else len(moments)
    try:
        shown = _snapshot(session, jury, draw, offers, moments, place=place, vault=vault) if moments else None
        now = compositions.of_seats(session, jury, draw, HOLDING, vault=vault) if offers else []
    except DomainError:  # the jury's key is erased: what people answered stays, who they were does not
        shown, now = None, []
    return SeatPage(
        draw=draw, is_drawn=draw.state is DrawState.DRAWN, rows=rows_of(session, jury, offers, actor=actor),
        counts={state.value: sum(offer.state is state for offer in offers) for state in OfferState},
        needed=seats_needed(jury), moments=moments, shown=shown, violation=compositions.seats_missing(now),
        views=name_views.counts_of(session, jury) if actor.has(Role.ORGANIZER, Role.OVERSEER) else [])


def _snapshot(session: Session, jury: Jury, draw: Draw, offers: list[SeatOffer], moments: list[Moment], *,
              place: int, vault: Vault) -> Snapshot:
    moment = moments[place - 1]

    def groups(at: datetime, *states: OfferState) -> tuple[list[FeatureRows], int]:
        tickets = seat_history.tickets_at(offers, at, *states)
        return compositions.of_tickets(session, jury, draw, tickets, vault=vault), len(tickets)

    confirmed, coming = groups(moment.at, OfferState.CONFIRMED)
    holding, all_of_them = groups(moment.at, *HOLDING)
    return Snapshot(
        moment=moment, is_now=place == len(moments), compare=what_is_compared(holding),
        confirmed=chart_rows(confirmed, coming, draw.seats), holding=chart_rows(holding, all_of_them, draw.seats),
        violation=compositions.seats_missing(holding),
        table=_table(compositions.of_draw(session, jury, draw), confirmed, holding))


def _table(drawn: list[FeatureRows], confirmed: list[FeatureRows],
           holding: list[FeatureRows]) -> list[tuple[FeatureRows, list[GroupRow]]]:
    return [(first, [
        GroupRow(row, row.panel or 0, yes.panel or 0, (both.panel or 0) - (yes.panel or 0))
        for row, yes, both in zip(first.rows, second.rows, third.rows, strict=True)])
        for first, second, third in zip(drawn, confirmed, holding, strict=True)]


def rows_of(session: Session, jury: Jury, offers: list[SeatOffer], *, actor: Actor,
            vault: Vault | None = None) -> list[SeatRow]:
    """The offers, those that stand first; with contacts only where a vault is given."""
    tickets = {offer.id: offer.ticket for offer in offers}
    aliases = _aliases(session, jury) if actor.has(Role.ORGANIZER, Role.FACILITATOR) else {}
    return [SeatRow(offer, aliases.get(offer.person_id or 0, ""),
                    contact_of(session, jury, offer, vault) if vault else {}, tickets.get(offer.replaces_id or 0, ""))
            for offer in sorted(offers, key=lambda offer: (offer.state not in HOLDING, offer.id))]


def _aliases(session: Session, jury: Jury) -> dict[int, str]:
    """The names in the room by person; also of jurors who have left."""
    rows = session.execute(select(Membership.person_id, Membership.alias).where(
        Membership.jury_id == jury.id, Membership.role == Role.JUROR).order_by(Membership.id))
    return {row.person_id: row.alias for row in rows}


def contact_of(session: Session, jury: Jury, offer: SeatOffer, vault: Vault) -> dict[str, str]:
    """Name and contacts of the invited person, for organizers."""
    registrant = session.get_one(Registrant, offer.registrant_id)
    return {name: str(value or "") for name, value in vault.open(jury, registrant.contact_sealed).items()}
