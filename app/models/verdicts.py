"""The verdict: written by the jury, frozen byte for byte at publishing; later versions never hide earlier ones."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Verdict(Base):
    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("jury_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    answer: Mapped[dict[str, str]]  # the answer in at most 60 words
    process_note: Mapped[dict[str, str]]
    # The best case for the answer and against it; or the writer says that nobody in the jury held this position.
    case_for: Mapped[dict[str, str]] = mapped_column(default=dict, server_default=text("'{}'"))
    case_against: Mapped[dict[str, str]] = mapped_column(default=dict, server_default=text("'{}'"))
    nobody_for: Mapped[bool] = mapped_column(default=False, server_default=false())
    nobody_against: Mapped[bool] = mapped_column(default=False, server_default=false())
    waiver_reason: Mapped[str | None]  # why it is published without the jurors' sign-off; public
    reason: Mapped[str | None]  # why there is a new version
    document: Mapped[str | None]  # canonical JSON, set at publishing
    sha256: Mapped[str | None] = mapped_column(String(64))
    written_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
