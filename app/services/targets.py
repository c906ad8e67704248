"""Targets: how many seats each value of each feature must and may have."""
from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.models import Feature, Jury
from sortition.quotas import Quota, Quotas


def features_of(session: Session, jury: Jury) -> list[Feature]:
    """The features with targets, in their order."""
    return list(session.scalars(select(Feature).where(Feature.jury_id == jury.id).order_by(Feature.position)))


def sortition_quotas(session: Session, jury: Jury) -> Quotas:
    """The saved targets as the lottery takes them. Raises `targets_are_missing`."""
    features = features_of(session, jury)
    if not features:
        raise DomainError("targets_are_missing")
    return Quotas(tuple(Quota(feature.name, value.name, value.minimum, value.maximum)
                        for feature in features for value in feature.values))
