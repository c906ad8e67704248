"""What came back: letters, registrations, refusals and returned letters by area."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Address, Jury


@dataclass(frozen=True)
class AreaResponse:
    """One area, or the whole with a blank name."""

    area: str
    drawn: int
    sent: int
    answered: int
    declined: int
    returned: int
    expected: float = 0.0  # the share that the plan counts on

    @property
    def rate(self) -> float:
        """The share of posted letters by which somebody registered."""
        return self.answered / self.sent if self.sent else 0.0


def responses_by_area(session: Session, jury: Jury, expected: dict[str, float], usual: float) -> list[AreaResponse]:
    """Areas with drawn addresses, by name; `expected` shares of areas, `usual` that of all others."""
    rows = session.execute(select(
        Address.area, func.count(), func.count(Address.sent_at), func.count(Address.answered_at),
        func.count(Address.declined_at), func.count(Address.returned_at)).where(
        Address.jury_id == jury.id, Address.letter_draw_id.is_not(None)).group_by(Address.area).order_by(Address.area))
    return [AreaResponse(*row, expected.get(row[0], usual)) for row in rows]


def in_all(areas: list[AreaResponse]) -> AreaResponse:
    """The sum of all areas."""
    return AreaResponse("", *(sum(getattr(area, name) for area in areas)
                              for name in ("drawn", "sent", "answered", "declined", "returned")))
