"""Co-signers of a dissent: invited by its author, each signs exactly these words in their own session."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, NotFound
from app.domain.roles import Actor, Role
from app.models import Dissent, DissentSignature, Jury, Membership
from app.services.accounts import memberships
from app.services.verdict import dissent_deadlines
from app.services.verdict.dissents import OPEN_STAGES, find_present, own_dissent


@dataclass(frozen=True)
class Signers:
    """Under what names a text is published: those who sign by name, and how many more jurors sign it."""

    names: tuple[str, ...]
    unnamed: int

    @property
    def count(self) -> int:
        return len(self.names) + self.unnamed


def signers_of(dissent: Dissent) -> Signers:
    """The author and those who signed these words. Unnamed ones are a number, in no order."""
    rows = [(dissent.is_named, dissent.membership.alias)]
    rows += [(row.is_named, row.membership.alias) for row in dissent.cosigned()]
    names = tuple(alias for is_named, alias in rows if is_named)
    return Signers(names, len(rows) - len(names))


def invite(session: Session, jury: Jury, dissent_id: int, membership_ids: list[int], *, actor: Actor,
           now: datetime) -> list[DissentSignature]:
    """Ask other jurors to sign; only they and the author know of it. Who said no is asked again by a new invitation.

    Raises `dissent_is_unknown` for all but the author, `member_is_unknown`, and what closes dissents.
    """
    dissent = own_dissent(session, jury, dissent_id, actor=actor)
    dissent_deadlines.require_open(session, jury, now=now)
    jurors = {row.id for row in memberships.members_of(session, jury.id, Role.JUROR)} - {dissent.membership_id}
    if not set(membership_ids) <= jurors:
        raise NotFound("member_is_unknown")
    known = {row.membership_id: row for row in dissent.signatures}
    for membership_id in membership_ids:
        if membership_id in known:
            known[membership_id].has_declined = False
        else:
            dissent.signatures.append(DissentSignature(
                membership=session.get_one(Membership, membership_id), is_named=False, has_declined=False))
    session.flush()
    return dissent.signatures


def invitations_of(session: Session, jury: Jury, *, actor: Actor) -> dict[int, DissentSignature]:
    """Dissent id → the actor's own line: what they are asked to sign, and what they have signed."""
    membership_id = actor.memberships.get(Role.JUROR)
    rows = session.scalars(select(DissentSignature).join(Dissent, Dissent.id == DissentSignature.dissent_id).where(
        Dissent.jury_id == jury.id, Dissent.withdrawn_at.is_(None), DissentSignature.membership_id == membership_id))
    return {row.dissent_id: row for row in rows}


def sign(session: Session, jury: Jury, dissent_id: int, *, seen: int, is_named: bool, actor: Actor,
         now: datetime) -> DissentSignature:
    """Sign the wording that one has read. Raises `dissent_was_edited` when the author has changed it meanwhile."""
    dissent, row = _own_line(session, jury, dissent_id, actor)
    dissent_deadlines.require_open(session, jury, now=now)
    session.refresh(dissent, with_for_update=True)  # the author may be changing the words at this moment
    if dissent.version != seen:
        raise Conflict("dissent_was_edited")
    row.signed_version, row.is_named, row.has_declined = seen, is_named, False
    session.flush()
    return row


def decline(session: Session, jury: Jury, dissent_id: int, *, actor: Actor) -> None:
    """Say no to an invitation, or take one's own signature back, until the verdict is published."""
    _dissent, row = _own_line(session, jury, dissent_id, actor)
    if jury.stage not in OPEN_STAGES:
        raise Conflict("dissent_is_closed")
    row.signed_version, row.is_named, row.has_declined = None, False, True
    session.flush()


def _own_line(session: Session, jury: Jury, dissent_id: int, actor: Actor) -> tuple[Dissent, DissentSignature]:
    membership_id = actor.require(Role.JUROR)
    dissent = find_present(session, jury, dissent_id)
    row = session.get(DissentSignature, (dissent_id, membership_id))
    if row is None:
        raise NotFound("dissent_is_unknown")
    return dissent, row
