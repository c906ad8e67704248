"""Which column of an address file is what: guessed from its title, decided by the organizer."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import DomainError, refuse_if
from app.domain.letters import SINGLE_ADDRESS_USES, AddressUse
from app.services.pool.table_reading.tables import Table

# In this order: the “number of the house” is no identifier, the “postal address” no postcode.
_TITLES: tuple[tuple[AddressUse, str], ...] = (
    (AddressUse.POSTCODE, r"индекс\w*|zip|postcode|postal code"),
    (AddressUse.STREET, r"address\d*|street|house|flat|apartment|building|адрес\w*|улица|ул|дом|корпус|квартира|кв"),
    (AddressUse.STREET, r"мекенжай\w*|көше|көшесі|үй|үйі|пәтер|пәтері|микрорайон|мкр|ықшамаудан\w*"),
    (AddressUse.RECIPIENT, r"name|recipient|resident|фио|получатель|жилец|аты|алушы|тұрғын\w*"),
    (AddressUse.AREA, r"area|district|ward|zone|stratum|район\w*|округ\w*|зона|участок|аудан\w*|аймақ|аймағы"),
    (AddressUse.TOWN, r"town|city|village|settlement|region|город|село|аул|посёлок|населенный|населённый|область"),
    (AddressUse.TOWN, r"қала|қаласы|ауыл|ауылы|кент|облыс|облысы|елді мекен"),
    (AddressUse.ID, r"id|ids|number|no|code|key|№|n|номер|код|идентификатор|ключ|нөмір|нөмірі|коды|рет|рка|rca|мтк"),
)
_PATTERNS = tuple((use, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")) for use, pattern in _TITLES)


@dataclass(frozen=True)
class AddressColumns:
    """The use of each column, in the order of the file, and what to do with faults and with what is missing."""

    uses: tuple[AddressUse, ...]
    skip_faulty: bool = False
    remove_missing: bool = False

    def places(self, use: AddressUse) -> list[int]:
        return [place for place, chosen in enumerate(self.uses) if chosen is use]

    def place(self, use: AddressUse) -> int | None:
        return next(iter(self.places(use)), None)

    def as_json(self) -> dict[str, object]:
        return {"uses": [use.value for use in self.uses], "skip_faulty": self.skip_faulty,
                "remove_missing": self.remove_missing}

    @classmethod
    def from_json(cls, stored: dict[str, object]) -> AddressColumns:
        uses = stored.get("uses", [])
        chosen = tuple(AddressUse(use) for use in uses) if isinstance(uses, list) else ()
        return cls(chosen, bool(stored.get("skip_faulty")), bool(stored.get("remove_missing")))


def guess_columns(table: Table) -> AddressColumns:
    """A first proposal by the titles; an identifier only where no cell is met twice."""
    uses: list[AddressUse] = []
    for place, title in enumerate(table.header):
        use = _named(title)
        if use is AddressUse.ID and not _is_unique([row[place] for row in table.rows]):
            use = AddressUse.NOTHING
        if use in SINGLE_ADDRESS_USES and use in uses:
            use = AddressUse.NOTHING
        uses.append(use)
    return AddressColumns(tuple(uses))


def _named(title: str) -> AddressUse:
    words = " ".join(re.findall(r"[^\W_]+|№", title.casefold()))
    return next((use for use, pattern in _PATTERNS if pattern.search(words)), AddressUse.NOTHING)


def _is_unique(cells: Sequence[str]) -> bool:
    return len(set(cells)) == len(cells) and all(cells)


def check_columns(table: Table, columns: AddressColumns) -> None:
    """Raises `address_column_is_missing`, `column_used_twice`, `columns_do_not_fit` – all at once."""
    if len(columns.uses) != len(table.header):
        raise DomainError("columns_do_not_fit")
    reasons = []
    for use in SINGLE_ADDRESS_USES:
        places = columns.places(use)
        if len(places) > 1:
            first, second = (table.header[place] for place in places[:2])
            reasons.append(DomainError("column_used_twice", first=first, second=second))
    if not columns.places(AddressUse.STREET):
        reasons.append(DomainError("address_column_is_missing"))
    refuse_if(reasons)
