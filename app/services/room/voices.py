"""Who may write now: not who is muted, and no juror before agreeing to the code of conduct.

Asked at every door through which words come in. Voting, dissenting, appealing and reading are never held up by it.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, and_, bindparam, func, select
from sqlalchemy.orm import Session

from app.domain.errors import Forbidden
from app.domain.moderation import ActionKind
from app.domain.roles import Actor, Role
from app.models import ConductAgreement, ConductCode, Membership, ModerationAction

WRITERS = (Role.JUROR, Role.EXPERT)  # the facilitator answers to the overseers in other ways
_mute: Table = ModerationAction.__table__  # type: ignore[assignment]  # declared as a wider type
# Built once: it is asked with every message.
_STANDING = select(
    select(func.max(ConductCode.version)).where(ConductCode.jury_id == bindparam("jury_id")).scalar_subquery(),
    ConductAgreement.version, _mute.c.ends_at, _mute.c.reason, _mute.c.id,
).select_from(Membership).outerjoin(
    ConductAgreement, ConductAgreement.membership_id == Membership.id,
).outerjoin(_mute, and_(
    _mute.c.membership_id == Membership.id, _mute.c.kind == ActionKind.MUTE, _mute.c.ended_at.is_(None),
    _mute.c.ends_at > bindparam("now")),
).where(Membership.id == bindparam("membership_id"))


@dataclass(frozen=True)
class Standing:
    """What keeps somebody from writing, if anything does. `version`: of the code, 0 while there is none."""

    version: int = 0
    agreed_version: int | None = None
    is_juror: bool = False
    muted_until: datetime | None = None
    mute_reason: str = ""
    mute_id: int | None = None

    @property
    def must_agree(self) -> bool:
        return self.is_juror and self.version > 0 and self.agreed_version is None

    @property
    def is_asked_again(self) -> bool:
        """The words have changed since this juror agreed; that holds up nothing."""
        return self.agreed_version is not None and self.agreed_version != self.version


def standing_of(session: Session, jury_id: int, actor: Actor, *, now: datetime) -> Standing:
    """How things stand for one member, in one query."""
    role = next((role for role in WRITERS if actor.has(role)), None)
    if role is None:
        return Standing()
    row = session.execute(
        _STANDING, {"jury_id": jury_id, "now": now, "membership_id": actor.memberships[role]}).one()
    # Whoever takes part by telephone agrees aloud; the helper who writes for them is the facilitator's choice.
    is_juror = role is Role.JUROR and actor.helper_id is None
    return Standing(row[0] or 0, row[1], is_juror, row[2], row[3] or "", row[4])


def require_voice(session: Session, jury_id: int, *, actor: Actor, now: datetime) -> None:
    """Let words in. Raises `member_is_muted` with end and reason, or `conduct_is_not_agreed`."""
    standing = standing_of(session, jury_id, actor, now=now)
    if standing.muted_until is not None:
        raise Forbidden("member_is_muted", time=standing.muted_until, reason=standing.mute_reason)
    if standing.must_agree:
        raise Forbidden("conduct_is_not_agreed")
