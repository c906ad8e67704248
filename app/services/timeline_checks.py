"""What each step of the timeline still lacks: one function a step, cheap enough for every opening of the page."""
from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.lists import ListKind
from app.domain.phases import DrawState, ItemState
from app.domain.stages import Stage, has_reached
from app.domain.timelines import Step
from app.models import (
    AgendaItem,
    AgendaSession,
    Draw,
    Jury,
    LetterPlan,
    LetterWave,
    PoolFreeze,
    Registrant,
    RegistrationTerms,
)
from app.services import stage_checks
from app.services.oversight import reviews
from app.services.verdict import sign_offs, verdicts

Check = Callable[[Session, Jury], list[DomainError]]


def frame_is_set(_session: Session, jury: Jury) -> list[DomainError]:
    return [] if jury.starts_on else [DomainError("dates_are_missing")]


def letters_are_posted(session: Session, jury: Jury) -> list[DomainError]:
    posted = session.scalar(select(LetterWave.id).where(
        LetterWave.jury_id == jury.id, LetterWave.posted_at.is_not(None)).limit(1))
    return [] if posted else [DomainError("letters_are_not_posted")]


def registration_is_closed(session: Session, jury: Jury) -> list[DomainError]:
    """People are there, and nobody can register any more."""
    reasons = stage_checks.pool_has_people(session, jury)
    terms = session.get(RegistrationTerms, jury.id)
    if terms is not None and terms.is_open and jury.stage is Stage.RECRUITMENT:
        reasons.append(DomainError("registration_is_open"))
    return reasons


def pool_is_frozen(session: Session, jury: Jury) -> list[DomainError]:
    frozen = session.scalar(select(PoolFreeze.id).where(PoolFreeze.jury_id == jury.id).limit(1))
    return [] if frozen else [DomainError("pool_is_not_frozen")]


def list_is_committed(session: Session, jury: Jury) -> list[DomainError]:
    found = session.scalar(select(Draw.id).where(
        Draw.jury_id == jury.id, Draw.state.in_([DrawState.COMMITTED, DrawState.DRAWN])).limit(1))
    return [] if found else [DomainError("commitment_is_missing")]


def sessions_are_held(session: Session, jury: Jury) -> list[DomainError]:
    total, done = session.execute(select(func.count(), func.count().filter(AgendaItem.state == ItemState.DONE))
                                  .select_from(AgendaItem).join(AgendaSession)
                                  .where(AgendaSession.jury_id == jury.id)).one()
    return [] if total and total == done else [DomainError("items_are_not_held", done=done, total=total)]


def ballots_are_done(session: Session, jury: Jury) -> list[DomainError]:
    return stage_checks.ballots_are_counted(session, jury)


def briefing_is_approved(session: Session, jury: Jury) -> list[DomainError]:
    return reviews.faults_of(session, jury, ListKind.BRIEFING)


def witnesses_are_approved(session: Session, jury: Jury) -> list[DomainError]:
    return reviews.faults_of(session, jury, ListKind.WITNESSES)


def verdict_is_ready(session: Session, jury: Jury) -> list[DomainError]:
    """The text is complete, and the jurors have signed it off."""
    lacking = stage_checks.verdict_is_complete(session, jury)
    return lacking or sign_offs.faults(session, jury, verdicts.latest(session, jury))


def verdict_is_published(_session: Session, jury: Jury) -> list[DomainError]:
    return [] if has_reached(jury.stage, Stage.PUBLISHED) else [DomainError("verdict_is_not_published")]


def reply_is_given(session: Session, jury: Jury) -> list[DomainError]:
    if has_reached(jury.stage, Stage.RESPONDED):
        return []
    return stage_checks.every_recommendation_is_answered(session, jury) or [DomainError("reply_is_not_closed")]


def jury_is_closed(_session: Session, jury: Jury) -> list[DomainError]:
    return [] if jury.stage is Stage.CLOSED else [DomainError("follow_up_goes_on")]


CHECKS: dict[Step, Check] = {
    Step.FRAME: frame_is_set,
    Step.CHARGE_WRITTEN: stage_checks.charge_is_complete,
    Step.CHARGE_SIGNED: stage_checks.charge_is_signed,
    Step.CHARGE_APPROVED: stage_checks.charge_is_approved,
    Step.TARGETS: stage_checks.targets_were_possible,
    Step.LETTERS: letters_are_posted,
    Step.REGISTRATION: registration_is_closed,
    Step.POOL_FROZEN: pool_is_frozen,
    Step.COMMITMENT: list_is_committed,
    Step.CEREMONY: stage_checks.panel_is_drawn,
    Step.INVITATIONS: stage_checks.seats_are_confirmed,
    Step.AGENDA: stage_checks.agenda_is_ready,
    Step.BRIEFING: briefing_is_approved,
    Step.WITNESSES: witnesses_are_approved,
    Step.SESSIONS: sessions_are_held,
    Step.BALLOTS: ballots_are_done,
    Step.VERDICT_WRITTEN: verdict_is_ready,
    Step.PUBLICATION: verdict_is_published,
    Step.REPLY: reply_is_given,
    Step.FOLLOW_UP: jury_is_closed,
}
# What must be done first, within a stage.
NEEDS: dict[Step, tuple[Step, ...]] = {
    Step.CHARGE_SIGNED: (Step.CHARGE_WRITTEN,),
    Step.CHARGE_APPROVED: (Step.CHARGE_WRITTEN,),
    Step.COMMITMENT: (Step.POOL_FROZEN,),
    Step.CEREMONY: (Step.COMMITMENT,),
    Step.PUBLICATION: (Step.VERDICT_WRITTEN,),
}
# Lists still change after the jury has begun, and are then approved again.
STAYS_OPEN = frozenset({Step.BRIEFING, Step.WITNESSES})


def is_not_needed(session: Session, jury: Jury, step: Step) -> bool:
    """A jury whose pool came from a file sends no letters."""
    if step is not Step.LETTERS:
        return False
    if session.get(LetterPlan, jury.id) is not None:
        return False
    return session.scalar(select(Registrant.id).where(Registrant.jury_id == jury.id).limit(1)) is not None
