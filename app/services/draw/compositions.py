"""A panel against the population and the quotas: the rows of charts and tables, in totals only."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.phases import OfferState
from app.models import Draw, Feature, FeatureValue, Jury, SeatOffer
from app.services.pool import targets
from app.services.vault import Vault

HOLDING = (OfferState.INVITED, OfferState.CONFIRMED)  # who sits or may still say yes


@dataclass(frozen=True)
class ValueRow:
    """One value of one feature. `share`: of the population, 0 to 1, or None; `panel`: None before the draw."""

    value: FeatureValue
    minimum: int
    maximum: int
    people: int
    share: float | None
    panel: int | None

    @property
    def is_kept(self) -> bool:
        return self.panel is not None and self.minimum <= self.panel <= self.maximum


@dataclass(frozen=True)
class FeatureRows:
    feature: Feature
    rows: list[ValueRow]


def of_draw(session: Session, jury: Jury, draw: Draw) -> list[FeatureRows]:
    """The quotas of a draw with its pool and, once it is drawn, its panel; the numbers are those of the draw."""
    numbers = {(row["feature"], row["value"]): row for row in draw.report.get("quotas", [])}
    panel = {(feature, value): count for feature, value, count in draw.report.get("panel", [])}
    groups = []
    for feature in targets.features_of(session, jury):
        keys = [(value, (feature.name, value.name)) for value in feature.values]
        rows = [_row(value, numbers[key], panel.get(key, 0) if panel else None)
                for value, key in keys if key in numbers]
        if rows:
            groups.append(FeatureRows(feature, rows))
    return groups


def _row(value: FeatureValue, numbers: Mapping[str, int], panel: int | None) -> ValueRow:
    return ValueRow(value, numbers["minimum"], numbers["maximum"], numbers["people"], _share(value), panel)


def _share(value: FeatureValue) -> float | None:
    return float(value.share_percent) / 100 if value.share_percent is not None else None


def of_seats(session: Session, jury: Jury, draw: Draw, states: Iterable[OfferState], *,
             vault: Vault) -> list[FeatureRows]:
    """The same for the people who hold or were offered a seat right now."""
    tickets = session.scalars(select(SeatOffer.ticket).where(
        SeatOffer.draw_id == draw.id, SeatOffer.state.in_(list(states))))
    return of_tickets(session, jury, draw, tickets, vault=vault)


def of_tickets(session: Session, jury: Jury, draw: Draw, tickets: Iterable[str], *,
               vault: Vault) -> list[FeatureRows]:
    """The same for any people of the draw. Raises `key_is_erased` once their features are gone."""
    features = vault.open(jury, draw.features_sealed or b"")
    counts = Counter(pair for ticket in tickets for pair in features[ticket]["features"].items())
    return [FeatureRows(group.feature, [
        ValueRow(row.value, row.minimum, row.maximum, row.people, row.share, counts[group.feature.name, row.value.name])
        for row in group.rows]) for group in of_draw(session, jury, draw)]


def seats_missing(groups: list[FeatureRows]) -> int:
    """The total violation: over all quotas, members missing or too many."""
    return sum(max(0, row.minimum - (row.panel or 0), (row.panel or 0) - row.maximum)
               for group in groups for row in group.rows)
