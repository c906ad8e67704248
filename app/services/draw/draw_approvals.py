"""Overseers check a computed list and approve it, or object in public, before it may be published."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from app.domain.errors import Conflict, DomainError
from app.domain.phases import Decision, DrawState
from app.domain.roles import Actor, Role
from app.models import Draw, DrawApproval, Jury, Membership, Registrant
from app.services import records


def decide(session: Session, jury: Jury, draw_id: int, decision: Decision, *, seen: str, reason: str, actor: Actor,
           now: datetime) -> DrawApproval:
    """Keep an overseer's word on the list whose fingerprint is `seen`; an objection needs a reason, which is public.

    Raises `draw_moved_on` when the list was published or computed anew meanwhile, `reason_is_missing`.
    """
    membership_id = actor.require(Role.OVERSEER)
    session.flush()
    draw = session.get_one(Draw, draw_id, populate_existing=True, with_for_update={"key_share": True})
    if draw.jury_id != jury.id or draw.state is not DrawState.COMPUTED or seen != draw.list_hash:
        raise Conflict("draw_moved_on")
    if decision not in (Decision.APPROVED, Decision.OBJECTED):
        raise DomainError("decision_is_unknown")
    if decision is Decision.OBJECTED and not reason.strip():
        raise DomainError("reason_is_missing")
    word = DrawApproval(draw_id=draw.id, membership_id=membership_id, list_hash=seen, decision=decision,
                        reason=reason.strip() or None, at=now)
    session.add(word)
    records.add_entry(session, jury.id, "draw_decided", {
        "draw": draw.number, "list": seen, "decision": decision.value, "reason": reason.strip()}, now=now)
    return word


def words_on(session: Session, draw: Draw) -> list[DrawApproval]:
    """Everything overseers said of the list as it is now, the earliest first."""
    return list(session.scalars(select(DrawApproval).join(DrawApproval.membership).options(
        contains_eager(DrawApproval.membership)).where(
        DrawApproval.draw_id == draw.id, DrawApproval.list_hash == draw.list_hash).order_by(DrawApproval.id)))


def overseers_of(session: Session, jury: Jury) -> list[Membership]:
    return list(session.scalars(select(Membership).where(
        Membership.jury_id == jury.id, Membership.role == Role.OVERSEER, Membership.ended_at.is_(None))
        .order_by(Membership.id)))


def last_words(session: Session, jury: Jury, draw: Draw) -> dict[int, DrawApproval]:
    """Membership id → the last word of each overseer who is one now."""
    present = {member.id for member in overseers_of(session, jury)}
    return {word.membership_id: word for word in words_on(session, draw) if word.membership_id in present}


def waiting_for(session: Session, jury: Jury, membership_id: int) -> Draw | None:
    """The computed list on which this overseer has not decided as it is now."""
    draw = session.scalars(select(Draw).where(Draw.jury_id == jury.id, Draw.state == DrawState.COMPUTED)).first()
    return draw if draw is not None and membership_id not in last_words(session, jury, draw) else None


def reasons_against(session: Session, jury: Jury, draw: Draw, reason: str) -> list[DomainError]:
    """Why the list may not be published yet: as with the charge, one approval and no objection.

    A jury without overseers publishes with a public `reason` instead.
    """
    if not overseers_of(session, jury):
        return [] if reason.strip() else [DomainError("draw_has_no_overseer")]
    decisions = [word.decision for word in last_words(session, jury, draw).values()]
    if Decision.OBJECTED in decisions:
        return [DomainError("draw_has_objection")]
    return [] if Decision.APPROVED in decisions else [DomainError("draw_is_not_approved")]


def excluded_people(session: Session, jury: Jury) -> list[Registrant]:
    """Whom the organizers took out of the pool, each with the reason that they gave: for overseers, not in public."""
    return list(session.scalars(select(Registrant).where(
        Registrant.jury_id == jury.id, Registrant.excluded_at.is_not(None)).order_by(Registrant.number)))
