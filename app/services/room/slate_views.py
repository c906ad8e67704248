"""The fair slates as readers see them: in order, what became of each question, and where the rule was not followed."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.phases import QuestionState
from app.models import Membership, QuestionSlate, Room, SlateLine
from app.services.room.question_slates import slates_of
from app.services.room.question_views import QuestionView, question_views


@dataclass(frozen=True)
class LineView:
    """A question of the slate. `newly`: jurors who had none in the slate before it, when it was drawn up."""

    question: QuestionView
    newly: int
    is_by_rule: bool
    is_in: bool
    reason: str | None

    @property
    def is_next(self) -> bool:
        return self.is_in and self.question.state is QuestionState.WAITING


@dataclass(frozen=True)
class SlateView:
    """`represented` of `voters` jurors have a question in it; `witness` is None for all experts together."""

    id: int
    witness_id: int | None
    witness: str | None
    size: int
    voters: int
    represented: int
    made_at: datetime
    lines: tuple[LineView, ...]

    @property
    def next_line(self) -> LineView | None:
        return next((line for line in self.lines if line.is_next), None)


def slate_views(session: Session, room: Room) -> list[SlateView]:
    """The slates in use. A question that was merged into another of the same slate is shown with that one."""
    slates = slates_of(session, room)
    ids = {line.question_id for slate in slates for line in slate.lines}
    questions = {view.id: view for view in question_views(session, room, ids)} if ids else {}
    names = dict(session.execute(select(Membership.id, Membership.alias).where(
        Membership.id.in_([slate.witness_id for slate in slates if slate.witness_id]))).all())
    return [_view(slate, names.get(slate.witness_id or 0), questions) for slate in slates]


def _view(slate: QuestionSlate, witness: str | None, questions: dict[int, QuestionView]) -> SlateView:
    lines = [_line(line, questions[line.question_id]) for line in slate.lines if line.question_id in questions]
    return SlateView(slate.id, slate.witness_id, witness, slate.size, slate.voters, slate.represented, slate.made_at,
                     tuple(line for line in lines if line.question.merged_into not in questions))


def _line(line: SlateLine, question: QuestionView) -> LineView:
    return LineView(question, line.newly, line.is_by_rule, line.is_in, line.reason)
