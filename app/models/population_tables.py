"""Tables of the population that are stored once and used by every jury of the installation."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class PopulationTable(Base):
    """A published statistic with its source: `cells` are lists [value of each feature…, number as text]."""

    __tablename__ = "population_table"

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(120))
    features: Mapped[list[str]]  # one or two: a crossed table has both
    cells: Mapped[list[Any]]
    source: Mapped[str]
    source_url: Mapped[str | None]
    as_of: Mapped[str] = mapped_column(String(40))
    licence: Mapped[str | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
