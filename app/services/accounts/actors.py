"""Who is acting: from a person and a jury to the roles that count right now."""
from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Actor
from app.models import Membership, Person


def actor_for(session: Session, person: Person | None, jury_id: int | None = None, *,
              within: Collection[int] | None = None) -> Actor:
    """Read the present memberships, so that leaving or removal takes effect at once everywhere.

    `within`: the juries to which the session is bound (`SignIn.jury_ids`); staff rights belong to none of them.
    """
    if person is None or person.removed_at is not None:
        return Actor(person_id=None, jury_id=jury_id)
    memberships = {}
    if jury_id is not None and (within is None or jury_id in within):
        rows = session.execute(select(Membership.role, Membership.id).where(
            Membership.jury_id == jury_id, Membership.person_id == person.id, Membership.ended_at.is_(None)))
        memberships = {row.role: row.id for row in rows}
    return Actor(person_id=person.id, jury_id=jury_id, memberships=memberships,
                 is_staff=person.is_staff and within is None)
