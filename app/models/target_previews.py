"""Previews of the chances that the targets give, computed before anything is committed."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class TargetPreview(Base):
    """One preview: what it was asked about, and for each objective the numbers of its lottery."""

    __tablename__ = "target_preview"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    objectives: Mapped[list[str]]
    seats: Mapped[int]
    panel_count: Mapped[int]
    quotas: Mapped[dict[str, Any]]  # feature → value → [minimum, maximum]
    sha256: Mapped[str | None] = mapped_column(String(64))  # of seats, pool and targets, as they were computed with
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
