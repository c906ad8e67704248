"""The panel in public: how many sit, and which quotas they keep; who exactly came or went stays unsaid.

Totals of the drawn panel are public by the protocol. Totals of every later day are not: their difference after one
replacement would be the features of one person. So the public sees whether each quota is kept, and by how much not.
"""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.phases import DrawState, OfferState
from app.models import Draw, Jury
from app.services.draw import compositions, seat_cutoffs, seats
from app.services.draw.compositions import FeatureRows, ValueRow
from app.services.vault import Vault


@dataclass(frozen=True)
class QuotaRow:
    """One value: the quota, how many were drawn, and by how many people the present panel misses it (0: kept)."""

    value: ValueRow
    missed: int


@dataclass(frozen=True)
class PublicPanel:
    """`quotas`: None once the people's features are erased."""

    draw: Draw
    drawn: list[FeatureRows]
    quotas: list[tuple[FeatureRows, list[QuotaRow]]] | None
    counts: dict[OfferState, int]
    replaced: int
    empty: int
    may_call: bool

    @property
    def confirmed(self) -> int:
        return self.counts[OfferState.CONFIRMED]

    @property
    def missed(self) -> int:
        return sum(row.missed for _group, rows in self.quotas or [] for row in rows)


def public_panel(session: Session, jury: Jury, draw: Draw, *, vault: Vault) -> PublicPanel | None:
    """The panel of a draw as everybody may see it; None before it is drawn and invited."""
    offers = seats.offers_of(session, draw)
    if draw.state is not DrawState.DRAWN or not offers:
        return None
    counts = {state: sum(offer.state is state for offer in offers) for state in OfferState}
    drawn = compositions.of_draw(session, jury, draw)
    holding = sum(counts[state] for state in compositions.HOLDING)
    return PublicPanel(draw, drawn, _quotas(session, jury, draw, drawn, vault) if jury.data_key else None, counts,
                       sum(offer.replaces_id is not None for offer in offers), max(0, draw.seats - holding),
                       seat_cutoffs.may_call(session, jury))


def _quotas(session: Session, jury: Jury, draw: Draw, drawn: list[FeatureRows],
            vault: Vault) -> list[tuple[FeatureRows, list[QuotaRow]]]:
    now = compositions.of_seats(session, jury, draw, compositions.HOLDING, vault=vault)
    return [(first, [QuotaRow(row, _missed(present)) for row, present in zip(first.rows, second.rows, strict=True)])
            for first, second in zip(drawn, now, strict=True)]


def _missed(row: ValueRow) -> int:
    count = row.panel or 0
    return max(0, row.minimum - count, count - row.maximum)
