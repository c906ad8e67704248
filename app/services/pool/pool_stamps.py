"""Whether the pool is still the one that a draw was computed for, told from the rows as the database holds them.

Reading 20,000 people into a pool takes a third of a second, in which a web process answers nobody; their bare rows
take a tenth.
"""
from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from app.models import Feature, Jury, Registrant


@dataclass(frozen=True)
class PoolStamp:
    people: int
    sha256: str


def stamp_of(session: Session, jury: Jury) -> PoolStamp:
    """Changes with all that the lottery sees: who can be drawn, their features and households, what is asked."""
    names = session.scalars(select(Feature.name).where(Feature.jury_id == jury.id).order_by(Feature.position))
    state = hashlib.sha256(repr(list(names)).encode())
    rows = session.execute(select(Registrant.id, cast(Registrant.features, Text), Registrant.household).where(
        Registrant.jury_id == jury.id, Registrant.excluded_at.is_(None)).order_by(Registrant.id)).all()
    for row in rows:
        state.update(repr(tuple(row)).encode())
    return PoolStamp(len(rows), state.hexdigest())
