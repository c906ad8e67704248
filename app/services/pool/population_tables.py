"""Tables of the population for every jury: some come with the software, others are stored once by staff."""
from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, Forbidden, NotFound, refuse_if
from app.domain.roles import Actor
from app.models import PopulationTable
from app.services.pool.share_pastes import Cell, read_paste
from app.services.pool.value_names import FOLDER, known_names

# Files that come with the software, each with its source in its first lines.
FILES = ("country_sex", "country_area", "region_sex", "region_area")


@dataclass(frozen=True)
class PublicTable:
    """One table. Names are keys of `value_names` in ours (`is_ours`), words as typed in stored ones."""

    key: str
    place: str
    features: tuple[str, ...]
    cells: tuple[Cell, ...]
    source: str
    source_url: str
    as_of: str
    licence: str
    is_ours: bool

    def word(self, name: str, language: str) -> str:
        """A name of ours in a language; a typed one as it was typed."""
        return known_names()[name][language] if self.is_ours and name in known_names() else name

    def cells_in(self, language: str) -> list[Cell]:
        return [Cell(cell.row, tuple(self.word(name, language) for name in cell.names), cell.number)
                for cell in self.cells]


@dataclass(frozen=True)
class TableFrame:
    """What staff say about a table that they store."""

    place: str
    features: tuple[str, ...]
    source: str
    source_url: str
    as_of: str
    licence: str


@cache
def our_tables() -> tuple[PublicTable, ...]:
    """The tables of the files, and what they say about each single region."""
    found: list[PublicTable] = []
    for name in FILES:
        head, rows = _read(name)
        place_name, feature = head["features"].split(",")
        cells = [Cell(number, (row[place_name], value), Decimal(row[value])) for number, row in enumerate(rows, start=2)
                 for value in row if value != place_name]
        if place_name == "region":
            found.append(_table(f"{name}:regions", "kazakhstan", ("region",), _summed(cells), head))
            found.append(_table(name, "kazakhstan", ("region", feature), cells, head))
        places = list(dict.fromkeys(cell.names[0] for cell in cells))
        found += [_table(f"{name}:{place}", place, (feature,), [
            Cell(cell.row, cell.names[1:], cell.number) for cell in cells if cell.names[0] == place], head)
            for place in places]
    return tuple(found)


def _read(name: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    lines = (FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    head = [line[1:].split(":", 1) for line in lines if line.startswith("#")]
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {key.strip(): text.strip() for key, text in head}, rows


def _summed(cells: Sequence[Cell]) -> list[Cell]:
    sums: dict[str, Decimal] = {}
    for cell in cells:
        sums[cell.names[0]] = sums.get(cell.names[0], Decimal(0)) + cell.number
    return [Cell(row, (name,), number) for row, (name, number) in enumerate(sums.items(), start=2)]


def _table(key: str, place: str, features: tuple[str, ...], cells: Sequence[Cell], head: dict[str, str]) -> PublicTable:
    return PublicTable(key, place, features, tuple(cells), head["source"], head["url"], head["as_of"], head["licence"],
                       is_ours=True)


def all_tables(session: Session) -> list[PublicTable]:
    """Those that were stored here first, then ours."""
    rows = session.scalars(select(PopulationTable).order_by(PopulationTable.place, PopulationTable.id))
    return [*map(_stored, rows), *our_tables()]


def _stored(row: PopulationTable) -> PublicTable:
    cells = tuple(Cell(number, tuple(names), Decimal(text)) for number, (*names, text) in enumerate(row.cells, start=1))
    return PublicTable(f"stored:{row.id}", row.place, tuple(row.features), cells, row.source, row.source_url or "",
                       row.as_of, row.licence or "", is_ours=False)


def find_table(session: Session, key: str) -> PublicTable:
    """The table with this key. Raises `population_table_is_unknown`."""
    found = next((table for table in all_tables(session) if table.key == key), None)
    if found is None:
        raise NotFound("population_table_is_unknown")
    return found


def store_table(session: Session, frame: TableFrame, text: str, *, actor: Actor, now: datetime) -> PopulationTable:
    """Store a pasted table for every jury of this installation.

    Raises what `read_paste` finds, and `population_table_is_crossed` when it names another number of features.
    """
    if not actor.is_staff:
        raise Forbidden("role_is_missing")
    paste = read_paste(text)
    widths = {len(cell.names) for cell in paste.cells}
    refuse_if([DomainError("population_table_is_crossed", features=len(frame.features), found=max(widths))]
              if widths != {len(frame.features)} else [])
    row = PopulationTable(
        place=frame.place, features=list(frame.features), source=frame.source, source_url=frame.source_url or None,
        as_of=frame.as_of, licence=frame.licence or None, created_by_id=actor.person_id, created_at=now,
        cells=[[*cell.names, str(cell.number)] for cell in paste.cells])
    session.add(row)
    session.flush()
    return row


def remove_table(session: Session, table_id: int, *, actor: Actor) -> None:
    """Remove a stored table; juries that took its percentages keep them. Raises `population_table_is_unknown`."""
    if not actor.is_staff:
        raise Forbidden("role_is_missing")
    row = session.get(PopulationTable, table_id)
    if row is None:
        raise NotFound("population_table_is_unknown")
    session.delete(row)
    session.flush()
