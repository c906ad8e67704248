"""What the interface tells beside the files: the draws of a jury, in columns like theirs."""
from __future__ import annotations

from app.domain.phases import DrawState
from app.models import Draw
from app.services.draw import draws
from app.services.open_data.columns import JURY, Column, Kind, Table, Unit, _l
from app.services.open_data.publications import Publication, Row

DRAWS = Table(
    "draws", _l("Draws"), _l("Every draw whose list of panels was published, with what is needed to check it."),
    (JURY,
     Column("number", Kind.INTEGER, _l("Number of the draw."), is_required=True),
     Column("state", Kind.CODE, _l("Where the draw stands."), is_required=True,
            values=(DrawState.COMMITTED.value, DrawState.DRAWN.value, DrawState.VOID.value)),
     Column("reason", Kind.TEXT, _l("Why it was drawn again.")),
     Column("seats", Kind.INTEGER, _l("Seats of the jury."), Unit.JURORS, is_required=True),
     Column("objective", Kind.TEXT, _l("By which rule the chances were made as equal as possible."), is_required=True),
     Column("panel_count", Kind.INTEGER, _l("Panels on the published list."), is_required=True),
     Column("panel_number", Kind.INTEGER, _l("The panel that was drawn.")),
     Column("commitment_sha256", Kind.SHA256, _l("SHA-256 of the list, published before the dice."), is_required=True),
     Column("dice", Kind.TEXT, _l("The number thrown in public.")),
     Column("committed_at", Kind.DATETIME, _l("When the list was published.")),
     Column("drawn_at", Kind.DATETIME, _l("When the panel was drawn.")),
     Column("commitment", Kind.ADDRESS, _l("The published list."), is_required=True),
     Column("result", Kind.ADDRESS, _l("The published result."))),
    key=("number",), since=None)


def draw_rows(found: Publication) -> list[Row]:
    rows = [draw for draw in draws.draws_of(found.session, found.jury) if draws.is_public(draw)]
    return [_row(found, draw) for draw in sorted(rows, key=lambda draw: draw.number)]


def _row(found: Publication, draw: Draw) -> Row:
    place = found.address(f"draw/{draw.number}/")
    return {"jury": found.jury.slug, "number": draw.number, "state": draw.state.value, "reason": draw.reason,
            "seats": draw.seats, "objective": draw.objective, "panel_count": draw.panel_count,
            "panel_number": draw.panel_number, "commitment_sha256": draw.commitment_hash,
            "dice": draw.dice if draw.dice_published_at else None,
            "committed_at": draw.committed_at.isoformat() if draw.committed_at else None,
            "drawn_at": draw.drawn_at.isoformat() if draw.drawn_at else None, "commitment": f"{place}commitment.json",
            "result": f"{place}result.json" if draw.drawn_at else None}
