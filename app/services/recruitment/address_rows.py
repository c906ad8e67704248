"""From the rows of a file to addresses, with every problem on the way: row, column, cell."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.errors import DomainError
from app.domain.letters import AddressUse
from app.services.pool.pool_rows import Problem
from app.services.pool.table_reading.encodings import CERTAIN
from app.services.pool.table_reading.tables import Table
from app.services.recruitment.address_columns import AddressColumns
from sortition.spelling import fold

LONGEST_ID = 80
LONGEST_AREA = 120
MOST_AREAS = 200
_LOST = re.compile("\ufffd|(?<=[^\\W\\d_])\\?(?=[^\\W\\d_])")  # a question mark inside a word was a letter once
_NOTES_THAT_BLOCK = {"row_has_more_cells", "cell_is_too_long"}


@dataclass
class AddressRow:
    """One address as the file has it; `contact` is what is sealed."""

    number: int
    external_id: str | None
    area: str
    contact: dict[str, str]

    @property
    def normal(self) -> str:
        """The form in which addresses are compared.

        >>> AddressRow(2, None, "", {"street": "ул. Абая, 5, 12", "town": "Алматы"}).normal
        'алматы ул абая 5 12'
        """
        text = f"{self.contact.get('town', '')} {self.contact['street']}"
        return " ".join(re.findall(r"\w+", fold(text).replace("ё", "е")))


@dataclass
class AddressReading:
    """The addresses of a file and its problems; `left_out` rows had faults, `doubles` stood there already."""

    rows: list[AddressRow]
    problems: list[Problem]
    left_out: int = 0
    doubles: int = 0
    areas: dict[str, int] = field(default_factory=dict)

    @property
    def blocking(self) -> int:
        return sum(problem.is_blocking for problem in self.problems)


def read_addresses(table: Table, columns: AddressColumns, areas: Sequence[str] = ()) -> AddressReading:
    """Read all rows and find all problems, those that block first, in the order of the file.

    `areas` are those known already: they keep their spelling.
    """
    reader = _Reader(table, columns, areas)
    reader.read()
    faulty = {problem.row for problem in reader.problems if problem.is_blocking and problem.row is not None}
    reading = AddressReading(reader.rows, reader.problems, doubles=reader.doubles)
    if columns.skip_faulty:
        reading.rows = [row for row in reader.rows if row.number not in faulty]
        reading.left_out = len(reader.rows) - len(reading.rows)
        reading.problems = [Problem(p.error, p.is_blocking and p.row is None, p.row, p.column, p.value)
                            for p in reader.problems]
    for row in reading.rows:
        reading.areas[row.area] = reading.areas.get(row.area, 0) + 1
    reading.problems.sort(key=lambda problem: (not problem.is_blocking, problem.row or 0))
    return reading


class _Reader:
    """Goes through the rows once; a class because areas, ids and addresses already met are its state."""

    def __init__(self, table: Table, columns: AddressColumns, areas: Sequence[str]) -> None:
        self.table, self.columns = table, columns
        self.rows: list[AddressRow] = []
        self.problems: list[Problem] = []
        self.doubles = 0
        self._ids: dict[str, int] = {}
        self._met: dict[str, int] = {}
        self._areas = {fold(area): area for area in areas}  # folded → as first spelt

    def read(self) -> None:
        self._take_notes()
        for number, cells in zip(self.table.numbers, self.table.rows, strict=True):
            self._row(number, cells)
        if len(self._areas) > MOST_AREAS:
            self._add("areas_are_too_many", blocks=True, place=self.columns.place(AddressUse.AREA),
                      count=len(self._areas), limit=MOST_AREAS)

    def _take_notes(self) -> None:
        for note in self.table.notes:
            params = {key: value for key, value in note.items() if key != "code"}
            self.problems.append(Problem(DomainError(note["code"], **params), note["code"] in _NOTES_THAT_BLOCK,
                                         note.get("row"), note.get("column"), str(note.get("value", ""))))
        if self.table.encoding == "cp1251":
            self._add("encoding_has_no_kazakh")
        elif self.table.encoding not in CERTAIN:
            self._add("encoding_is_guessed", encoding=self.table.encoding)

    def _add(self, code: str, *, blocks: bool = False, row: int | None = None, place: int | None = None,
             value: str = "", **params: object) -> None:
        column = None if place is None else self.table.header[place]
        error = DomainError(code, row=row, column=column, value=value, **params)
        self.problems.append(Problem(error, blocks, row, column, value))

    def _row(self, number: int, cells: list[str]) -> None:
        for place, cell in enumerate(cells):
            if self.columns.uses[place] is not AddressUse.NOTHING and _LOST.search(cell):
                self._add("letters_are_lost", row=number, place=place, value=cell)
        contact = {use.value: self._joined(use, cells) for use in (
            AddressUse.STREET, AddressUse.TOWN, AddressUse.POSTCODE, AddressUse.RECIPIENT)}
        row = AddressRow(number, self._id(number, cells), self._area(number, cells),
                         {part: text for part, text in contact.items() if text or part == "street"})
        if not contact["street"]:
            self._add("address_is_blank", blocks=True, row=number, place=self.columns.place(AddressUse.STREET))
        elif self._met.setdefault(row.normal, number) != number:
            self.doubles += 1
            self._add("address_is_twice", row=number, value=contact["street"], first_row=self._met[row.normal])
            return
        self.rows.append(row)

    def _joined(self, use: AddressUse, cells: list[str]) -> str:
        joint = " " if use is AddressUse.RECIPIENT else ", "
        return joint.join(cells[place] for place in self.columns.places(use) if cells[place])

    def _id(self, number: int, cells: list[str]) -> str | None:
        place = self.columns.place(AddressUse.ID)
        if place is None:
            return None
        cell = cells[place]
        if not cell:
            self._add("address_id_is_missing", blocks=True, row=number, place=place)
        elif len(cell) > LONGEST_ID:
            self._add("id_is_too_long", blocks=True, row=number, place=place, value=cell, limit=LONGEST_ID)
        elif self._ids.setdefault(cell, number) != number:
            self._add("address_id_is_twice", blocks=True, row=number, place=place, value=cell,
                      first_row=self._ids[cell])
        return cell

    def _area(self, number: int, cells: list[str]) -> str:
        place = self.columns.place(AddressUse.AREA)
        if place is None:
            return ""
        cell = cells[place].lstrip("=+-@' ")  # the list is published as a table, where these begin a formula
        if not cell:
            self._add("area_is_blank", blocks=True, row=number, place=place)
        elif len(cell) > LONGEST_AREA:
            self._add("cell_is_too_long", blocks=True, row=number, place=place, length=len(cell), limit=LONGEST_AREA)
        return self._areas.setdefault(fold(cell), cell)
