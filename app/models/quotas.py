"""Features of the population, their values, and how many seats each value must and may have."""
from __future__ import annotations

from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base


class Feature(Base):
    __tablename__ = "feature"
    __table_args__ = (UniqueConstraint("jury_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]  # as in the pool file
    label: Mapped[dict[str, str]] = mapped_column(default=dict)  # language → words for readers; blank = name
    position: Mapped[int]
    crosses: Mapped[list[str] | None] = mapped_column(JSON)  # the two features that this one crosses; None: of the file
    tolerance: Mapped[int | None]  # seats more or fewer than the share; None: as for all features
    source: Mapped[str | None]  # where the percentages come from, in words

    values: Mapped[list[FeatureValue]] = relationship(
        back_populates="feature", order_by="FeatureValue.position", cascade="all, delete-orphan", lazy="selectin")


class FeatureValue(Base):
    __tablename__ = "feature_value"
    __table_args__ = (
        UniqueConstraint("feature_id", "name"),
        CheckConstraint("minimum >= 0 AND minimum <= maximum", name="minimum_below_maximum"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    feature_id: Mapped[int] = mapped_column(ForeignKey("feature.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    label: Mapped[dict[str, str]] = mapped_column(default=dict)
    position: Mapped[int]
    share_percent: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))  # of the population
    minimum: Mapped[int]
    maximum: Mapped[int]

    feature: Mapped[Feature] = relationship(back_populates="values")
