"""The people who can be drawn: an identifier, one value of each feature, perhaps a household."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sortition.errors import InputError
from sortition.quotas import Quotas
from sortition.sheets import Sheet, read_sheet
from sortition.spelling import fold

CROSS = "×"


@dataclass(frozen=True)
class Pool:
    """People in the order of their rows.

    ``values[i][j]`` is the value of feature ``features[j]`` of person ``ids[i]``; ``households[i]`` is an
    address, folded, or None (blank addresses never make a household); ``rows[i]`` is the row in ``file``.
    """

    ids: tuple[str, ...]
    features: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    households: tuple[str | None, ...]
    rows: tuple[int, ...]
    file: str = ""

    @classmethod
    def from_rows(
        cls,
        header: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        id_column: str | None = None,
        features: Sequence[str],
        household_columns: Sequence[str] = (),
        file: str = "",
    ) -> Pool:
        """From rows of text; without ``id_column`` the first column identifies people.

        Raises ``InputError`` with all faults: ``column_missing``, ``id_blank``, ``id_twice``, ``cell_blank``.

        >>> pool = Pool.from_rows(["id", "sex"], [["a", "f"], ["b", "m"]], features=["sex"])
        >>> pool.ids, pool.values
        (('a', 'b'), (('f',), ('m',)))
        """
        sheet = Sheet.of(file, [list(header), *map(list, rows)])
        return cls.from_sheet(
            sheet, id_column=id_column, features=features, household_columns=household_columns
        )

    @classmethod
    def from_file(
        cls,
        path: str | Path,
        *,
        id_column: str | None = None,
        features: Sequence[str],
        household_columns: Sequence[str] = (),
        encoding: str | None = None,
    ) -> Pool:
        """From a CSV or XLSX file; encoding and separator are recognised."""
        sheet = read_sheet(path, encoding=encoding)
        return cls.from_sheet(
            sheet, id_column=id_column, features=features, household_columns=household_columns
        )

    @classmethod
    def from_sheet(
        cls,
        sheet: Sheet,
        *,
        id_column: str | None = None,
        features: Sequence[str],
        household_columns: Sequence[str] = (),
    ) -> Pool:
        """From a table that was read. A feature ``a × b`` that is no column itself is made of the columns a and b;
        its values are ``value of a, value of b``."""
        identity = 0 if id_column is None else sheet.column(id_column)
        columns = [_columns(sheet, name) for name in features]
        address = [sheet.column(name) for name in household_columns]
        ids = tuple(row[identity] for row in sheet.rows)
        cells = sorted({column for crossed in columns for column in crossed})
        faults = [*_id_faults(sheet, identity, ids), *_blank_faults(sheet, cells)]
        if not ids:
            faults = [InputError("pool_empty", file=sheet.file)]
        if faults:
            raise InputError.of(faults)
        values = tuple(tuple(", ".join(row[c] for c in crossed) for crossed in columns) for row in sheet.rows)
        households = tuple(household_key([row[c] for c in address]) for row in sheet.rows)
        return cls(ids, tuple(features), values, households, sheet.numbers, sheet.file)

    def codes(self, quotas: Quotas) -> list[tuple[int, ...]]:
        """For each person the places in ``quotas.quotas`` of their values, one for each feature.

        Raises ``InputError`` ``value_unknown`` for every cell whose value has no quota (minimum and maximum 0
        must be said too), and ``feature_unknown`` for a feature that the pool was read without.
        """
        place = {(fold(q.feature), fold(q.value)): i for i, q in enumerate(quotas.quotas)}
        names = [fold(name) for name in self.features]
        for feature in quotas.features:
            if fold(feature) not in names:
                raise InputError("feature_unknown", file=self.file, column=feature)
        chosen = [(names.index(fold(feature)), fold(feature), feature) for feature in quotas.features]
        folded: dict[str, str] = {v: fold(v) for row in self.values for v in row}
        codes, faults = [], []
        for person, row in enumerate(self.values):
            found = [place.get((key, folded[row[j]]), -1) for j, key, _ in chosen]
            codes.append(tuple(found))
            if -1 in found:
                j, _, feature = chosen[found.index(-1)]
                known = ", ".join(q.value for q in quotas.features[feature])
                faults.append(InputError("value_unknown", file=self.file, row=self.rows[person],
                                         column=feature, value=row[j], known=known))  # fmt: skip
        if faults:
            raise InputError.of(faults)
        return codes


def _columns(sheet: Sheet, feature: str) -> list[int]:
    """The column of a feature, or those that are crossed in it."""
    parts = [part.strip() for part in feature.split(CROSS)]
    if len(parts) > 1 and not sheet.has(feature) and all(sheet.has(part) for part in parts):
        return [sheet.column(part) for part in parts]
    return [sheet.column(feature)]


def household_key(cells: Sequence[str]) -> str | None:
    """The address by which people are one household; None as soon as one of its cells is blank.

    >>> household_key(["5 Abay st", "A1"]) == household_key([" 5  abay ST", "a1"]), household_key(["", "A1"])
    (True, None)
    """
    folded = [fold(cell) for cell in cells]
    return "\n".join(folded) if folded and all(folded) else None


def _id_faults(sheet: Sheet, column: int, ids: Sequence[str]) -> list[InputError]:
    repeated = {name for name, count in Counter(ids).items() if count > 1}
    title = sheet.header[column]
    faults: list[InputError] = []
    first: dict[str, int] = {}
    for name, row in zip(ids, sheet.numbers, strict=True):
        if not name:
            faults.append(InputError("id_blank", file=sheet.file, row=row, column=title))
        elif name in repeated and first.setdefault(name, row) != row:
            faults.append(InputError("id_twice", file=sheet.file, row=row, column=title, value=name,
                                     first_row=first[name]))  # fmt: skip
    return faults


def _blank_faults(sheet: Sheet, columns: Sequence[int]) -> list[InputError]:
    return [
        InputError("cell_blank", file=sheet.file, row=number, column=sheet.header[c])
        for row, number in zip(sheet.rows, sheet.numbers, strict=True)
        for c in columns
        if not row[c]
    ]
