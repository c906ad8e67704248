"""Who comes into the room: the session, the membership and the phase, read from the database every time."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.domain.audiences import Audience, audience_of, is_present
from app.domain.errors import Forbidden, NotFound
from app.domain.phases import ItemKind
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Jury, Membership, Person, Room, SignIn
from app.services.accounts.sign_ins import token_hash
from app.services.room import rooms, table_doors

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


# Built once: both are asked for every event, and building a question costs more than asking it.
_VISITOR = (
    select(SignIn.id, SignIn.person_id, Membership.role, Membership.id, Room, Jury.stage, SignIn.jury_ids)
    .join(Person, Person.id == SignIn.person_id)
    .outerjoin(Room, Room.id == bindparam("room_id")).outerjoin(Jury, Jury.id == Room.jury_id)
    .outerjoin(Membership, (Membership.jury_id == Room.jury_id) & (Membership.person_id == SignIn.person_id)
               & Membership.ended_at.is_(None))
    .where(SignIn.token_hash == bindparam("token_hash"), SignIn.ended_at.is_(None),
           SignIn.expires_at > bindparam("now"), Person.removed_at.is_(None)))
_ALIVE = (
    select(func.count()).select_from(SignIn).join(Person, Person.id == SignIn.person_id)
    .where(SignIn.id.in_(bindparam("sign_ins", expanding=True)), SignIn.ended_at.is_(None),
           SignIn.expires_at > bindparam("now"), Person.removed_at.is_(None)))
_SEATED = (
    select(Membership.role, Room.phase, func.count())
    .join(Room, (Room.jury_id == Membership.jury_id) & (Room.name == rooms.PLENARY))
    .where(Membership.id.in_(bindparam("members", expanding=True)), Membership.ended_at.is_(None))
    .group_by(Membership.role, Room.phase))


def find_visitor(session: Session, token: str, room_id: int, *, now: datetime) -> Visitor:
    """Who holds this session in this room. Raises `session_is_over` or NotFound `room_not_found`, alike for a room
    that does not exist and for one of another jury; at a small table also what its door raises.
    """
    rows = session.execute(_VISITOR, {"room_id": room_id, "token_hash": token_hash(token), "now": now}).all()
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
    table_doors.require_entry(session, room, actor)
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
    if _are_all_in(session, wanted, now=now):
        return wanted
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


def _are_all_in(session: Session, wanted: set[tuple[int, int]], *, now: datetime) -> bool:
    """Whether every sign-in lives and every membership may be here: two counts instead of a row for each person.

    A sign-in and a membership of one pair belong to one person for ever, so the pairs need no look of their own.
    """
    sign_ins, members = {sign_in for sign_in, _member in wanted}, {member for _sign_in, member in wanted}
    if session.scalar(_ALIVE, {"sign_ins": list(sign_ins), "now": now}) != len(sign_ins):
        return False
    rows = session.execute(_SEATED, {"members": list(members)})
    return sum(count for role, phase, count in rows if _may_stay(role, 0, phase)) == len(members)


def _may_stay(role: Role, membership_id: int, phase: ItemKind | None) -> bool:
    audience = audience_of(Actor(person_id=None, memberships={role: membership_id}))
    return audience is not None and is_present(audience, phase)
