"""What a witness declares: topic, position and interests, by their own hand, until they are heard."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.phases import ItemState
from app.domain.roles import Actor, Role
from app.models import AgendaItem, AgendaSession, Jury, Membership, Witness
from app.services import records
from app.services.accounts import memberships

Texts = dict[str, str]


def declare(session: Session, jury: Jury, *, topic: Texts, stance: Texts, interests: Texts, actor: Actor,
            now: datetime) -> Witness:
    """Keep what the witness declares. The overseers see that the witness list changed and decide on it anew.

    Raises `declaration_is_fixed` once the witness's own hearing has begun: the jury listened to who was declared.
    """
    membership_id = actor.require(Role.EXPERT)
    heard = session.scalar(select(AgendaItem.id).join(AgendaSession).where(
        AgendaSession.jury_id == jury.id, AgendaItem.witness_id == membership_id,
        AgendaItem.state.in_([ItemState.RUNNING, ItemState.PAUSED, ItemState.DONE])).limit(1))
    if heard is not None:
        raise Conflict("declaration_is_fixed")
    member = session.get_one(Membership, membership_id)
    witness = memberships.declare_stance(session, member, topic=topic, stance=stance, interests=interests)
    records.add_entry(session, jury.id, "witness_declared", {"member": membership_id}, now=now)
    return witness
