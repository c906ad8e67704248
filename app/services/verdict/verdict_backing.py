"""What stands behind the text of a verdict: the best case each way, the jurors' sign-off, the overseers' approvals."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.lists import ListKind
from app.domain.phases import Decision
from app.domain.roles import Role
from app.models import Approval, Jury, ListDecision, Membership, Verdict
from app.services.oversight import objections, reviews
from app.services.stage_checks import latest_charge
from app.services.verdict import sign_offs

FOR, AGAINST = "for", "against"


@dataclass(frozen=True)
class BestCase:
    """The best case on one side of the answer, in the words of the jury; or nobody in it held this position."""

    side: str
    text: dict[str, str] = field(default_factory=dict)
    is_held: bool = True


@dataclass(frozen=True)
class RemarkFacts:
    """A juror found something wrong with the text; `name` is None for "a juror"."""

    words: str
    language: str
    name: str | None
    answer: str
    answer_language: str


@dataclass(frozen=True)
class SignOffFacts:
    """How many of the seated jurors signed off exactly this text. `waiver`: why it was published without a majority
    or before the time was over. `text_sha256`: the fingerprint of the words they were asked about.
    """

    jurors: int
    signed: int
    answered: int
    remarks: tuple[RemarkFacts, ...] = ()
    waiver: str = ""
    text_sha256: str = ""


@dataclass(frozen=True)
class ApprovalFacts:
    """The overseers' last words on one version of the charge or of a list. `subject`: charge, briefing or witnesses."""

    subject: str
    version: int
    approved: int
    objected: int
    day: str  # of the last of these words, ISO 8601
    has_open_objection: bool = False  # an objection that nobody answered

    @property
    def decided_on(self) -> date:
        return date.fromisoformat(self.day)


def best_cases(verdict: Verdict) -> tuple[BestCase, ...]:
    """Both sides, for first; a side about which nothing is written yet is left out."""
    sides = ((FOR, verdict.case_for or {}, bool(verdict.nobody_for)),
             (AGAINST, verdict.case_against or {}, bool(verdict.nobody_against)))
    return tuple(BestCase(side, {} if nobody else dict(text), not nobody)
                 for side, text, nobody in sides if nobody or any(text.values()))


def sign_off_facts(session: Session, jury: Jury, verdict: Verdict) -> SignOffFacts:
    found = sign_offs.standing(session, jury, verdict)
    remarks = tuple(RemarkFacts(each.words, each.language, each.name, each.answer, each.answer_language)
                    for each in found.remarks)
    return SignOffFacts(found.jurors, found.signed, found.answered, remarks, found.waiver,
                        sign_offs.text_mark(verdict))


def approvals(session: Session, jury: Jury) -> tuple[ApprovalFacts, ...]:
    """Of the charge and of both lists; what no overseer has decided on is left out."""
    found = [_of_charge(session, jury), *(_of_list(session, jury, kind) for kind in ListKind)]
    return tuple(each for each in found if each is not None)


def _of_charge(session: Session, jury: Jury) -> ApprovalFacts | None:
    charge = latest_charge(session, jury)
    rows = session.scalars(select(Approval).join(Membership).where(
        Approval.jury_id == jury.id, Approval.charge_version == (charge.version if charge else 0),
        Membership.role == Role.OVERSEER).order_by(Approval.id))
    last = list({row.membership_id: row for row in rows}.values())
    if charge is None or not last:
        return None
    answered = {each.id for each in objections.objections_of(session, jury)
                if each.subject == objections.CHARGE and each.answers}
    is_open = any(row.decision is Decision.OBJECTED and row.id not in answered for row in last)
    return _facts(objections.CHARGE, charge.version, [(row.decision, row.at) for row in last], is_open)


def _of_list(session: Session, jury: Jury, kind: ListKind) -> ApprovalFacts | None:
    last: list[ListDecision] = reviews.review_of(session, jury, kind).last_words
    if not last:
        return None
    is_open = any(row.reviewed.kind is kind for row in objections.unanswered_list_objections(session, jury))
    return _facts(kind.value, max(row.reviewed.version for row in last),
                  [(row.decision, row.at) for row in last], is_open)


def _facts(subject: str, version: int, words: list[tuple[Decision, datetime]], is_open: bool) -> ApprovalFacts:
    return ApprovalFacts(subject, version, sum(word is Decision.APPROVED for word, _at in words),
                         sum(word is Decision.OBJECTED for word, _at in words),
                         max(at for _word, at in words).date().isoformat(), is_open)


def read_sign_off(raw: dict[str, Any] | None) -> SignOffFacts | None:
    if raw is None:
        return None
    return SignOffFacts(**{**raw, "remarks": tuple(RemarkFacts(**row) for row in raw.get("remarks", ()))})
