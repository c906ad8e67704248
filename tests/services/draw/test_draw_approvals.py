"""A computed list is published when overseers signed it, or with a public reason where there are none."""
from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import Decision, DrawState
from app.domain.roles import Role
from app.models import Draw, Membership, RecordEntry
from app.services.draw import draw_approvals, draws
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of
from tests.drawing import PLAN, approve, computed


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.extensions["alqa.vault"]
    return found


def publish(session: Session, cast: Cast, vault: Vault, draw: Draw, now: datetime, reason: str = "") -> Draw:
    return draws.publish_commitment(session, jury_of(session, cast), draw.id, reason=reason, vault=vault, now=now,
                                    actor=actor(session, cast, "organizer"))


def object_to(session: Session, cast: Cast, draw: Draw, now: datetime, reason: str = "A village is missing") -> None:
    draw_approvals.decide(session, jury_of(session, cast), draw.id, Decision.OBJECTED, seen=draw.list_hash or "",
                          reason=reason, actor=actor(session, cast, "overseer"), now=now)


def test_the_last_word_of_an_overseer_decides(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = computed(session, cast, vault, now)
    with pytest.raises(DomainError, match="draw_is_not_approved"):
        publish(session, cast, vault, draw, now, reason="We are in a hurry")  # a reason replaces nobody who is there
    approve(session, cast, draw, now)
    object_to(session, cast, draw, now)
    with pytest.raises(DomainError, match="draw_has_objection"):
        publish(session, cast, vault, draw, now)
    approve(session, cast, draw, now)
    assert publish(session, cast, vault, draw, now).commitment_hash == draw.list_hash
    told = [entry.data for entry in session.scalars(select(RecordEntry).where(RecordEntry.kind == "draw_decided"))]
    assert [one["decision"] for one in told] == ["approved", "objected", "approved"]
    assert told[1]["reason"] == "A village is missing" and all(one["list"] == draw.list_hash for one in told)


def test_an_approval_holds_for_the_list_that_was_seen_only(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = computed(session, cast, vault, now)
    approve(session, cast, draw, now)
    seen = draw.list_hash or ""
    again = computed(session, cast, vault, now, PLAN)  # the same draw, computed anew: other tickets, another list
    assert (again.id, again.number) == (draw.id, 1) and again.list_hash != seen
    with pytest.raises(DomainError, match="draw_is_not_approved"):
        publish(session, cast, vault, again, now)
    with pytest.raises(Conflict, match="draw_moved_on"):
        draw_approvals.decide(session, jury_of(session, cast), draw.id, Decision.APPROVED, seen=seen, reason="",
                              actor=actor(session, cast, "overseer"), now=now)


def test_an_objection_needs_a_reason_and_comes_before_publication(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = computed(session, cast, vault, now)
    with pytest.raises(DomainError, match="reason_is_missing"):
        object_to(session, cast, draw, now, reason="  ")
    approve(session, cast, draw, now)
    publish(session, cast, vault, draw, now)
    with pytest.raises(Conflict, match="draw_moved_on"):
        object_to(session, cast, draw, now)


@pytest.mark.parametrize("who", ["organizer", "facilitator", "juror", "commissioner", "observer", "outsider"])
def test_only_overseers_decide(session: Session, cast: Cast, vault: Vault, now: datetime, who: str) -> None:
    draw = computed(session, cast, vault, now)
    with pytest.raises(Forbidden):
        draw_approvals.decide(session, jury_of(session, cast), draw.id, Decision.APPROVED, seen=draw.list_hash or "",
                              reason="", actor=actor(session, cast, who), now=now)


def test_without_overseers_a_public_reason_is_needed(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = computed(session, cast, vault, now)
    approve(session, cast, draw, now)
    session.execute(update(Membership).where(Membership.role == Role.OVERSEER).values(ended_at=now))
    with pytest.raises(DomainError, match="draw_has_no_overseer"):  # the word of one who left does not count
        publish(session, cast, vault, draw, now)
    publish(session, cast, vault, draw, now, reason="A rehearsal in a school")
    entry = session.scalars(select(RecordEntry).where(RecordEntry.kind == "draw_committed")).one()
    assert entry.data["reason"] == draw.publish_reason == "A rehearsal in a school"
    assert draw.state is DrawState.COMMITTED
