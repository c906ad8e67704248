"""What the public sends: questions for a future jury, statements to a running one, appeals; and who can help."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.moderation import AppealState
from app.domain.suggestions import STATEMENT_DAYS, Outcome, Refusal
from app.models.base import Base
from app.models.documents import Document
from app.models.juries import Jury


class AdviceBody(Base):
    """Somebody who can help where no jury can: an office, a hot line, a legal aid centre. Kept by staff."""

    __tablename__ = "advice_body"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[dict[str, str]]
    about: Mapped[dict[str, str]]  # with what it helps
    address: Mapped[dict[str, str]]
    phone: Mapped[str] = mapped_column(String(60), default="")
    web: Mapped[str] = mapped_column(String(200), default="")
    added_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # no longer offered; old answers still name it


class Submission(Base):
    """A question for a future jury (`jury_id` is None), or a statement to a jury; with what became of it."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("jury_id", "number"),
        Index("uq_submission_question_number", "number", unique=True, sqlite_where=text("jury_id IS NULL"),
              postgresql_where=text("jury_id IS NULL")),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answers_have_a_time"),
        CheckConstraint("refusal IS NULL OR outcome = 'not_published'", name="refusals_are_not_published"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int | None] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"))
    number: Mapped[int]  # 1, 2, …: its public name
    body: Mapped[str]  # blank once erased
    language: Mapped[str] = mapped_column(String(2))
    place: Mapped[str] = mapped_column(String(120), default="")  # which town or district a question is about
    body_mark: Mapped[str] = mapped_column(String(64), index=True)  # hash of the folded words: finds repetitions
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # for the answer; erased with it
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime]
    answer_by: Mapped[date]
    outcome: Mapped[Outcome | None] = mapped_column(index=True)
    refusal: Mapped[Refusal | None]
    words: Mapped[dict[str, str]] = mapped_column(default=dict)  # the answer, public
    evidence_number: Mapped[int | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"))
    into_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id", ondelete="SET NULL"))
    advice_body_id: Mapped[int | None] = mapped_column(ForeignKey("advice_body.id", ondelete="SET NULL"))
    became_id: Mapped[int | None] = mapped_column(ForeignKey("jury.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    erased_at: Mapped[datetime | None]  # the words are gone, the number and the reason stay

    document: Mapped[Document | None] = relationship(lazy="joined")
    into: Mapped[Submission | None] = relationship(remote_side="Submission.id")
    advice_body: Mapped[AdviceBody | None] = relationship(lazy="joined")
    became: Mapped[Jury | None] = relationship(lazy="joined", foreign_keys=[became_id])
    appeal: Mapped[SubmissionAppeal | None] = relationship(back_populates="submission", lazy="joined")


class SubmissionAppeal(Base):
    """The author of a statement asks the overseers to look at what became of it; once."""

    __tablename__ = "submission_appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), unique=True)
    against: Mapped[Outcome]
    words: Mapped[str]  # for the overseers; blank once the statement's words are erased
    at: Mapped[datetime]
    state: Mapped[AppealState] = mapped_column(default=AppealState.WAITING)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]

    submission: Mapped[Submission] = relationship(back_populates="appeal")


class StatementTerms(Base):
    """Until when the public may send statements to a jury; no row: until its last day."""

    __tablename__ = "statement_terms"
    __table_args__ = (CheckConstraint("working_days BETWEEN 1 AND 30", name="working_days_in_range"),)

    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=True)
    closes_on: Mapped[date | None]  # the last day, at the jury's place; None: its last day
    working_days: Mapped[int] = mapped_column(default=STATEMENT_DAYS)  # until an answer is promised
    changed_at: Mapped[datetime]
