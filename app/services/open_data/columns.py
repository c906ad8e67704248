"""What a file of open data is made of: tables and their columns, with type, unit and words."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from app.domain.languages import LANGUAGES
from app.domain.stages import Stage


class Kind(Enum):
    TEXT = "text"
    CODE = "code"  # one of `Column.values`
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    ADDRESS = "address"
    SHA256 = "sha256"
    OBJECT = "object"  # JSON; in a CSV file its canonical text


def _l(message: str) -> str:
    """Mark a sentence for the catalogues: the words stand here in English, Kazakh and Russian there."""
    return message


class Unit(Enum):
    """What a number counts."""

    PEOPLE = _l("people")
    JURORS = _l("jurors")
    VOTES = _l("votes")
    MINUTES = _l("minutes")
    SECONDS = _l("seconds")
    BYTES = _l("bytes")
    PERCENT = _l("percent")
    WORKING_DAYS = _l("working days")


@dataclass(frozen=True)
class Column:
    """`values`: what a code may be. `is_required`: no row without it. `language`: of one text of several."""

    name: str
    kind: Kind
    description: str
    unit: Unit | None = None
    values: tuple[str, ...] = ()
    is_required: bool = False
    language: str = ""


@dataclass(frozen=True)
class Table:
    """One file. `since`: the stage from which on it has rows; None: as soon as the public may know of the jury.

    `key`: the columns that name a row, in whose order the rows stand.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    since: Stage | None = Stage.PUBLISHED

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def texts(name: str, description: str) -> tuple[Column, ...]:
    """One column for each language of a text; empty where nobody has written it in that language."""
    return tuple(Column(f"{name}_{language}", Kind.TEXT, description, language=language) for language in LANGUAGES)


def hidden_count(name: str, description: str, unit: Unit) -> tuple[Column, ...]:
    """A count of people that is empty when it is small, and a column that says so."""
    return (Column(name, Kind.INTEGER, description, unit),
            Column(f"{name}_hidden", Kind.BOOLEAN, HIDDEN, is_required=True))


def signature(prefix: str = "") -> tuple[Column, ...]:
    """What signed a document; in hexadecimal, so that no spreadsheet takes it for a formula."""
    return (Column(f"{prefix}signature", Kind.TEXT, _l(
                "Ed25519 signature of this installation over the document, as hexadecimal digits.")),
            Column(f"{prefix}signing_key", Kind.SHA256, _l(
                "Fingerprint of the key that signed; the keys stand at /.well-known/alqa-keys.json.")))


def always(column: Column) -> Column:
    return replace(column, is_required=True)


def codes(members: type[Enum]) -> tuple[str, ...]:
    return tuple(str(member.value) for member in members)


def flat(columns: Iterable[Column | tuple[Column, ...]]) -> tuple[Column, ...]:
    return tuple(one for entry in columns for one in (entry if isinstance(entry, tuple) else (entry,)))


HIDDEN = _l("True when the number beside it is left empty because it, or a number that would give it away, "
            "is below five.")
JURY = Column("jury", Kind.TEXT, _l("Short name of the jury, as in its address."), is_required=True)
