"""From a confirmed seat to a juror who can come in: account, membership, personal link and code."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.models import Jury, Membership, Person, Registrant, SeatOffer
from app.services import messages
from app.services.accounts import access_links, memberships, people
from app.services.accounts.access_links import PreparedLink
from app.services.vault import Vault


def seat(session: Session, jury: Jury, offer: SeatOffer, *, vault: Vault, now: datetime,
         link: PreparedLink | None = None) -> Membership:
    """Make a juror of the person who said yes, and send the link and, apart from it, the code."""
    registrant = session.get_one(Registrant, offer.registrant_id)
    contact = {name: str(value or "") for name, value in vault.open(jury, registrant.contact_sealed).items()}
    person = _person(session, jury, registrant, contact, offer.ticket, now=now)
    membership = memberships.join(session, jury, person, Role.JUROR, now=now, alias=_alias(session, jury, person.name))
    issued = access_links.issue_link(session, person, jury_id=jury.id, now=now, prepared=link)
    ways = _two_ways(contact)
    for template, way, value in (("juror_link", ways[0], {"token": issued.token}),
                                 ("juror_code", ways[1], {"code": issued.code})):
        messages.queue(session, jury, template, person=person, registrant=registrant, vault=vault, now=now,
                       values=value, channel=way, on_paper=True)
    return membership


def _two_ways(contact: dict[str, str]) -> tuple[str, str]:
    """How link and code go: never into one mailbox. What has no second address goes on paper or is read out."""
    link = messages.EMAIL if contact.get("email") else messages.SMS if contact.get("phone") else messages.LETTER
    return link, messages.SMS if link == messages.EMAIL and contact.get("phone") else messages.LETTER


def _person(session: Session, jury: Jury, registrant: Registrant, contact: dict[str, str], ticket: str, *,
            now: datetime) -> Person:
    """The account: an own earlier one with this address, or a new one.

    Two people of one family may have given the same address: the second gets an account without it.
    """
    name = contact.get("name") or ticket
    email = people.normal_email(contact.get("email"))
    found = people.find_by_email(session, email) if email else None
    if found is not None and not _takes_part(session, jury, found):
        return found
    return people.add_person(session, name, email=None if found else email, phone=contact.get("phone") or None,
                             language=registrant.language, now=now)


def _takes_part(session: Session, jury: Jury, person: Person) -> bool:
    found = select(Membership.id).where(
        Membership.jury_id == jury.id, Membership.person_id == person.id, Membership.ended_at.is_(None))
    return session.scalar(found.limit(1)) is not None


def _alias(session: Session, jury: Jury, name: str) -> str:
    """The name in the room; of two people called alike the second is numbered."""
    taken = set(session.scalars(select(Membership.alias).where(
        Membership.jury_id == jury.id, Membership.ended_at.is_(None))))
    wanted = memberships.short_name(name)
    numbered = (wanted if number == 1 else f"{wanted} {number}" for number in range(1, 1000))
    return next(alias for alias in numbered if alias not in taken)
