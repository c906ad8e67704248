"""Objections of overseers to the charge and to the lists, and the organizer's answers: all of it public."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, NotFound
from app.domain.languages import LANGUAGES
from app.domain.lists import ListKind
from app.domain.phases import Decision
from app.domain.roles import Actor, Role
from app.domain.writing import clean_text
from app.models import Approval, Jury, ListDecision, Membership, ObjectionAnswer, ReviewedList
from app.services import messages, records
from app.services.accounts import memberships
from app.services.vault import Vault

LONGEST_ANSWER = 4000
CHARGE = "charge"


@dataclass(frozen=True)
class Objection:
    """An objection with what was answered. `subject`: charge, or the value of a ListKind."""

    subject: str
    id: int  # of the approval, or of the decision on a list
    version: int
    membership: Membership
    reason: str
    at: datetime
    answers: list[ObjectionAnswer]


def objections_of(session: Session, jury: Jury) -> list[Objection]:
    """Every objection that was ever raised, the newest first."""
    answers = list(session.scalars(select(ObjectionAnswer).where(
        ObjectionAnswer.jury_id == jury.id).order_by(ObjectionAnswer.id)))
    charge = session.scalars(select(Approval).where(
        Approval.jury_id == jury.id, Approval.decision == Decision.OBJECTED))
    to_lists = session.scalars(select(ListDecision).join(ReviewedList).where(
        ReviewedList.jury_id == jury.id, ListDecision.decision == Decision.OBJECTED))
    found = [Objection(CHARGE, row.id, row.charge_version, row.membership, row.reason or "", row.at,
                       [each for each in answers if each.approval_id == row.id]) for row in charge]
    found += [Objection(row.reviewed.kind.value, row.id, row.reviewed.version, row.membership, row.reason or "", row.at,
                        [each for each in answers if each.list_decision_id == row.id]) for row in to_lists]
    return sorted(found, key=lambda each: (each.at, each.id), reverse=True)


def answer(session: Session, jury: Jury, subject: str, objection_id: int, text: str, *, language: str, actor: Actor,
           now: datetime) -> ObjectionAnswer:
    """Answer an objection in public. A second answer adds to the first; nothing is taken back.

    Raises `objection_is_unknown`, `answer_is_missing`, `text_is_too_long`.
    """
    actor.require(Role.ORGANIZER)
    words = clean_text(text).strip()
    if not words:
        raise DomainError("answer_is_missing")
    if len(words) > LONGEST_ANSWER:
        raise DomainError("text_is_too_long", length=len(words), maximum=LONGEST_ANSWER)
    if not any((each.subject, each.id) == (subject, objection_id) for each in objections_of(session, jury)):
        raise NotFound("objection_is_unknown")
    made = ObjectionAnswer(jury_id=jury.id, text=words, language=language if language in LANGUAGES else LANGUAGES[0],
                           answered_by_id=actor.person_id, at=now)
    if subject == CHARGE:
        made.approval_id = objection_id
    else:
        made.list_decision_id = objection_id
    session.add(made)
    session.flush()
    records.add_entry(session, jury.id, "objection_answered", {
        "subject": subject, "objection": objection_id, "answer": words}, now=now)
    return made


def unanswered_list_objections(session: Session, jury: Jury) -> list[ListDecision]:
    """Objections that are somebody's last word on a list and have no answer, of overseers in office."""
    present = {row.id for row in memberships.members_of(session, jury.id, Role.OVERSEER)}
    rows = session.scalars(select(ListDecision).join(ReviewedList).where(
        ReviewedList.jury_id == jury.id).order_by(ListDecision.id))
    last: dict[tuple[ListKind, int], ListDecision] = {
        (row.reviewed.kind, row.membership_id): row for row in rows if row.membership_id in present}
    answered = set(session.scalars(select(ObjectionAnswer.list_decision_id).where(
        ObjectionAnswer.jury_id == jury.id)))
    return [row for row in last.values() if row.decision is Decision.OBJECTED and row.id not in answered]


def open_objections(session: Session, jury: Jury) -> list[DomainError]:
    """The check of a move: the jury does not begin its work over an objection that nobody answered."""
    return [DomainError("list_objection_is_unanswered", list=each.reviewed.kind.value)
            for each in unanswered_list_objections(session, jury)]


def remind_of_objections(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """Organizers hear at once of an objection, its author of the answer; each of them once."""
    for each in objections_of(session, jury):
        key = f"{each.subject}:{each.id}"
        if each.answers:
            messages.remind(session, jury, "objection_answered", key=f"{key}:{len(each.answers)}", vault=vault,
                            person=each.membership.person, now=now)
            continue
        for organizer in memberships.members_of(session, jury.id, Role.ORGANIZER):
            messages.remind(session, jury, "objection_raised", key=key, person=organizer.person, vault=vault, now=now,
                            in_digest=False)
