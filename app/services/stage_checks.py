"""What must hold before a jury moves on: one function per name in `domain/stages.py`, each returning every reason."""
from __future__ import annotations

from collections.abc import Callable
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.languages import missing_languages
from app.domain.milestones import MilestoneState
from app.domain.phases import BallotState, Decision, DrawState, OfferState, ProposalKind, ProposalState
from app.domain.roles import Role
from app.models import (
    AgendaItem,
    AgendaSession,
    Approval,
    Ballot,
    BallotItem,
    Charge,
    Draw,
    Feature,
    Jury,
    Membership,
    Milestone,
    Proposal,
    Registrant,
    Reply,
    SeatOffer,
    Verdict,
)
from app.services.oversight import objections
from app.services.pool import feasibility, feasibility_answers
from app.services.pool.pools import sortition_pool
from app.services.pool.targets import sortition_quotas

Check = Callable[[Session, Jury], list[DomainError]]
CHARGE_FIELDS = ("question", "scope_in", "scope_out", "powers", "reply_promise")
FULL_JURY = 15


def latest_charge(session: Session, jury: Jury) -> Charge | None:
    return session.scalars(
        select(Charge).where(Charge.jury_id == jury.id).order_by(Charge.version.desc()).limit(1)).first()


def charge_is_complete(session: Session, jury: Jury) -> list[DomainError]:
    charge = latest_charge(session, jury)
    if charge is None:
        return [DomainError("charge_is_missing")]
    return [DomainError("charge_language_is_missing", field=field, language=language)
            for field in CHARGE_FIELDS for language in missing_languages(getattr(charge, field))]


def _decisions(session: Session, jury: Jury, role: Role) -> list[Approval]:
    """The last word of each member with `role` on the present version of the charge."""
    charge = latest_charge(session, jury)
    rows = session.scalars(select(Approval).join(Membership).where(
        Approval.jury_id == jury.id, Approval.charge_version == (charge.version if charge else 0),
        Membership.role == role, Membership.ended_at.is_(None)).order_by(Approval.id))
    return list({row.membership_id: row for row in rows}.values())


def _has_member(session: Session, jury: Jury, role: Role) -> bool:
    return session.scalar(select(Membership.id).where(
        Membership.jury_id == jury.id, Membership.role == role, Membership.ended_at.is_(None)).limit(1)) is not None


def charge_is_signed(session: Session, jury: Jury) -> list[DomainError]:
    if not _has_member(session, jury, Role.COMMISSIONER):
        return [DomainError("commissioner_is_missing")]
    signed = any(row.decision is Decision.SIGNED for row in _decisions(session, jury, Role.COMMISSIONER))
    return [] if signed else [DomainError("charge_is_not_signed")]


def charge_is_approved(session: Session, jury: Jury) -> list[DomainError]:
    if not _has_member(session, jury, Role.OVERSEER):
        return [DomainError("overseer_is_missing")]
    decisions = [row.decision for row in _decisions(session, jury, Role.OVERSEER)]
    if Decision.OBJECTED in decisions:
        return [DomainError("charge_has_objection")]
    return [] if Decision.APPROVED in decisions else [DomainError("charge_is_not_approved")]


def seats_are_set(_session: Session, jury: Jury) -> list[DomainError]:
    return [] if 3 <= jury.seats <= 500 else [DomainError("seats_out_of_range")]


def pool_has_people(session: Session, jury: Jury) -> list[DomainError]:
    people = session.scalar(select(func.count()).select_from(Registrant).where(
        Registrant.jury_id == jury.id, Registrant.excluded_at.is_(None))) or 0
    return [] if people > jury.seats else [DomainError("pool_is_too_small", people=people, seats=jury.seats)]


def targets_are_possible(session: Session, jury: Jury) -> list[DomainError]:
    """The sums fit the seats, every value of the pool has a target, and the pool holds at least one such jury."""
    if not session.scalar(select(Feature.id).where(Feature.jury_id == jury.id).limit(1)):
        return [DomainError("targets_are_missing")]
    quotas = sortition_quotas(session, jury)
    reasons = feasibility.sum_faults(quotas, jury.seats)
    if reasons or pool_has_people(session, jury):
        return reasons  # an empty pool has a reason of its own
    return feasibility.reasons_against(sortition_pool(session, jury), quotas, jury.seats)


def targets_were_possible(session: Session, jury: Jury) -> list[DomainError]:
    """As `targets_are_possible`, by the stored answer: quick enough for every opening of a page."""
    if not session.scalar(select(Feature.id).where(Feature.jury_id == jury.id).limit(1)):
        return [DomainError("targets_are_missing")]
    sums = feasibility.sum_faults(sortition_quotas(session, jury), jury.seats)
    seen = None if sums or pool_has_people(session, jury) else feasibility_answers.seen_answer(session, jury)
    if seen is None:
        return sums
    if seen.answer.outcome is feasibility.Outcome.INCOMPLETE:
        return list(seen.answer.reasons)
    is_impossible = seen.answer.outcome is feasibility.Outcome.IMPOSSIBLE
    return [DomainError("targets_are_impossible")] if is_impossible else []


def panel_is_drawn(session: Session, jury: Jury) -> list[DomainError]:
    drawn = session.scalar(select(Draw.id).where(Draw.jury_id == jury.id, Draw.state == DrawState.DRAWN))
    return [] if drawn else [DomainError("panel_is_not_drawn")]


def seats_needed(jury: Jury) -> int:
    """How many people must have confirmed before the jury begins."""
    return min(jury.seats, max(FULL_JURY, ceil(jury.seats * 3 / 4)))


def seats_are_confirmed(session: Session, jury: Jury) -> list[DomainError]:
    confirmed = session.scalar(select(func.count()).select_from(SeatOffer).join(
        Draw, Draw.id == SeatOffer.draw_id).where(
        SeatOffer.jury_id == jury.id, Draw.state == DrawState.DRAWN,
        SeatOffer.state == OfferState.CONFIRMED)) or 0
    needed = seats_needed(jury)
    return [] if confirmed >= needed else [DomainError("seats_are_not_confirmed", confirmed=confirmed, needed=needed)]


def agenda_is_ready(session: Session, jury: Jury) -> list[DomainError]:
    item = session.scalar(select(AgendaItem.id).join(AgendaSession).where(AgendaSession.jury_id == jury.id).limit(1))
    return [] if item else [DomainError("agenda_is_empty")]


def list_objections_are_answered(session: Session, jury: Jury) -> list[DomainError]:
    """An overseer's silence stops nothing; an objection to what is read or who is heard has to be answered first."""
    return objections.open_objections(session, jury)


def ballots_are_counted(session: Session, jury: Jury) -> list[DomainError]:
    ballots = list(session.scalars(select(Ballot).where(Ballot.jury_id == jury.id).order_by(Ballot.number)))
    if not any(ballot.state is BallotState.COUNTED for ballot in ballots):
        return [DomainError("nothing_was_voted")]
    return [DomainError("ballot_is_open", number=ballot.number)
            for ballot in ballots if ballot.state is BallotState.OPEN] + _unvoted_corrections(session, jury)


def _unvoted_corrections(session: Session, jury: Jury) -> list[DomainError]:
    """What was voted on and reopened to be corrected must be voted on anew: until then nobody knows what counts."""
    rows = session.scalars(select(Proposal).where(
        Proposal.jury_id == jury.id, Proposal.state == ProposalState.DRAFT, Proposal.id.in_(
            select(BallotItem.proposal_id).join(Ballot, Ballot.id == BallotItem.ballot_id).where(
                Ballot.state == BallotState.COUNTED))).order_by(Proposal.kind, Proposal.number))
    return [DomainError("correction_is_not_voted", number=row.number) for row in rows]


def verdict_is_complete(session: Session, jury: Jury) -> list[DomainError]:
    verdict = session.scalars(
        select(Verdict).where(Verdict.jury_id == jury.id).order_by(Verdict.version.desc()).limit(1)).first()
    if verdict is None:
        return [DomainError("verdict_is_missing")]
    fields = ["answer", "process_note", *(("case_for",) if not verdict.nobody_for else ()),
              *(("case_against",) if not verdict.nobody_against else ())]
    return [DomainError("verdict_language_is_missing", field=field, language=language)
            for field in fields for language in missing_languages(getattr(verdict, field))]


def verdict_is_frozen(session: Session, jury: Jury) -> list[DomainError]:
    """`verdicts.publish` freezes the text and moves the jury on in one go; a bare move would publish nothing."""
    frozen = session.scalar(select(Verdict.id).where(Verdict.jury_id == jury.id, Verdict.document.is_not(None)))
    return [] if frozen else [DomainError("verdict_is_not_frozen")]


def every_recommendation_is_answered(session: Session, jury: Jury) -> list[DomainError]:
    rows = session.scalars(select(Proposal).where(
        Proposal.jury_id == jury.id, Proposal.kind == ProposalKind.RECOMMENDATION,
        Proposal.state == ProposalState.ADOPTED,
        ~select(Reply.id).where(Reply.proposal_id == Proposal.id).exists()).order_by(Proposal.number))
    return [DomainError("recommendation_is_unanswered", number=row.number) for row in rows]


def milestones_are_reported(session: Session, jury: Jury) -> list[DomainError]:
    """Each promise is done or given up, or the organizers have ended the waiting for a report."""
    count = session.scalar(select(func.count()).select_from(Milestone).where(
        Milestone.jury_id == jury.id, Milestone.state == MilestoneState.PLANNED))
    return [DomainError("milestones_are_open", count=count)] if count else []


CHECKS: dict[str, Check] = {check.__name__: check for check in (
    charge_is_complete, charge_is_signed, charge_is_approved, seats_are_set, pool_has_people, targets_are_possible,
    panel_is_drawn, seats_are_confirmed, agenda_is_ready, list_objections_are_answered, ballots_are_counted,
    verdict_is_complete, verdict_is_frozen, every_recommendation_is_answered, milestones_are_reported)}
# For looking only: what takes seconds to ask is answered from the last time.
QUICK_CHECKS: dict[str, Check] = CHECKS | {"targets_are_possible": targets_were_possible}
