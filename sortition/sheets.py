"""Reads a table from CSV (any usual encoding and separator) or XLSX; faults name the file and the row."""

from __future__ import annotations

import csv
import gzip
import io
import re
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from sortition.errors import InputError
from sortition.spelling import fold

SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True)
class Sheet:
    """A header and rows of text; ``numbers[i]`` is the row's number in the file, the header being row 1."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    encoding: str = ""

    def column(self, *names: str) -> int:
        """The place of the first of these columns that exists, or ``InputError`` ``column_missing``."""
        folded = [fold(title) for title in self.header]
        for name in names:
            if folded.count(fold(name)) > 1:
                raise InputError("column_twice", file=self.file, column=name)
            if fold(name) in folded:
                return folded.index(fold(name))
        raise InputError(
            "column_missing", file=self.file, column=" / ".join(names), columns=", ".join(self.header)
        )

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return fold(name) in map(fold, self.header)

    @classmethod
    def of(cls, file: str, records: list[list[str]], encoding: str = "") -> Sheet:
        """Clean records: blank rows are skipped, short ones filled up, those beyond the header refused."""
        if not records or not any(cell.strip() for cell in records[0]):
            raise InputError("file_empty", file=file)
        header = tuple(cell.strip() for cell in records[0])
        rows, numbers, faults = [], [], []
        for number, record in enumerate(records[1:], start=2):
            cells = [cell.strip() for cell in record]
            if not any(cells):
                continue
            if any(cells[len(header) :]):
                faults.append(
                    InputError(
                        "row_too_long", file=file, row=number, cells=len(cells), columns=len(header)
                    )
                )
            rows.append(tuple((cells + [""] * len(header))[: len(header)]))
            numbers.append(number)
        if faults:
            raise InputError.of(faults)
        return cls(file, header, tuple(rows), tuple(numbers), encoding)


def read_sheet(path: str | Path, *, encoding: str | None = None) -> Sheet:
    """The table in a ``.csv``, ``.csv.gz``, ``.tsv``, ``.txt`` or ``.xlsx`` file (its first sheet)."""
    path = Path(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError("file_not_found", file=str(path)) from None
    except OSError as error:
        raise InputError("file_not_readable", file=str(path), reason=type(error).__name__) from error
    if content[:2] == b"PK":
        return Sheet.of(path.name, _xlsx_records(path.name, content), "xlsx")
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    return read_csv(content, file=path.name, encoding=encoding)


def read_csv(content: bytes, *, file: str, encoding: str | None = None) -> Sheet:
    """The table in the bytes of a CSV file; encoding and separator are recognised unless given."""
    name = encoding or recognise_encoding(content)
    try:
        text = content.decode(name)
    except (UnicodeDecodeError, LookupError) as error:
        raise InputError("encoding_wrong", file=file, encoding=name) from error
    text = text.lstrip("\ufeff")
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise InputError("csv_broken", file=file, reason=str(error)) from error
    return Sheet.of(file, records, name)


def recognise_encoding(content: bytes) -> str:
    """UTF-8, UTF-16 by mark or by its zero bytes, else the Cyrillic (KZ-1048, which extends Windows-1251) or
    the Western Windows code page: in Cyrillic words the high bytes stand together, accents stand alone.

    >>> recognise_encoding("Алматы".encode("cp1251")), recognise_encoding("café, naïve".encode("cp1252"))
    ('kz1048', 'cp1252')
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    head = content[:4000]
    if 0 in head:
        return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        high = len(re.findall(rb"[\x80-\xff]", content))
        together = sum(len(run) for run in re.findall(rb"[\x80-\xff]{2,}", content))
        return "kz1048" if together * 2 > high else "cp1252"
    return "utf-8"


def _xlsx_records(file: str, content: bytes) -> list[list[str]]:
    try:
        import openpyxl
    except ImportError:
        raise InputError("xlsx_reader_missing", file=file) from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (KeyError, ValueError, OSError, BadZipFile) as error:
        raise InputError("xlsx_broken", file=file, reason=type(error).__name__) from error
    return [[_cell_text(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
