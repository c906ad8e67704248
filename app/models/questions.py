"""Questions to the experts, who supports them, and whether they were answered."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.phases import AnswerMark, QuestionState
from app.models.base import Base
from app.models.memberships import Membership


class Question(Base):
    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[QuestionState] = mapped_column(default=QuestionState.WAITING)
    mark: Mapped[AnswerMark | None]
    answer: Mapped[str | None]
    answer_language: Mapped[str | None] = mapped_column(String(2))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None]  # by the facilitator; the act itself is a ModerationAction
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)  # asks the same
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))  # asked because that one was not answered

    membership: Mapped[Membership] = relationship(foreign_keys=[membership_id], lazy="joined", innerjoin=True)
    witness: Mapped[Membership | None] = relationship(foreign_keys=[witness_id], lazy="joined")
    supports: Mapped[list[QuestionSupport]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def shown_body(self) -> str:
        """The words as readers see them: none while they are hidden."""
        return "" if self.hidden_reason else self.body


class QuestionSupport(Base):
    __tablename__ = "question_support"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)


class QuestionAnswer(Base):
    """What another expert answers beside the first: experts who disagree do not overwrite each other."""

    __tablename__ = "question_answer"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime]


class QuestionMerge(Base):
    """One line of the log of merges: which question went into which, by whom, and whether that was undone."""

    __tablename__ = "question_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    into_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
