"""What waits for somebody who is not looking: a computed list, an appeal, an open copy of the draft. Each goes once."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.models import Jury, Membership
from app.services import messages
from app.services.accounts import memberships
from app.services.draw import draw_approvals
from app.services.room import appeals
from app.services.vault import Vault
from app.services.verdict import draft_reviews

TEMPLATE = "something_waits"


def remind_of_draw(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """Overseers who have not decided on the computed list hear of it; of a list computed anew, again."""
    for member in draw_approvals.overseers_of(session, jury):
        draw = draw_approvals.waiting_for(session, jury, member.id)
        if draw is not None:
            _remind(session, jury, member, "draw", f"{draw.id}:{(draw.list_hash or '')[:24]}", vault, now,
                    number=draw.number)


def remind_of_appeals(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """Overseers hear of each appeal that they may decide."""
    if jury.stage not in appeals.OPEN_STAGES:
        return
    for member in memberships.members_of(session, jury.id, Role.OVERSEER):
        for appeal in appeals.waiting_for(session, jury, member.id):
            _remind(session, jury, member, "appeal", str(appeal.id), vault, now)


def remind_of_review(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """Witnesses hear at once that they may read and comment on the draft, and until when."""
    review = draft_reviews.open_review_of(session, jury, now=now)
    if review is None:
        return
    for member in memberships.members_of(session, jury.id, Role.EXPERT):
        _remind(session, jury, member, "review", str(review.id), vault, now, until_at=review.due_at.isoformat())


def _remind(session: Session, jury: Jury, member: Membership, matter: str, key: str, vault: Vault, now: datetime,
            **values: Any) -> None:
    """Appeals can be many and go with the news of the day; the others hold up a whole jury or end soon."""
    messages.remind(session, jury, TEMPLATE, key=f"{matter}:{key}", person=member.person, vault=vault, now=now,
                    in_digest=matter == "appeal", values={"matter": matter, **values})
