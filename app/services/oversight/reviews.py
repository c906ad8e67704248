"""Overseers approve a list or object to it; when it changes afterwards they are asked again, with the difference."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.lists import ListDifference, ListKind, difference
from app.domain.phases import Decision
from app.domain.roles import Actor, Role
from app.models import Jury, ListDecision, ReviewedList
from app.services import juries, messages, records
from app.services.accounts import memberships
from app.services.oversight import lists
from app.services.vault import Vault


@dataclass(frozen=True)
class ListReview:
    """A list and what was said of it. `decisions`: every one, the oldest first, of all versions."""

    kind: ListKind
    entries: dict[str, str]
    mark: str
    versions: list[ReviewedList]
    decisions: list[ListDecision]
    last_words: list[ListDecision]  # of each present overseer

    @property
    def is_approved(self) -> bool:
        """Somebody approved the list as it stands, and nobody's last word on it is an objection."""
        here = [each.decision for each in self.last_words if each.reviewed.sha256 == self.mark]
        return Decision.APPROVED in here and Decision.OBJECTED not in here

    @property
    def has_changed(self) -> bool:
        """It was approved once, and is not what was approved any more."""
        approved = [each for each in self.last_words if each.decision is Decision.APPROVED]
        return bool(approved) and all(each.reviewed.sha256 != self.mark for each in approved)

    @property
    def has_objection(self) -> bool:
        return any(each.decision is Decision.OBJECTED for each in self.last_words)

    def last_of(self, membership_id: int | None) -> ListDecision | None:
        return next((each for each in self.last_words if each.membership_id == membership_id), None)

    def waits_for(self, membership_id: int) -> bool:
        """Whether this overseer has not decided on the list as it stands."""
        last = self.last_of(membership_id)
        return bool(self.entries) and (last is None or last.reviewed.sha256 != self.mark)

    def difference_for(self, membership_id: int | None) -> tuple[ReviewedList, ListDifference] | None:
        """Against what this person decided on last; for everybody else, against the last version decided on."""
        last = self.last_of(membership_id)
        before = last.reviewed if last else self.versions[-1] if self.versions else None
        if before is None or before.sha256 == self.mark:
            return None
        return before, difference(before.entries, self.entries)


def review_of(session: Session, jury: Jury, kind: ListKind) -> ListReview:
    entries = lists.entries_of(session, jury, kind)
    decisions = list(session.scalars(select(ListDecision).join(ReviewedList).where(
        ReviewedList.jury_id == jury.id, ReviewedList.kind == kind).order_by(ListDecision.id)))
    present = {row.id for row in memberships.members_of(session, jury.id, Role.OVERSEER)}
    last = {row.membership_id: row for row in decisions if row.membership_id in present}
    return ListReview(kind, entries, lists.mark_of(entries), lists.versions_of(session, jury, kind), decisions,
                      list(last.values()))


def reviews_of(session: Session, jury: Jury) -> list[ListReview]:
    return [review_of(session, jury, kind) for kind in ListKind]


def decide(session: Session, jury: Jury, kind: ListKind, decision: Decision, *, mark: str, actor: Actor,
           now: datetime, reason: str | None = None) -> ListDecision:
    """An overseer approves the list, or objects with a reason that is published.

    `mark`: of the list that was read. Raises `list_moved_on` when it has changed since, `list_is_empty`,
    `reason_is_missing` for a bare objection, `decision_is_wrong` for a signature.
    """
    membership_id = actor.require(Role.OVERSEER)
    if decision is Decision.SIGNED:
        raise DomainError("decision_is_wrong")
    why = (reason or "").strip()
    if decision is Decision.OBJECTED and not why:
        raise DomainError("reason_is_missing")
    juries.hold(session, jury)
    entries = lists.entries_of(session, jury, kind)
    if not entries:
        raise Conflict("list_is_empty")
    if lists.mark_of(entries) != mark:
        raise Conflict("list_moved_on")
    version = lists.keep_version(session, jury, kind, entries, now=now)
    made = ListDecision(list_id=version.id, membership_id=membership_id, decision=decision, reason=why or None, at=now)
    session.add(made)
    session.flush()
    records.add_entry(session, jury.id, "list_decided", {
        "list": kind.value, "version": version.version, "sha256": version.sha256, "decision": decision.value,
        "reason": why}, now=now)
    return made


def faults_of(session: Session, jury: Jury, kind: ListKind) -> list[DomainError]:
    """What is missing until the overseers have approved a list; for the timeline."""
    review = review_of(session, jury, kind)
    if not review.entries:
        return [DomainError("list_has_no_entries", list=kind.value)]
    if review.is_approved:
        return []
    if review.has_objection:
        return [DomainError("list_has_objection", list=kind.value)]
    if review.has_changed:
        return [DomainError("list_has_changed", list=kind.value)]
    return [DomainError("list_is_not_approved", list=kind.value)]


def remind_overseers(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """Once a list was decided on, every overseer hears of its changes, once for each state of the list."""
    for review in reviews_of(session, jury):
        if not review.decisions:
            continue
        for member in memberships.members_of(session, jury.id, Role.OVERSEER):
            if review.waits_for(member.id):
                messages.remind(session, jury, "list_to_approve", key=f"{review.kind.value}:{review.mark[:24]}",
                                person=member.person, vault=vault, now=now,
                                values={"kind": review.kind.value, "is_changed": review.last_of(member.id) is not None})


def ask_overseers(session: Session, jury: Jury, kind: ListKind, *, vault: Vault, actor: Actor, now: datetime) -> int:
    """The organizer says that a list is ready: each overseer who has not decided on it gets a message, once for
    each state of the list. Returns how many. Raises `list_is_empty`."""
    actor.require(Role.ORGANIZER)
    review = review_of(session, jury, kind)
    if not review.entries:
        raise Conflict("list_is_empty")
    waiting = [row for row in memberships.members_of(session, jury.id, Role.OVERSEER) if review.waits_for(row.id)]
    sent = [messages.remind(session, jury, "list_to_approve", key=f"{kind.value}:{review.mark[:24]}", vault=vault,
                            person=row.person, now=now, in_digest=False,
                            values={"kind": kind.value, "is_changed": review.last_of(row.id) is not None})
            for row in waiting]
    return sum(each is not None for each in sent)
