"""From the rows of a file to people, with every problem on the way: row, column, cell."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.errors import DomainError
from app.domain.pool_columns import ColumnUse
from app.services.pool.contacts import household_text, is_email, language_of, normal_phone
from app.services.pool.pool_columns import Columns
from app.services.pool.spoilt_ranges import spoilt_values
from app.services.pool.table_reading.encodings import CERTAIN
from app.services.pool.table_reading.tables import Table
from sortition.spelling import fold

LONGEST_ID = 80
MOST_VALUES = 100
_LOST = re.compile("\ufffd|(?<=[^\\W\\d_])\\?(?=[^\\W\\d_])")  # a question mark inside a word was a letter once
_NOTES_THAT_BLOCK = {"row_has_more_cells", "cell_is_too_long"}


@dataclass(frozen=True)
class Problem:
    """`error` says what is wrong and what to do; `row` and `column` say where, as the spreadsheet shows them."""

    error: DomainError
    is_blocking: bool
    row: int | None = None
    column: str | None = None
    value: str = ""


@dataclass
class Row:
    """One person as the file has them. Contact parts are None when the file has no such column."""

    number: int
    external_id: str | None
    features: dict[str, str]
    contact: dict[str, list[str] | str]
    household: str | None
    language: str | None


@dataclass(frozen=True)
class Known:
    """What is there already: features and values (folded → as spelt), and values that targets allow."""

    features: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)  # feature as spelt → folded value → as spelt
    targets: dict[str, dict[str, str]] = field(default_factory=dict)  # the same, of the saved targets only


@dataclass
class Reading:
    """The people of a file and its problems; `left_out` rows had faults and were asked to be skipped."""

    rows: list[Row]
    problems: list[Problem]
    left_out: int = 0
    features: list[str] = field(default_factory=list)

    @property
    def blocking(self) -> int:
        return sum(problem.is_blocking for problem in self.problems)


def read_rows(table: Table, columns: Columns, known: Known) -> Reading:
    """Read all rows and find all problems, those that block first, in the order of the file."""
    reader = _Reader(table, columns, known)
    reader.read()
    faulty = {problem.row for problem in reader.problems if problem.is_blocking and problem.row is not None}
    reading = Reading(reader.rows, reader.problems, features=list(reader.features.values()))
    if columns.skip_faulty:
        reading.rows = [row for row in reader.rows if row.number not in faulty]
        reading.left_out = len(reader.rows) - len(reading.rows)
        reading.problems = [Problem(p.error, p.is_blocking and p.row is None, p.row, p.column, p.value)
                            for p in reader.problems]
    reading.problems.sort(key=lambda problem: (not problem.is_blocking, problem.row or 0))
    return reading


class _Reader:
    """Goes through the rows once; a class because spellings, ids and contacts already met are its state."""

    def __init__(self, table: Table, columns: Columns, known: Known) -> None:
        self.table, self.columns, self.known = table, columns, known
        self.problems: list[Problem] = []
        self.rows: list[Row] = []
        self.features = {place: known.features.get(fold(table.header[place]), table.header[place])
                         for place in columns.places(ColumnUse.FEATURE)}
        self._spelt = {name: dict(known.values.get(name, {})) for name in self.features.values()}
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in self.features.values()}
        self._spoilt = {place: spoilt_values(table.header[place], (row[place] for row in table.rows),
                                             known.values.get(name, {}).values())
                        for place, name in self.features.items()}
        self._ids: dict[str, int] = {}
        self._emails: dict[str, int] = {}
        self._people: dict[tuple[str, str], int] = {}

    def read(self) -> None:
        self._take_notes()
        for number, cells in zip(self.table.numbers, self.table.rows, strict=True):
            self.rows.append(self._row(number, cells))
        self._look_at_features()

    def _add(self, code: str, *, blocks: bool = False, row: int | None = None, place: int | None = None,
             value: str = "", **params: object) -> None:
        column = None if place is None else self.table.header[place]
        error = DomainError(code, column=column, value=value, **params)
        self.problems.append(Problem(error, blocks, row, column, value))

    def _take_notes(self) -> None:
        for note in self.table.notes:
            params = {name: value for name, value in note.items() if name != "code"}
            self.problems.append(Problem(DomainError(note["code"], **params), note["code"] in _NOTES_THAT_BLOCK,
                                         note.get("row"), note.get("column"), str(note.get("value", ""))))
        if self.table.encoding == "cp1251":
            self._add("encoding_has_no_kazakh", encoding=self.table.encoding)
        elif self.table.encoding not in CERTAIN:
            self._add("encoding_is_guessed", encoding=self.table.encoding)

    def _row(self, number: int, cells: list[str]) -> Row:
        for place, cell in enumerate(cells):
            if self.columns.uses[place] is not ColumnUse.NOTHING and _LOST.search(cell):
                self._add("letters_are_lost", row=number, place=place, value=cell)
        row = Row(number, self._id(number, cells), dict(self._values(number, cells)), {}, None, None)
        self._read_contact(row, cells)
        self._read_language(row, cells)
        return row

    def _id(self, number: int, cells: list[str]) -> str | None:
        place = self.columns.place(ColumnUse.ID)
        if place is None:
            return None
        cell = cells[place]
        if not cell:
            self._add("id_is_missing", blocks=True, row=number, place=place)
        elif len(cell) > LONGEST_ID:
            self._add("id_is_too_long", blocks=True, row=number, place=place, value=cell, limit=LONGEST_ID)
        elif self._ids.setdefault(cell, number) != number:
            self._add("id_is_twice", blocks=True, row=number, place=place, value=cell, first_row=self._ids[cell])
        return cell

    def _values(self, number: int, cells: list[str]) -> Iterator[tuple[str, str]]:
        for place, name in self.features.items():
            cell = cells[place]
            if not cell:
                self._add("feature_is_blank", blocks=True, row=number, place=place)
                continue
            cell = self._mended(cell, number, place)
            targets = self.known.targets.get(name)
            if targets and fold(cell) not in targets:
                self._add("value_is_unknown", blocks=True, row=number, place=place, value=cell,
                          known=", ".join(targets.values()))
                continue
            yield name, self._spell(name, cell, number, place)

    def _mended(self, cell: str, number: int, place: int) -> str:
        """A group of ages that became a date is read as the group, where that is certain; else it must be corrected."""
        spoilt = self._spoilt[place].get(cell)
        if spoilt is None:
            return cell
        code = "value_was_a_date" if spoilt.is_certain else "value_became_a_date"
        self._add(code, blocks=not spoilt.is_certain, row=number, place=place, value=cell, meant=spoilt.meant)
        return spoilt.meant

    def _spell(self, name: str, cell: str, number: int, place: int) -> str:
        """One value keeps one spelling, the first that was met."""
        spelt = self._spelt[name].setdefault(fold(cell), cell)
        if spelt != cell and not self._counts[name][cell]:
            self._add("value_is_spelt_otherwise", row=number, place=place, value=cell, spelt=spelt)
        self._counts[name][cell] += 1
        return spelt

    def _read_contact(self, row: Row, cells: list[str]) -> None:
        names = self.columns.places(ColumnUse.NAME)
        if names:
            row.contact["name"] = " ".join(cells[place] for place in names if cells[place])
        address = self.columns.places(ColumnUse.ADDRESS)
        if address:
            parts = [cells[place] for place in address]
            row.contact["address"], row.household = parts, household_text(parts)
            if row.household is None and any(parts):
                self._add("address_is_partial", row=row.number, place=address[parts.index("")] if "" in parts else None)
        self._read_email(row, cells)
        self._read_phone(row, cells)
        if row.contact and not any(row.contact.get(part) for part in ("email", "phone")) and row.household is None:
            self._add("contact_is_missing", row=row.number)
        self._compare(row)

    def _read_email(self, row: Row, cells: list[str]) -> None:
        place = self.columns.place(ColumnUse.EMAIL)
        if place is None:
            return
        cell = cells[place].lower()
        row.contact["email"] = cell
        if cell and not is_email(cell):
            self._add("email_is_bad", row=row.number, place=place, value=cells[place])
        elif cell and self._emails.setdefault(cell, row.number) != row.number:
            self._add("email_is_twice", row=row.number, place=place, value=cell, first_row=self._emails[cell])

    def _read_phone(self, row: Row, cells: list[str]) -> None:
        place = self.columns.place(ColumnUse.PHONE)
        if place is None:
            return
        row.contact["phone"] = normal_phone(cells[place]) or cells[place]
        if cells[place] and not normal_phone(cells[place]):
            self._add("phone_is_bad", row=row.number, place=place, value=cells[place])

    def _compare(self, row: Row) -> None:
        """The same name with the same phone or at the same address is probably the same person."""
        name = fold(str(row.contact.get("name", "")))
        marks = [mark for mark in (row.contact.get("phone"), row.household) if mark]
        earlier = [self._people.setdefault((name, str(mark)), row.number) for mark in marks if name]
        if earlier and min(earlier) != row.number:
            self._add("person_is_twice", row=row.number, value=str(row.contact["name"]), first_row=min(earlier))

    def _read_language(self, row: Row, cells: list[str]) -> None:
        place = self.columns.place(ColumnUse.LANGUAGE)
        if place is None:
            return
        row.language = language_of(cells[place])
        if row.language is None and cells[place]:
            self._add("language_is_unknown", row=row.number, place=place, value=cells[place])

    def _look_at_features(self) -> None:
        for place, name in self.features.items():
            values = len(self._spelt[name])
            if values > MOST_VALUES:
                self._add("feature_has_too_many_values", blocks=True, place=place, count=values, limit=MOST_VALUES)
            elif values == 1:
                self._add("feature_has_one_value", place=place)
        for name in self.known.features.values():
            if name not in self.features.values():
                self.problems.append(Problem(DomainError("feature_is_not_in_file", column=name), True, column=name))
