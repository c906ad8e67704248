"""What is asked of a panel: for each value of each feature, the least and the greatest number of members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sortition.errors import InputError, SortitionError
from sortition.sheets import Sheet, read_sheet
from sortition.spelling import fold


@dataclass(frozen=True)
class Quota:
    """One value of one feature; the flex columns limit how far a relaxation may go (None: no limit)."""

    feature: str
    value: str
    min: int
    max: int
    min_flex: int | None = None
    max_flex: int | None = None


@dataclass(frozen=True)
class Quotas:
    """All quotas in the order in which they were given; every panel member has one value of each feature."""

    quotas: tuple[Quota, ...]

    def __post_init__(self) -> None:
        faults = [*_broken(self.quotas), *_repeated(self.quotas)]
        if not self.quotas:
            faults = [InputError("quotas_empty")]
        if faults:
            raise InputError.of(faults)

    @property
    def features(self) -> dict[str, tuple[Quota, ...]]:
        """Feature → its quotas, both in the given order."""
        grouped: dict[str, list[Quota]] = {}
        for quota in self.quotas:
            grouped.setdefault(quota.feature, []).append(quota)
        return {feature: tuple(quotas) for feature, quotas in grouped.items()}

    @classmethod
    def from_dict(cls, table: Mapping[str, Mapping[str, Sequence[int]]]) -> Quotas:
        """From ``{feature: {value: (min, max[, min_flex, max_flex])}}``.

        >>> Quotas.from_dict({"gender": {"female": (1, 2), "male": (1, 1)}}).to_dict()
        {'gender': {'female': [1, 2], 'male': [1, 1]}}
        """
        return cls(tuple(Quota(f, v, *numbers) for f, row in table.items() for v, numbers in row.items()))

    @classmethod
    def from_csv(cls, path: str | Path) -> Quotas:
        """From a file ``feature|category, value|name, min, max[, min_flex, max_flex]`` (CSV or XLSX)."""
        return cls.from_sheet(read_sheet(path))

    @classmethod
    def from_sheet(cls, sheet: Sheet) -> Quotas:
        """From a table that was read; every faulty cell is reported with its row and column."""
        feature, value = sheet.column("feature", "category"), sheet.column("value", "name")
        places = {"min": sheet.column("min"), "max": sheet.column("max")}
        places |= {name: sheet.column(name) for name in ("min_flex", "max_flex") if sheet.has(name)}
        faults: list[InputError] = []
        quotas = []
        for row, number in zip(sheet.rows, sheet.numbers, strict=True):
            found = {name: _whole(row[at], sheet, number, name, faults) for name, at in places.items()}
            for name, at in (("feature", feature), ("value", value)):
                if not row[at]:
                    faults.append(InputError("cell_blank", file=sheet.file, row=number, column=name))
            quotas.append(Quota(row[feature], row[value], found["min"] or 0, found["max"] or 0,
                                found.get("min_flex"), found.get("max_flex")))  # fmt: skip
        if faults:
            raise InputError.of(faults)
        try:
            return cls(tuple(quotas))
        except InputError as error:
            raise InputError.of([_located(fault, sheet, quotas) for fault in error.faults]) from None

    def to_dict(self) -> dict[str, dict[str, list[int]]]:
        """``{feature: {value: [min, max]}}``, the form of the published commitment."""
        return {f: {q.value: [q.min, q.max] for q in qs} for f, qs in self.features.items()}

    def faults_for(self, seats: int) -> tuple[SortitionError, ...]:
        """The features whose minima sum above, or whose maxima sum below the seats; each with the sums."""
        faults: list[SortitionError] = []
        for feature, quotas in self.features.items():
            least, most = sum(q.min for q in quotas), sum(q.max for q in quotas)
            if least > seats:
                faults.append(_sum_fault("minimums_exceed_seats", feature, least, seats))
            if most < seats:
                faults.append(_sum_fault("maximums_below_seats", feature, most, seats))
        return tuple(faults)


def _sum_fault(code: str, feature: str, total: int, seats: int) -> SortitionError:
    return SortitionError(code, feature=feature, total=total, seats=seats)


def _whole(text: str, sheet: Sheet, row: int, column: str, faults: list[InputError]) -> int | None:
    if not text and column.endswith("_flex"):
        return None
    if not text.isdecimal():
        faults.append(InputError("not_a_whole_number", file=sheet.file, row=row, column=column, value=text))
        return 0
    return int(text)


def _broken(quotas: Iterable[Quota]) -> list[InputError]:
    return [_bounds_fault(q) for q in quotas if not _is_ordered(q)]


def _bounds_fault(q: Quota) -> InputError:
    return InputError("quota_bounds_crossed", feature=q.feature, value=q.value, min=q.min, max=q.max,
                      min_flex=q.min_flex, max_flex=q.max_flex)  # fmt: skip


def _is_ordered(q: Quota) -> bool:
    low = q.min if q.min_flex is None else q.min_flex
    high = q.max if q.max_flex is None else q.max_flex
    return 0 <= low <= q.min <= q.max <= high


def _repeated(quotas: Iterable[Quota]) -> list[InputError]:
    seen: set[tuple[str, str]] = set()
    faults = []
    for q in quotas:
        key = (fold(q.feature), fold(q.value))
        if key in seen:
            faults.append(InputError("quota_twice", feature=q.feature, value=q.value))
        seen.add(key)
    return faults


def _located(fault: InputError, sheet: Sheet, quotas: Sequence[Quota]) -> InputError:
    at = [i for i, q in enumerate(quotas)
          if (q.feature, q.value) == (fault.params.get("feature"), fault.params.get("value"))]  # fmt: skip
    row = sheet.numbers[at[-1]] if at else 1
    return InputError(fault.code, file=sheet.file, row=row, **fault.params)
