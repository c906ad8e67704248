"""Opinions: jurors write short statements and answer them alone; nobody sees another's answers."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.domain.writing import clean_text
from app.models import Jury, Membership, Opinion, OpinionAnswer, OpinionRound
from app.services import records
from app.services.room import voices

LONGEST = 240
MOST = 200  # for one jury: what a person can answer
MOST_EACH = 15


@dataclass(frozen=True)
class OwnAnswer:
    """A statement as one juror sees it: with the own answer, never with those of others."""

    opinion: Opinion
    value: int | None


def round_of(session: Session, jury: Jury) -> OpinionRound | None:
    return session.get(OpinionRound, jury.id)


def is_open(session: Session, jury: Jury) -> bool:
    found = round_of(session, jury)
    return found is not None and found.is_open and jury.stage is Stage.DELIBERATION


def switch(session: Session, jury: Jury, *, to_open: bool, actor: Actor, now: datetime) -> None:
    """Open or close the gathering of opinions. Raises `room_is_closed` outside the deliberation."""
    actor.require(Role.FACILITATOR)
    if jury.stage is not Stage.DELIBERATION:
        raise Conflict("room_is_closed")
    found = round_of(session, jury) or OpinionRound(jury_id=jury.id, is_open=False, maps_drawn=0)
    if found.is_open is not to_open:
        session.add(found)
        found.is_open = to_open
        records.add_entry(session, jury.id, "opinions_opened" if to_open else "opinions_closed", {}, now=now)
    session.flush()


def opinions_of(session: Session, jury: Jury, *, with_hidden: bool = False) -> Sequence[Opinion]:
    query = select(Opinion).where(Opinion.jury_id == jury.id).order_by(Opinion.number)
    return session.scalars(query if with_hidden else query.where(Opinion.hidden_reason.is_(None))).all()


def write_opinion(session: Session, jury: Jury, text: str, *, language: str, actor: Actor, now: datetime) -> Opinion:
    """Add a short statement; its author has agreed to nothing yet. Raises `opinion_is_empty`, `opinion_is_too_long`,
    `opinions_are_closed`, `opinion_is_known`, `opinions_are_many`.
    """
    membership_id = actor.require(Role.JUROR, Role.FACILITATOR)
    voices.require_voice(session, jury.id, actor=actor, now=now)
    _require_open(session, jury)
    body = " ".join(clean_text(text).split())
    if not body:
        raise DomainError("opinion_is_empty")
    if len(body) > LONGEST:
        raise DomainError("opinion_is_too_long", limit=LONGEST, length=len(body))
    known = opinions_of(session, jury, with_hidden=True)
    if any(opinion.body.casefold() == body.casefold() for opinion in known):
        raise Conflict("opinion_is_known")
    mine = sum(opinion.membership_id == membership_id for opinion in known)
    if len(known) >= MOST or mine >= MOST_EACH:
        raise DomainError("opinions_are_many", most=MOST, each=MOST_EACH)
    opinion = Opinion(jury_id=jury.id, number=len(known) + 1, membership_id=membership_id, body=body,
                      language=language, at=now)
    session.add(opinion)
    session.flush()
    return opinion


def answer_opinion(session: Session, jury: Jury, opinion_id: int, value: int, *, actor: Actor) -> None:
    """Agree (1), disagree (-1) or pass (0); a later answer replaces the earlier one. Nobody is told.

    Raises `opinion_is_unknown`, `opinions_are_closed`.
    """
    membership_id = actor.require(Role.JUROR)
    gathering = _require_open(session, jury)
    opinion = find_opinion(session, jury, opinion_id)
    if opinion.hidden_reason is not None or value not in (-1, 0, 1):
        raise NotFound("opinion_is_unknown")
    answer = session.get(OpinionAnswer, (opinion.id, membership_id))
    if answer is None:
        answer = OpinionAnswer(opinion_id=opinion.id, membership_id=membership_id, value=value, after_map=0)
        session.add(answer)
    elif answer.value == value:
        return
    answer.value, answer.after_map = value, gathering.maps_drawn
    session.flush()


def hide_opinion(session: Session, jury: Jury, opinion_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take a statement out of the round, with a reason that stands in its place. Raises `reason_is_missing`."""
    actor.require(Role.FACILITATOR)
    why = reason.strip()
    if not why:
        raise DomainError("reason_is_missing")
    opinion = find_opinion(session, jury, opinion_id)
    if opinion.hidden_reason is None:
        opinion.hidden_reason = why[:LONGEST]
        records.add_entry(session, jury.id, "opinion_hidden", {"number": opinion.number, "reason": why[:LONGEST]},
                          now=now)
    session.flush()


def find_opinion(session: Session, jury: Jury, opinion_id: int) -> Opinion:
    opinion = session.get(Opinion, opinion_id)
    if opinion is None or opinion.jury_id != jury.id:
        raise NotFound("opinion_is_unknown")
    return opinion


def own_answers(session: Session, jury: Jury, membership_id: int) -> list[OwnAnswer]:
    """Every open statement with this juror's answer. The unanswered come in an order of their own for each juror,
    so that the first statements do not get all the attention.
    """
    given: dict[int, int] = {row[0]: row[1] for row in session.execute(
        select(OpinionAnswer.opinion_id, OpinionAnswer.value).join(Opinion).where(
            Opinion.jury_id == jury.id, OpinionAnswer.membership_id == membership_id))}
    found = [OwnAnswer(opinion, given.get(opinion.id)) for opinion in opinions_of(session, jury)]
    return sorted(found, key=lambda own: (own.value is not None, own.opinion.number * 7919 * (membership_id + 1) % 7907,
                                          own.opinion.number))


def turnout(session: Session, jury: Jury) -> tuple[int, int]:
    """How many jurors have answered anything, and how many jurors there are."""
    answered = session.scalar(select(func.count(func.distinct(OpinionAnswer.membership_id))).join(Opinion).where(
        Opinion.jury_id == jury.id)) or 0
    jurors = session.scalar(select(func.count()).select_from(Membership).where(
        Membership.jury_id == jury.id, Membership.role == Role.JUROR, Membership.ended_at.is_(None))) or 0
    return answered, jurors


def _require_open(session: Session, jury: Jury) -> OpinionRound:
    found = round_of(session, jury)
    if found is None or not is_open(session, jury):
        raise Conflict("opinions_are_closed")
    return found
