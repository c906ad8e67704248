"""Who comes into the room: the session, the membership and the phase, read from the database every time."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audiences import Audience, audience_of, is_present
from app.domain.errors import Forbidden, NotFound
from app.domain.phases import ItemKind
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Jury, Membership, Person, Room, SignIn
from app.services.accounts.sign_ins import token_hash
from app.services.room import rooms

# Experts and observers are let in and out by the agenda; each is told in their own words.
_KEPT_OUT = {Audience.EXPERT: "witnesses_have_left", Audience.OBSERVER: "plenary_only"}


@dataclass(frozen=True)
class Visitor:
    """Somebody in a room, as of now."""

    room: Room
    actor: Actor
    audience: Audience
    membership_id: int
    sign_in_id: int
    stage: Stage


def find_visitor(session: Session, token: str, room_id: int, *, now: datetime) -> Visitor:
    """Who holds this session in this room. Raises `session_is_over` or NotFound `room_not_found`, alike for a room
    that does not exist and for one of another jury.
    """
    rows = session.execute(
        select(SignIn.id, SignIn.person_id, Membership.role, Membership.id, Room, Jury.stage, SignIn.jury_ids)
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(Room, Room.id == room_id).outerjoin(Jury, Jury.id == Room.jury_id)
        .outerjoin(Membership, (Membership.jury_id == Room.jury_id) & (Membership.person_id == SignIn.person_id)
                   & Membership.ended_at.is_(None))
        .where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None), SignIn.expires_at > now,
               Person.removed_at.is_(None))).all()
    if not rows:
        raise Forbidden("session_is_over")
    sign_in_id, person_id, _role, _membership, room, stage, within = rows[0]
    is_within = within is None or (room is not None and room.jury_id in within)
    memberships = {row[2]: row[3] for row in rows} if is_within else {}
    memberships.pop(None, None)  # an outer join: outsiders have no role
    actor = Actor(person_id=person_id, memberships=memberships)
    audience, membership_id = audience_of(actor), rooms.membership_in_room(actor)
    if audience is None or membership_id is None:
        raise NotFound("room_not_found")
    return Visitor(room, replace(actor, jury_id=room.jury_id), audience, membership_id, sign_in_id, stage)


def require_presence(room: Room, actor: Actor) -> Audience:
    """As what the actor may be in the room right now. Raises `witnesses_have_left` or `plenary_only`."""
    audience = audience_of(actor)
    if audience is None:
        raise Forbidden("role_is_missing")
    if not is_present(audience, room.phase):
        raise Forbidden(_KEPT_OUT[audience])
    return audience


def still_in(session: Session, visits: Iterable[tuple[int, int]], *, now: datetime) -> set[tuple[int, int]]:
    """Those of (sign-in id, membership id) that may go on: signed in, a member, and not kept out by the agenda."""
    wanted = set(visits)
    rows = session.execute(
        select(SignIn.id, Membership.id, Membership.role, Room.phase)
        .join(Person, Person.id == SignIn.person_id)
        .join(Membership, Membership.person_id == SignIn.person_id)
        .join(Room, (Room.jury_id == Membership.jury_id) & (Room.name == rooms.PLENARY))
        .where(SignIn.id.in_({sign_in for sign_in, _member in wanted}), SignIn.ended_at.is_(None),
               SignIn.expires_at > now, Person.removed_at.is_(None), Membership.ended_at.is_(None),
               Membership.id.in_({member for _sign_in, member in wanted})))
    kept = {(sign_in, member) for sign_in, member, role, phase in rows if _may_stay(role, member, phase)}
    return kept & wanted


def _may_stay(role: Role, membership_id: int, phase: ItemKind | None) -> bool:
    audience = audience_of(Actor(person_id=None, memberships={role: membership_id}))
    return audience is not None and is_present(audience, phase)
