"""Which column of a pool file is what: guessed from its title and its cells, decided by the organizer."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.errors import DomainError, refuse_if
from app.domain.pool_columns import SINGLE_USES, ColumnUse
from app.services.pool.contacts import is_email, language_of
from app.services.pool.table_reading.tables import Table
from sortition.spelling import fold

MOST_VALUES = 20  # above that a column is hardly a feature
# In this order: an “e-mail address” is no address, a “phone number” is no number of a person.
_TITLES: tuple[tuple[ColumnUse, str], ...] = (
    (ColumnUse.NOTHING, r"иин|жсн|iin|passport|паспорт|жеке куәлік|удостоверени\w*"),  # never collected
    (ColumnUse.NOTHING, r"excluded"),  # our own export says who was excluded and why
    (ColumnUse.EMAIL, r"e ?mails?|^mail$|почта|пошта|имейл"),
    (ColumnUse.PHONE, r"phones?|telephone|mobile|cell|tel|whatsapp|телефон\w*|тел|моб|мобильный|ұялы|сотка"),
    (ColumnUse.ADDRESS, r"address\d*|street|house|flat|apartment|zip|postcode"),
    (ColumnUse.ADDRESS, r"адрес\w*|улица|дом|квартира|кв|индекс\w*|мекенжай\w*|көше|көшесі|үй|пәтер"),
    (ColumnUse.LANGUAGE, r"language|lang|язык|тіл|тілі"),
    (ColumnUse.NAME, r"name|surname|firstname|lastname|patronymic|фио|имя|фамилия|отчество|аты|тегі|есімі|жөні"),
    (ColumnUse.ID, r"id|ids|number|no|code|key|№|n|номер|код|идентификатор|ключ|нөмір|нөмірі|коды|рет"),
)
_PATTERNS = tuple((use, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")) for use, pattern in _TITLES)


@dataclass(frozen=True)
class Columns:
    """The use of each column, in the order of the file; `skip_faulty` leaves rows with faults out of the import."""

    uses: tuple[ColumnUse, ...]
    skip_faulty: bool = False

    def places(self, use: ColumnUse) -> list[int]:
        return [place for place, chosen in enumerate(self.uses) if chosen is use]

    def place(self, use: ColumnUse) -> int | None:
        return next(iter(self.places(use)), None)

    def as_json(self) -> dict[str, object]:
        return {"uses": [use.value for use in self.uses], "skip_faulty": self.skip_faulty}

    @classmethod
    def from_json(cls, stored: dict[str, object]) -> Columns:
        uses = stored.get("uses", [])
        chosen = tuple(ColumnUse(use) for use in uses) if isinstance(uses, list) else ()
        return cls(chosen, bool(stored.get("skip_faulty")))


def guess_columns(table: Table, known_features: Sequence[str] = ()) -> Columns:
    """A first proposal: what the pool or the targets call a feature is one again, the rest by title and cells."""
    features = {fold(name) for name in known_features}
    uses: list[ColumnUse] = []
    for place, title in enumerate(table.header):
        cells = [row[place] for row in table.rows]
        use = ColumnUse.FEATURE if fold(title) in features else _guess(title, cells)
        if use in SINGLE_USES and use in uses:
            use = ColumnUse.NOTHING
        uses.append(use)
    return Columns(tuple(uses))


def _guess(title: str, cells: Sequence[str]) -> ColumnUse:
    named, values = _named(title), len({fold(cell) for cell in cells if cell})
    is_varied = values > MOST_VALUES or values * 2 > len(cells)
    is_plausible = {
        ColumnUse.ID: is_varied,  # not the number of children; blanks and doubles are told as problems
        ColumnUse.NAME: is_varied,  # not the name of a district
        ColumnUse.LANGUAGE: _mostly(cells, lambda cell: language_of(cell) is not None),
    }
    if named is not None and is_plausible.get(named, True):
        return named
    if _mostly(cells, is_email):
        return ColumnUse.EMAIL
    return ColumnUse.FEATURE if 2 <= values <= MOST_VALUES and values < len(cells) else ColumnUse.NOTHING


def _named(title: str) -> ColumnUse | None:
    words = " ".join(re.findall(r"[^\W_]+|№", title.casefold()))  # folding would make “No” of “№”
    return next((use for use, pattern in _PATTERNS if pattern.search(words)), None)


def _mostly(cells: Sequence[str], test: Callable[[str], bool]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(map(test, filled)) * 2 > len(filled)


def check_columns(table: Table, columns: Columns) -> None:
    """Raises `column_used_twice`, `no_feature_chosen`, `columns_do_not_fit` – all at once."""
    if len(columns.uses) != len(table.header):
        raise DomainError("columns_do_not_fit")
    reasons = []
    for use in SINGLE_USES:
        places = columns.places(use)
        if len(places) > 1:
            first, second = (table.header[place] for place in places[:2])
            reasons.append(DomainError("column_used_twice", first=first, second=second))
    if not columns.places(ColumnUse.FEATURE):
        reasons.append(DomainError("no_feature_chosen"))
    titles = [fold(table.header[place]) for place in columns.places(ColumnUse.FEATURE)]
    reasons += [DomainError("feature_is_twice", column=title) for title, count in Counter(titles).items() if count > 1]
    refuse_if(reasons)
