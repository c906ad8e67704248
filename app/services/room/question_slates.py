"""The fair slate: which questions are put first, by rule; where the facilitator deviates, the reason is public."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.fair_slates import SlateStep, fair_slate
from app.domain.phases import QuestionState
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.models import Question, QuestionSlate, Room, SlateLine
from app.services import records
from app.services.room import rooms
from app.services.room.question_groups import find_root, groups_of, require_expert, supporters_of
from app.services.room.statements import checked_reason

MOST_QUESTIONS = 20
USUAL_SIZE = 5


@dataclass(frozen=True)
class Proposal:
    """What the rule would choose now. `voters`: jurors to whom any of the open questions matters."""

    steps: tuple[SlateStep, ...]
    voters: int
    represented: int


def propose_slate(session: Session, room: Room, witness_id: int | None, size: int) -> Proposal:
    """Apply the rule to the questions that wait: those to one expert and to all, or (None) all of them.

    Raises `slate_size_out_of_range`.
    """
    if not 1 <= size <= MOST_QUESTIONS:
        raise DomainError("slate_size_out_of_range", most=MOST_QUESTIONS)
    backers = supporters_of(session, _waiting(session, room, witness_id), groups_of(session, room))
    steps = fair_slate(backers, size)
    chosen = {step.question for step in steps}
    return Proposal(tuple(steps), len(_union(backers.values())),
                    len(_union(found for question, found in backers.items() if question in chosen)))


def make_slate(session: Session, room: Room, witness_id: int | None, size: int, *, actor: Actor, now: datetime,
               command_id: str | None = None) -> rooms.LoggedEvent:
    """Fix the slate as the rule gives it now; it takes the place of an earlier one for this expert.

    Raises `slate_would_be_empty`, `slate_size_out_of_range`.
    """
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    require_expert(session, room, witness_id)
    turn = rooms.take_open_turn(session, room)
    found = propose_slate(session, room, witness_id, size)
    if not found.steps:
        raise Conflict("slate_would_be_empty")
    lines = [SlateLine(question_id=step.question, position=place, support=step.support, newly=step.newly)
             for place, step in enumerate(found.steps, start=1)]
    slate = QuestionSlate(room_id=room.id, witness_id=witness_id, size=size, voters=found.voters, lines=lines,
                          represented=found.represented, made_by_id=rooms.require_member(actor), made_at=now)
    session.add(slate)
    session.flush()
    records.add_entry(session, room.jury_id, "slate_made", now=now, data={
        "slate": slate.id, "size": size, "questions": [step.question for step in found.steps],
        "voters": found.voters, "represented": found.represented})
    return _changed(session, room, turn, slate.id, actor=actor, now=now, command_id=command_id)


def leave_out(session: Session, room: Room, question_id: int, reason: str, *, actor: Actor, now: datetime,
              slate_id: int, command_id: str | None = None) -> rooms.LoggedEvent:
    """Take a question out of a slate, with a public reason. Raises `question_is_not_in_slate`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    why = checked_reason(reason)
    turn = rooms.take_open_turn(session, room)
    left = session.execute(update(SlateLine).where(
        SlateLine.slate_id == find_slate(session, room, slate_id).id, SlateLine.question_id == question_id,
        SlateLine.is_in.is_(True)).values(is_in=False, reason=why, changed_at=now))
    if left.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("question_is_not_in_slate")
    records.add_entry(session, room.jury_id, "slate_question_left_out",
                      {"slate": slate_id, "question": question_id, "reason": why}, now=now)
    return _changed(session, room, turn, slate_id, actor=actor, now=now, command_id=command_id)


def put_in(session: Session, room: Room, question_id: int, reason: str, *, actor: Actor, now: datetime,
           slate_id: int, command_id: str | None = None) -> rooms.LoggedEvent:
    """Put a question at the end of a slate, with a public reason. Raises `question_is_in_slate`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    why = checked_reason(reason)
    turn = rooms.take_open_turn(session, room)
    slate, question = find_slate(session, room, slate_id), find_root(session, room, question_id)
    line = next((found for found in slate.lines if found.question_id == question.id), None)
    if line is not None and line.is_in:
        raise Conflict("question_is_in_slate")
    if line is None:
        backers = supporters_of(session, [question.id], groups_of(session, room))[question.id]
        line = SlateLine(question_id=question.id, support=len(backers), newly=0, is_by_rule=False,
                         position=max((found.position for found in slate.lines), default=0) + 1)
        slate.lines.append(line)
    line.is_in, line.reason, line.changed_at = True, why, now
    session.flush()
    records.add_entry(session, room.jury_id, "slate_question_put_in",
                      {"slate": slate.id, "question": question.id, "reason": why}, now=now)
    return _changed(session, room, turn, slate.id, actor=actor, now=now, command_id=command_id)


def slates_of(session: Session, room: Room) -> list[QuestionSlate]:
    """The slates in use: the latest for each expert, and for all together."""
    found: dict[int | None, QuestionSlate] = {}
    for slate in session.scalars(select(QuestionSlate).where(
            QuestionSlate.room_id == room.id).order_by(QuestionSlate.id)):
        found[slate.witness_id] = slate
    return list(found.values())


def find_slate(session: Session, room: Room, slate_id: int) -> QuestionSlate:
    """A slate that is in use. Raises `slate_is_gone` also for one that a newer one has replaced."""
    found = next((slate for slate in slates_of(session, room) if slate.id == slate_id), None)
    if found is None:
        raise Conflict("slate_is_gone")
    return found


def note_deviation(session: Session, room: Room, question: Question, reason: str | None, *, now: datetime) -> None:
    """A question is put that no slate in use holds: that needs a public reason. Without a slate everything is free.

    A slate binds for its own expert; the one for all experts together binds where the expert has none.
    """
    slates = {slate.witness_id: slate for slate in slates_of(session, room)}
    bound = [slates[key] for key in (question.witness_id, None) if key in slates]
    bound = bound or (list(slates.values()) if question.witness_id is None else [])
    open_lines = [line for slate in bound for line in slate.lines if line.is_in]
    if not _still_to_ask(session, open_lines) or any(line.question_id == question.id for line in open_lines):
        return
    records.add_entry(session, room.jury_id, "question_asked_beside_slate",
                      {"question": question.id, "reason": checked_reason(reason)}, now=now)


def _still_to_ask(session: Session, lines: list[SlateLine]) -> bool:
    """Once every question of the slate has been put, what comes next is free."""
    return session.scalar(select(Question.id).where(
        Question.id.in_([line.question_id for line in lines]), Question.state == QuestionState.WAITING,
    ).limit(1)) is not None


def _waiting(session: Session, room: Room, witness_id: int | None) -> list[int]:
    query = select(Question.id).where(
        Question.room_id == room.id, Question.state == QuestionState.WAITING, Question.merged_into_id.is_(None))
    if witness_id is not None:
        query = query.where(Question.witness_id.is_(None) | (Question.witness_id == witness_id))
    return list(session.scalars(query.order_by(Question.id)))


def _union(groups: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*groups)


def _changed(session: Session, room: Room, turn: rooms.Turn, slate_id: int, *, actor: Actor, now: datetime,
             command_id: str | None) -> rooms.LoggedEvent:
    return rooms.write_event(session, room, turn, RoomEventKind.SLATE_CHANGED, actor=actor, now=now,
                             data={"slate": slate_id}, command_id=command_id)
