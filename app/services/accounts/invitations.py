"""Inviting experts, overseers, the commissioner and staff by personal link and code."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.roles import Actor, Role
from app.models import Jury, Membership
from app.services import messages
from app.services.accounts import access_links, memberships, people
from app.services.accounts.access_links import NewLink, PreparedLink
from app.services.vault import Vault

__all__ = ["Guest", "NewLink", "invite", "renew"]


@dataclass(frozen=True)
class Guest:
    """Who is invited as what; the last three are for experts."""

    role: Role
    name: str
    email: str
    alias: str | None
    language: str
    topic: dict[str, str]
    stance: dict[str, str]
    interests: dict[str, str]


def invite(session: Session, jury: Jury, guest: Guest, *, vault: Vault, actor: Actor, now: datetime,
           link: PreparedLink | None = None) -> NewLink:
    """Add the person in the role and send the link; the code is returned to be passed on another way.

    Somebody who already has an account keeps it. `link`: prepared before the transaction.
    Raises `already_a_member`, `juror_has_one_role`, `role_stands_apart`, `chair_is_neutral`.
    """
    person = people.find_by_email(session, guest.email) or people.add_person(
        session, guest.name, email=guest.email, language=guest.language, now=now)
    membership = memberships.add_member(session, jury, person, guest.role, alias=guest.alias, actor=actor, now=now)
    if guest.role is Role.EXPERT:
        memberships.declare_stance(session, membership, topic=guest.topic, stance=guest.stance,
                                   interests=guest.interests)
    return _send_link(session, jury, membership, vault=vault, now=now, link=link)


def renew(session: Session, jury: Jury, membership_id: int, *, vault: Vault, actor: Actor, now: datetime,
          link: PreparedLink | None = None) -> NewLink:
    """Send a new link; the old one stops working. Raises `member_is_unknown`."""
    actor.require(Role.ORGANIZER)
    membership = session.get(Membership, membership_id)
    if membership is None or membership.jury_id != jury.id or membership.ended_at is not None:
        raise NotFound("member_is_unknown")
    return _send_link(session, jury, membership, vault=vault, now=now, link=link)


def _send_link(session: Session, jury: Jury, membership: Membership, *, vault: Vault, now: datetime,
               link: PreparedLink | None) -> NewLink:
    issued = access_links.issue_link(session, membership.person, jury_id=jury.id, now=now, prepared=link)
    messages.queue(session, jury, "role_invitation", person=membership.person, vault=vault, now=now,
                   values={"role": membership.role.value, "token": issued.token})
    return issued
