"""The seats as they stood at any moment: every answer keeps its time, so the past can be counted again."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from app.domain.phases import OfferState
from app.models import SeatOffer


@dataclass(frozen=True)
class Moment:
    """What changed, and how many were in each state right after it. `what`: None for the first invitations."""

    at: datetime
    what: OfferState | None
    ticket: str
    counts: dict[OfferState, int]


def state_at(offer: SeatOffer, moment: datetime) -> OfferState | None:
    """The state of an offer at a moment; None before it was made."""
    if offer.offered_at > moment:
        return None
    if offer.left_at is not None and offer.left_at <= moment:
        return OfferState.LEFT
    if offer.answered_at is None or offer.answered_at > moment:
        return OfferState.INVITED
    return OfferState.CONFIRMED if offer.state is OfferState.LEFT else offer.state


def tickets_at(offers: list[SeatOffer], moment: datetime, *states: OfferState) -> list[str]:
    """Who was in one of these states at a moment."""
    return [offer.ticket for offer in offers if state_at(offer, moment) in states]


def moments_of(offers: list[SeatOffer]) -> list[Moment]:
    """The first invitations and every answer since, the oldest first; answers of one second are one moment."""
    if not offers:
        return []
    events: dict[datetime, tuple[OfferState | None, str]] = {min(offer.offered_at for offer in offers): (None, "")}
    for offer in offers:
        if offer.answered_at is not None:
            what = OfferState.CONFIRMED if offer.state is OfferState.LEFT else offer.state
            events[offer.answered_at] = (what, offer.ticket)
        if offer.left_at is not None:
            events[offer.left_at] = (OfferState.LEFT, offer.ticket)
    return [Moment(at, *events[at], counts=_counts(offers, at)) for at in sorted(events)]


def _counts(offers: list[SeatOffer], moment: datetime) -> dict[OfferState, int]:
    found = Counter(state_at(offer, moment) for offer in offers)
    return {state: found[state] for state in OfferState}
