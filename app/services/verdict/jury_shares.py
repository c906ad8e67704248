"""Who the jurors are against the population: shares of one feature at a time, never of two together."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.phases import DrawState, OfferState
from app.models import Draw, Feature, Jury, PoolFreeze, Registrant, SeatOffer


@dataclass(frozen=True)
class ValueShare:
    """One value of a feature: how many jurors have it, of how many, and its share of the population."""

    label: dict[str, str]
    jurors: int
    population: str | None  # percent with up to three decimals, as entered; None when only seats were set


@dataclass(frozen=True)
class FeatureShares:
    label: dict[str, str]
    values: tuple[ValueShare, ...]


@dataclass(frozen=True)
class Composition:
    """`pool`: people in the lottery; `jurors`: confirmed seats; 0 means that no draw was held here."""

    pool: int
    jurors: int
    features: tuple[FeatureShares, ...]


def drawn(session: Session, jury: Jury) -> Draw | None:
    """The draw that counts."""
    return session.scalars(select(Draw).where(Draw.jury_id == jury.id, Draw.state == DrawState.DRAWN)).first()


def composition_of(session: Session, jury: Jury) -> Composition:
    """Count the confirmed jurors by each feature. These numbers also stand in the public quotas of the draw."""
    people = _confirmed_features(session, jury)
    features = session.scalars(select(Feature).where(Feature.jury_id == jury.id).order_by(Feature.position))
    shares = tuple(_shares(feature, people) for feature in features) if people else ()
    return Composition(_pool_size(session, jury), len(people), shares)


def _confirmed_features(session: Session, jury: Jury) -> list[dict[str, str]]:
    return list(session.scalars(select(Registrant.features).join(
        SeatOffer, SeatOffer.registrant_id == Registrant.id).join(Draw, Draw.id == SeatOffer.draw_id).where(
        SeatOffer.jury_id == jury.id, SeatOffer.state == OfferState.CONFIRMED, Draw.state == DrawState.DRAWN)))


def _shares(feature: Feature, people: list[dict[str, str]]) -> FeatureShares:
    counts = Counter(person.get(feature.name, "") for person in people)
    return FeatureShares(_label(feature.label, feature.name), tuple(
        ValueShare(_label(value.label, value.name), counts[value.name],
                   None if value.share_percent is None else f"{value.share_percent.normalize():f}")
        for value in feature.values))


def _label(label: dict[str, str], name: str) -> dict[str, str]:
    """The words for readers; a feature without any is called as in the pool file, in whatever language that is."""
    return dict(label) if any(label.values()) else dict.fromkeys(("kk", "ru", "en"), name)


def _pool_size(session: Session, jury: Jury) -> int:
    frozen = session.scalars(select(PoolFreeze.people).where(
        PoolFreeze.jury_id == jury.id).order_by(PoolFreeze.id.desc()).limit(1)).first()
    return frozen or session.scalar(select(func.count()).select_from(Registrant).where(
        Registrant.jury_id == jury.id, Registrant.excluded_at.is_(None))) or 0
