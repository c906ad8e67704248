"""An organizer at the letter desk, for tests: time passes with every step."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.letters import LetterKind
from app.domain.phases import DiceOutcome
from app.domain.roles import Actor
from app.domain.stages import Stage
from app.models import Address, Jury, LetterDraw
from app.services.pool.table_reading.separated import read_separated
from app.services.recruitment import (
    address_imports,
    address_uploads,
    letter_draws,
    letter_numbers,
    letter_plans,
    letter_waves,
)
from app.services.recruitment.address_columns import AddressColumns
from app.services.recruitment.address_imports import AddressPlan
from app.services.recruitment.letter_plans import LetterWords, PlanValues
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of


def big_list(count: int = 60) -> str:
    rows = [f"{place};Абай к., {place}-үй;Петропавл;150000;{'Қала' if place % 3 else 'Ауыл'}"
            for place in range(1, count + 1)]
    return "\n".join(["РКА;Мекенжай;Қала;Индекс;Аудан", *rows]) + "\n"


class Desk:
    """One organizer at the letter desk; time passes with every step."""

    def __init__(self, session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
        self.session, self.cast, self.vault, self.now = session, cast, vault, now

    @property
    def jury(self) -> Jury:
        return jury_of(self.session, self.cast)

    def who(self, name: str = "organizer") -> Actor:
        return actor(self.session, self.cast, name)

    def tick(self, **more: float) -> datetime:
        self.now += timedelta(**(more or {"seconds": 1}))
        return self.now

    def plan(self, text: str, columns: AddressColumns | None = None) -> AddressPlan:
        upload = address_uploads.stage_table(self.session, self.jury, "list.csv", read_separated(text.encode()),
                                             vault=self.vault, actor=self.who(), now=self.tick())
        if columns:
            address_uploads.choose_columns(self.session, self.jury, upload.id, columns, vault=self.vault,
                                           actor=self.who())
        return address_imports.AddressComparison(self.session, self.jury, upload.id, vault=self.vault,
                                                 now=self.now).run()

    def bring_in(self, text: str, columns: AddressColumns | None = None) -> int:
        return address_imports.carry_out(self.session, self.jury, self.plan(text, columns), actor=self.who(),
                                         now=self.tick())

    def recruit(self) -> None:
        self.session.execute(update(Jury).values(stage=Stage.RECRUITMENT))

    def announce(self, **more: object) -> LetterDraw:
        return letter_draws.announce(self.session, self.jury, vault=self.vault, actor=self.who(), now=self.tick(),
                                     **more)  # type: ignore[arg-type]  # only beacon_at

    def type_dice(self, draw: LetterDraw, name: str, digits: str, dice_round: int = 1) -> DiceOutcome:
        return letter_numbers.enter_dice(self.session, self.jury, draw.id, digits, dice_round=dice_round,
                                         vault=self.vault, actor=self.who(name), now=self.tick())

    def draw(self, letters: int, digits: str = "417203") -> LetterDraw:
        letter_plans.save_plan(self.session, self.jury, PlanValues(10, "2", {"Ауыл": ("2", "3")}, letters),
                               actor=self.who())
        draw = self.announce()
        for name in ("organizer", "overseer"):
            self.type_dice(draw, name, digits)
        return draw

    def wave(self, kind: LetterKind) -> int:
        return letter_waves.make_wave(self.session, self.jury, kind, actor=self.who(), now=self.tick()).number

    def post(self, number: int) -> int:
        now = self.tick(days=1)
        return letter_waves.mark_posted(self.session, self.jury, number, now.date(), now, actor=self.who(), now=now)

    def code_of(self, address: Address) -> str:
        return str(self.vault.open(self.jury, address.code_sealed or b""))

    def drawn(self) -> list[Address]:
        return list(self.session.scalars(select(Address).where(Address.place.is_not(None)).order_by(Address.place)))


def words() -> LetterWords:
    return LetterWords("Хатшылық\nАбай 1", "8 800", "", None, "kk", "ru")
