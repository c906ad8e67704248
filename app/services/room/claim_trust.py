"""How far the jurors rely on a claim: everybody's own mark, shown as sums, and not before one has marked oneself."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.evidence import FEWEST_ANSWERS, Trust
from app.domain.roles import SYSTEM, Actor, Role
from app.models import Claim, ClaimTrust, Jury
from app.services.room import claims


@dataclass(frozen=True)
class TrustSums:
    strong: int
    unsure: int
    weak: int

    @property
    def total(self) -> int:
        return self.strong + self.unsure + self.weak


@dataclass(frozen=True)
class OwnView:
    """What one juror sees: the own mark, and the sums once it is given and enough others have given theirs."""

    trust: Trust | None
    sums: TrustSums | None


def mark_trust(session: Session, jury: Jury, claim_id: int, trust: Trust, *, actor: Actor, now: datetime) -> Claim:
    """Give or change the own mark. Raises `trust_is_closed`. The room learns that somebody did, not who."""
    membership_id = actor.require(Role.JUROR)
    claims.lock(session, jury)
    claim = claims.find_claim(session, jury, claim_id)
    if claim.trust_closed_at is not None:
        raise Conflict("trust_is_closed")
    session.merge(ClaimTrust(claim_id=claim.id, membership_id=membership_id, trust=trust))
    session.flush()
    claims.tell(session, jury, claim, actor=SYSTEM, now=now)
    return claim


def close_trust(session: Session, jury: Jury, claim_id: int, *, actor: Actor, now: datetime) -> Claim:
    """End the marking: everybody in the deliberation sees the sums. Doing it twice is harmless."""
    return _set_closed(session, jury, claim_id, now, actor=actor, now=now)


def reopen_trust(session: Session, jury: Jury, claim_id: int, *, actor: Actor, now: datetime) -> Claim:
    """Let jurors mark again, after new evidence; their marks are kept until they change them."""
    return _set_closed(session, jury, claim_id, None, actor=actor, now=now)


def _set_closed(session: Session, jury: Jury, claim_id: int, closed_at: datetime | None, *, actor: Actor,
                now: datetime) -> Claim:
    actor.require(Role.FACILITATOR)
    claims.lock(session, jury)
    claim = claims.find_claim(session, jury, claim_id)
    if (claim.trust_closed_at is None) != (closed_at is None):
        claim.trust_closed_at = closed_at
        session.flush()
        claims.tell(session, jury, claim, actor=actor, now=now)
    return claim


def sums_of(session: Session, claim_ids: list[int]) -> dict[int, TrustSums]:
    """Claim → all marks. For the code only: people see what `shown_sums` and `own_view` let through."""
    rows = session.execute(select(ClaimTrust.claim_id, ClaimTrust.trust, func.count()).where(
        ClaimTrust.claim_id.in_(claim_ids)).group_by(ClaimTrust.claim_id, ClaimTrust.trust))
    counts: dict[int, dict[Trust, int]] = {}
    for claim_id, trust, count in rows:
        counts.setdefault(claim_id, {})[trust] = count
    return {claim_id: TrustSums(*(found.get(trust, 0) for trust in (Trust.STRONG, Trust.UNSURE, Trust.WEAK)))
            for claim_id, found in counts.items()}


def shown_sums(claim: Claim, sums: TrustSums | None) -> TrustSums | None:
    """What everybody in the deliberation sees: nothing before the marking is closed, nothing of fewer than five."""
    return _if_enough(sums) if claim.trust_closed_at is not None else None


def own_views(session: Session, jury_id: int, membership_id: int) -> dict[int, OwnView]:
    """Claim → what this juror sees, for the claims that this juror has marked."""
    rows = session.execute(select(ClaimTrust.claim_id, ClaimTrust.trust).join(
        Claim, Claim.id == ClaimTrust.claim_id).where(
        Claim.jury_id == jury_id, ClaimTrust.membership_id == membership_id)).all()
    sums = sums_of(session, [row[0] for row in rows])
    return {row[0]: OwnView(row[1], _if_enough(sums.get(row[0]))) for row in rows}


def _if_enough(sums: TrustSums | None) -> TrustSums | None:
    return sums if sums is not None and sums.total >= FEWEST_ANSWERS else None
