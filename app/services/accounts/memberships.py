"""Who takes part in a jury, as what; leaving and removal take effect at once."""
from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, NotFound
from app.domain.phases import FloorState
from app.domain.roles import SYSTEM, Actor, Role
from app.domain.room_events import RoomEventKind
from app.models import FloorRequest, Jury, Membership, Person, Witness
from app.services import records
from app.services.room import room_news

# Who signs, watches and decides must not be the one whose work it is.
_APART = {Role.COMMISSIONER, Role.OVERSEER}


def find_member(session: Session, jury_id: int, person_id: int, role: Role) -> Membership | None:
    return session.scalars(select(Membership).where(
        Membership.jury_id == jury_id, Membership.person_id == person_id, Membership.role == role,
        Membership.ended_at.is_(None))).first()


def members_of(session: Session, jury_id: int, *roles: Role) -> list[Membership]:
    """Present members, all roles or only those named, in order of joining."""
    query = select(Membership).where(Membership.jury_id == jury_id, Membership.ended_at.is_(None))
    if roles:
        query = query.where(Membership.role.in_(roles))
    return list(session.scalars(query.order_by(Membership.id)))


def memberships_of(session: Session, person_id: int, *,
                   within: Collection[int] | None = None) -> list[tuple[Membership, Jury]]:
    """What a person is in which juries now; `within`: only these juries."""
    query = select(Membership, Jury).join(Jury, Jury.id == Membership.jury_id).where(
        Membership.person_id == person_id, Membership.ended_at.is_(None)).order_by(Membership.id.desc())
    if within is not None:
        query = query.where(Jury.id.in_(within))
    return [(row[0], row[1]) for row in session.execute(query)]


def add_member(session: Session, jury: Jury, person: Person, role: Role, *, actor: Actor, now: datetime,
               alias: str | None = None) -> Membership:
    """Give a person a role in a jury.

    Raises `already_a_member`, `juror_has_one_role`, `role_stands_apart`, `chair_is_neutral`.
    """
    if actor.person_id is not None:
        actor.require(Role.ORGANIZER)
    return join(session, jury, person, role, now=now, alias=alias)


def join(session: Session, jury: Jury, person: Person, role: Role, *, now: datetime,
         alias: str | None = None) -> Membership:
    """Let a person join by their own right (a confirmed seat, the creator of a jury)."""
    if find_member(session, jury.id, person.id, role):
        raise Conflict("already_a_member")
    others = _roles_of(session, jury.id, person.id)
    if others and Role.JUROR in (role, *others):
        raise Conflict("juror_has_one_role")
    if others and _APART & {role, *others}:
        raise Conflict("role_stands_apart")
    if others and {role, *others} >= {Role.FACILITATOR, Role.EXPERT}:
        raise Conflict("chair_is_neutral")
    membership = Membership(jury_id=jury.id, person_id=person.id, role=role,
                            alias=alias or short_name(person.name), began_at=now)
    session.add(membership)
    session.flush()
    records.add_entry(session, jury.id, "member_joined", {"role": role.value}, now=now)
    return membership


def declare_stance(session: Session, membership: Membership, *, topic: dict[str, str], stance: dict[str, str],
                   interests: dict[str, str]) -> Witness:
    """Keep what an expert declares; a blank stance means a background expert."""
    witness = membership.witness or Witness(membership_id=membership.id)
    witness.topic, witness.stance, witness.interests = topic, stance, interests
    membership.witness = witness
    session.flush()
    return witness


def end_membership(session: Session, jury: Jury, membership_id: int, *, actor: Actor, now: datetime) -> None:
    """End a membership at once; whoever waited for the floor waits no more.

    Members may leave by themselves, organizers may end others'. Two organizers who leave at the same moment come
    one after the other, so that the second is refused. Raises `member_is_unknown`, `last_organizer_stays`.
    """
    session.flush()
    session.refresh(jury, with_for_update={"key_share": True})
    membership = session.get(Membership, membership_id, populate_existing=True)
    if membership is None or membership.jury_id != jury.id or membership.ended_at is not None:
        raise NotFound("member_is_unknown")
    if actor.person_id is not None and actor.person_id != membership.person_id:
        actor.require(Role.ORGANIZER)
    if membership.role is Role.ORGANIZER and len(members_of(session, jury.id, Role.ORGANIZER)) < 2:
        raise Conflict("last_organizer_stays")
    membership.ended_at = now
    _leave_floor(session, jury, membership, now=now)
    records.add_entry(session, jury.id, "member_left", {"role": membership.role.value}, now=now)


def _leave_floor(session: Session, jury: Jury, membership: Membership, *, now: datetime) -> None:
    """Give the floor back and leave the queue; the room hears of it at once."""
    left = 0
    for before, after in ((FloorState.WAITING, FloorState.WITHDRAWN), (FloorState.SPEAKING, FloorState.DONE)):
        result = session.execute(update(FloorRequest).where(
            FloorRequest.membership_id == membership.id, FloorRequest.state == before,
        ).values(state=after, ended_at=now).execution_options(synchronize_session=False))
        left += result.rowcount  # type: ignore[attr-defined]  # a CursorResult at run time
    if left:
        room_news.tell_room(session, jury, RoomEventKind.FLOOR_CHANGED, actor=SYSTEM, data={}, now=now)


def _roles_of(session: Session, jury_id: int, person_id: int) -> list[Role]:
    return list(session.scalars(select(Membership.role).where(
        Membership.jury_id == jury_id, Membership.person_id == person_id, Membership.ended_at.is_(None))))


def short_name(name: str) -> str:
    """First name and initial, as shown in the room.

    >>> short_name("Айгүл Сәрсенова")
    'Айгүл С.'
    """
    parts = name.split()
    return parts[0] if len(parts) < 2 else f"{parts[0]} {parts[-1][0]}."
