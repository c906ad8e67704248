"""Stage 1: from a messy list to letters, by a draw that everybody can repeat, and what comes back."""
from __future__ import annotations

import csv
import hashlib
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound, Refused
from app.domain.letters import AddressState, AddressUse, LetterDrawState, LetterKind, Mark
from app.domain.phases import DiceOutcome
from app.domain.roles import Actor
from app.domain.stages import Stage
from app.models import Address, Jury, LetterDraw, LetterFile, Registrant
from app.services import records
from app.services.pool.table_reading.separated import read_separated
from app.services.recruitment import (
    address_imports,
    address_uploads,
    addresses,
    letter_codes,
    letter_draws,
    letter_files,
    letter_numbers,
    letter_plans,
    letter_tables,
    letter_waves,
    responses,
)
from app.services.recruitment.address_columns import AddressColumns, guess_columns
from app.services.recruitment.address_imports import AddressPlan
from app.services.recruitment.letter_plans import LetterWords, PlanValues
from app.services.vault import Vault
from sortition.__main__ import main as sortition
from sortition.beacon import BeaconRound, first_round_from
from tests.cast import Cast, actor, jury_of

MESSY = """Тізім: Петропавл мекенжайлары;;;;;;
РКА;Көше;Үй;Пәтер;Елді мекен;Индекс;Аудан
A1;Абай к.;5;12;Петропавл;150000;Орталық
A2;АБАЙ К;5;12;петропавл;150000;Орталық
A3;=Абай;7;;Петропавл;150000;орталық
A4;;;;Петропавл;150000;Орталық
A4;Сәтбаев;1;1;Петропавл;150000;
A5;Құрманғазы;9;;Бескөл;150700;Қызылжар
"""


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


@pytest.fixture
def desk(session: Session, cast: Cast, app: Flask, now: datetime) -> Desk:
    return Desk(session, cast, app.extensions["alqa.vault"], now)


def words() -> LetterWords:
    return LetterWords("Хатшылық\nАбай 1", "8 800", "", None, "kk", "ru")


def test_a_messy_list_is_read_with_faults_by_row_and_column(desk: Desk) -> None:
    table = read_separated(MESSY.encode())
    assert guess_columns(table).uses == (
        AddressUse.NOTHING, AddressUse.STREET, AddressUse.STREET, AddressUse.STREET, AddressUse.TOWN,
        AddressUse.POSTCODE, AddressUse.AREA)  # the identifier stands twice, so it is proposed as none
    uses = (AddressUse.ID, *guess_columns(table).uses[1:])
    with pytest.raises(Refused) as refused:
        desk.bring_in(MESSY, AddressColumns((AddressUse.ID, AddressUse.ID, *[AddressUse.NOTHING] * 5)))
    assert [error.code for error in refused.value.reasons] == ["column_used_twice", "address_column_is_missing"]
    plan = desk.plan(MESSY, AddressColumns(uses))
    blocking = {(p.error.code, p.row, p.column) for p in plan.reading.problems if p.is_blocking}
    assert blocking == {("address_is_blank", 6, "Көше"), ("address_id_is_twice", 7, "РКА"), ("area_is_blank", 7, "Аудан")}
    assert ("address_is_twice", 4) in {(p.error.code, p.row) for p in plan.reading.problems}
    with pytest.raises(DomainError, match="address_import_is_blocked"):
        address_imports.carry_out(desk.session, desk.jury, plan, actor=desk.who(), now=desk.tick())
    assert desk.bring_in(MESSY, AddressColumns(uses, skip_faulty=True)) == 3
    listed = addresses.list_addresses(desk.session, desk.jury, vault=desk.vault).entries
    assert [(row.address.number, row.address.external_id, row.address.area) for row in listed] == [
        (1, "A1", "Орталық"), (2, "A3", "Орталық"), (3, "A5", "Қызылжар")]
    assert listed[0].contact == {"street": "Абай к., 5, 12", "town": "Петропавл", "postcode": "150000"}
    assert addresses.lines_of(listed[0].contact) == ["Абай к., 5, 12", "150000 Петропавл"]
    assert "Абай".encode() not in listed[0].address.contact_sealed
    with pytest.raises(Forbidden):
        address_uploads.stage_table(desk.session, desk.jury, "x", table, vault=desk.vault, actor=desk.who("juror"),
                                    now=desk.now)


def test_a_second_file_shows_the_difference_and_keeps_what_is_drawn(desk: Desk) -> None:
    desk.bring_in(big_list(9))
    again = desk.plan(big_list(9))
    assert (again.unchanged, again.added, again.changed, again.missing) == (9, [], [], [])
    desk.recruit()
    desk.draw(3)
    taken, free = desk.drawn()[0].number, desk.session.scalars(
        select(Address.number).where(Address.place.is_(None)).order_by(Address.number)).all()
    text = big_list(10).replace(f"{taken}-үй", f"{taken}-үй, А").replace(f"\n{free[0]};Абай", f"\n{free[0]};Жаңа")
    text = "\n".join(line for line in text.splitlines() if not line.startswith(f"{free[1]};")) + "\n"
    plan = desk.plan(text, AddressColumns(guess_columns(read_separated(text.encode())).uses, remove_missing=True))
    assert (len(plan.added), plan.changed, plan.kept, plan.removed) == (1, [free[0]], 1, [free[1]])
    desk.session.execute(update(Jury).values(updated_at=desk.tick()))
    with pytest.raises(Conflict, match="address_list_changed_meanwhile"):
        address_imports.carry_out(desk.session, desk.jury, plan, actor=desk.who(), now=desk.tick(), seen=plan.stamp)
    assert desk.bring_in(text, AddressColumns(guess_columns(read_separated(text.encode())).uses,
                                              remove_missing=True)) == 9
    assert desk.session.scalars(select(Address).where(Address.number == taken)).one().place == 1


def test_the_export_imports_again_without_a_difference_and_holds_no_formula(desk: Desk) -> None:
    desk.bring_in(big_list(6).replace("Абай к., 2-үй", "=HYPERLINK(1)"))
    content = letter_tables.list_table(desk.session, desk.jury, vault=desk.vault, actor=desk.who())
    assert ";'=HYPERLINK(1);" in content.decode("utf-8-sig")
    assert "code" not in content.decode("utf-8-sig").splitlines()[0].split(";")
    table = read_separated(content)
    columns = {"id": AddressUse.ID, "area": AddressUse.AREA, "recipient": AddressUse.RECIPIENT,
               "street": AddressUse.STREET, "town": AddressUse.TOWN, "postcode": AddressUse.POSTCODE}
    uses = tuple(columns.get(title, AddressUse.NOTHING) for title in table.header)
    plan = desk.plan(content.decode("utf-8-sig"), AddressColumns(uses))
    assert (plan.unchanged, len(plan.added), plan.changed) == (6, 0, [])


def test_the_draw_is_announced_first_and_anybody_can_repeat_it(desk: Desk, tmp_path: Path,
                                                               capsys: pytest.CaptureFixture[str]) -> None:
    desk.bring_in(big_list())
    with pytest.raises(Conflict, match="letters_stage_is_wrong"):
        desk.announce()
    desk.recruit()
    draw = desk.draw(24)
    entries = {entry.kind: entry.data for entry in records.entries_of(desk.session, desk.cast.jury_id)}
    announced, drawn = entries["letter_draw_announced"], entries["letters_drawn"]
    assert announced["list_sha256"] == drawn["list_sha256"] == hashlib.sha256(draw.list_text.encode()).hexdigest()
    assert announced["by_area"] == draw.by_area == {"Ауыл": 12, "Қала": 12}  # 20·2 against 40·1
    assert "Абай" not in draw.list_text
    taken = [address.number for address in desk.drawn()]
    (tmp_path / "list.csv").write_text(draw.list_text)
    (tmp_path / "areas.csv").write_text(letter_draws.areas_text(draw))
    assert sortition(["letters", str(tmp_path / "list.csv"), "--id", "number", "--area", "area", "--areas",
                      str(tmp_path / "areas.csv"), "--seats", "20", "--letters", "24", "--seed", str(draw.seed),
                      "--out", str(tmp_path / "drawn.csv")]) == 0
    capsys.readouterr()
    repeated = [int(row["id"]) for row in csv.DictReader(io.StringIO((tmp_path / "drawn.csv").read_text()))]
    assert repeated == taken
    assert drawn["drawn_sha256"] == hashlib.sha256("\n".join(map(str, taken)).encode()).hexdigest()
    second = desk.draw(12, "000001")  # only from what is left
    assert len(desk.drawn()) == 36
    assert second.addresses == 36


def test_two_people_type_the_dice_and_the_list_is_fixed_meanwhile(desk: Desk) -> None:
    desk.bring_in(big_list())
    desk.recruit()
    letter_plans.save_plan(desk.session, desk.jury, PlanValues(10, "2", {}, 24), actor=desk.who())
    draw = desk.announce()
    with pytest.raises(Conflict, match="address_list_is_announced"):
        desk.plan(big_list(70))
    with pytest.raises(Conflict, match="address_list_is_announced"):
        desk.announce()
    with pytest.raises(Forbidden):
        desk.type_dice(draw, "juror", "123456")
    with pytest.raises(DomainError, match="letter_dice_are_malformed"):
        desk.type_dice(draw, "organizer", "12345")
    assert desk.type_dice(draw, "organizer", "111111") is DiceOutcome.WAITING
    assert desk.type_dice(draw, "organizer", "123456") is DiceOutcome.WAITING  # corrected; still one person
    assert desk.type_dice(draw, "overseer", "123457") is DiceOutcome.DIFFERENT
    assert desk.drawn() == []
    with pytest.raises(Conflict, match="dice_round_is_over"):
        desk.type_dice(draw, "organizer", "123456", dice_round=1)
    letter_draws.call_off(desk.session, desk.jury, draw.id, "A wrong list", actor=desk.who(), now=desk.tick())
    with pytest.raises(Conflict, match="letter_draw_moved_on"):
        desk.type_dice(draw, "organizer", "123456", dice_round=2)
    desk.bring_in(big_list(70))
    again = desk.announce()
    assert (again.number, again.addresses) == (2, 70)


def test_the_beacon_counts_only_in_its_round_and_signed(desk: Desk) -> None:
    desk.bring_in(big_list())
    desk.recruit()
    letter_plans.save_plan(desk.session, desk.jury, PlanValues(10, "2", {}, 24), actor=desk.who())
    with pytest.raises(DomainError, match="beacon_time_is_too_soon"):
        desk.announce(beacon_at=desk.now + timedelta(minutes=1))
    moment = desk.now + timedelta(hours=1)
    draw = desk.announce(beacon_at=moment)
    assert draw.beacon_round == first_round_from(int(moment.timestamp()))
    for number, code in ((draw.beacon_round + 1, "beacon_round_is_another"), (draw.beacon_round, "signature_forged")):
        with pytest.raises(DomainError, match=code):
            letter_numbers.enter_beacon(desk.session, desk.jury, draw.id, BeaconRound(number, "ab" * 48),
                                        vault=desk.vault, actor=desk.who("overseer"), now=desk.tick())
    with pytest.raises(Conflict, match="letter_draw_moved_on"):
        desk.type_dice(draw, "organizer", "123456")
    assert draw.state is LetterDrawState.ANNOUNCED


def test_a_code_finds_its_address_however_it_is_typed_and_is_used_once(desk: Desk, now: datetime) -> None:
    desk.bring_in(big_list())
    desk.recruit()
    desk.draw(24)
    address = desk.drawn()[5]
    code = desk.code_of(address)

    def find(typed: str) -> Address:
        return letter_codes.find_address(desk.session, desk.jury, typed, vault=desk.vault)

    typed = f" {code[:4]}-{code[4:8]} {code[8:]}. ".replace("0", "O").replace("3", "З").replace("1", "l")
    assert find(typed).id == address.id
    for wrong, error in (("", "letter_code_is_malformed"), (code[:11], "letter_code_is_malformed"),
                         ("x" * 12, "letter_code_is_malformed"),
                         (f"{(int(code) + 1) % 10**12:012d}", "letter_code_is_unknown")):
        with pytest.raises(DomainError, match=error):
            find(wrong)
    person = Registrant(jury_id=desk.jury.id, number=1, external_id="1", features={}, contact_sealed=b"x",
                        language="kk", registered_at=now)
    desk.session.add(person)
    desk.session.flush()
    letter_codes.mark_answered(desk.session, address, person, now=desk.tick())
    with pytest.raises(DomainError, match="letter_code_is_used"):
        find(code)
    with pytest.raises(Conflict, match="letter_code_is_used"):
        letter_codes.mark_answered(desk.session, address, person, now=desk.tick())
    letter_codes.release(desk.session, person)
    assert find(code).answers == 0
    assert not [row for row in desk.session.scalars(select(Address.code_hash)) if row and code in row]
    desk.jury.data_key = None
    desk.session.flush()
    with pytest.raises(DomainError, match="key_is_erased"):
        desk.code_of(address)


def test_reminders_go_to_the_silent_only(desk: Desk, now: datetime) -> None:
    desk.bring_in(big_list())
    desk.recruit()
    desk.draw(24)
    with pytest.raises(DomainError, match="letter_words_are_missing"):
        desk.wave(LetterKind.INVITATION)
    letter_plans.save_words(desk.session, desk.jury, words(), actor=desk.who())
    first = desk.wave(LetterKind.INVITATION)
    with pytest.raises(DomainError, match="no_letter_is_due"):
        desk.wave(LetterKind.INVITATION)  # all lie in the wave that waits
    with pytest.raises(DomainError, match="posting_is_in_the_future"):
        letter_waves.mark_posted(desk.session, desk.jury, first, now.date(), desk.now + timedelta(days=1),
                                 actor=desk.who(), now=desk.now)
    wave = letter_waves.find_wave(desk.session, desk.jury, first)
    letter_files.keep_part(desk.session, desk.jury, wave.id, b"%PDF secret", first_place=1, last_place=24, letters=24,
                           vault=desk.vault, now=desk.now)
    assert letter_files.open_part(desk.session, desk.jury, wave, 1, vault=desk.vault, actor=desk.who()) == b"%PDF secret"
    assert b"secret" not in desk.session.scalars(select(LetterFile.content_sealed)).one()
    assert desk.post(first) == 24
    assert letter_files.parts_of(desk.session, wave) == []
    with pytest.raises(Conflict, match="letter_wave_is_posted"):
        desk.post(first)
    drawn = desk.drawn()
    numbers = [address.number for address in drawn]
    letter_codes.mark_declined(desk.session, drawn[0], now=desk.tick())
    with pytest.raises(DomainError, match="address_numbers_are_unknown"):
        addresses.mark(desk.session, desk.jury, [numbers[1], 9999], Mark.RETURNED, actor=desk.who(), now=desk.tick())
    assert addresses.mark(desk.session, desk.jury, numbers[1:3], Mark.RETURNED, actor=desk.who(), now=desk.tick()) == 2
    desk.session.execute(update(Address).where(Address.number == numbers[3]).values(answers=1, answered_at=now))
    reminder = desk.wave(LetterKind.REMINDER)
    desk.session.execute(update(Address).where(Address.number == numbers[4]).values(answers=1, answered_at=now))
    found = letter_waves.find_wave(desk.session, desk.jury, reminder)
    assert found.letters == 20
    assert [row.number for _place, row in letter_waves.letters_of(desk.session, found.id)] == numbers[5:]
    table = letter_tables.merge_table(desk.session, desk.jury, found, lambda code: f"x?code={code}", vault=desk.vault,
                                      actor=desk.who()).decode("utf-8-sig").splitlines()
    assert len(table) == 1 + 19
    assert desk.code_of(drawn[5]) in table[1]
    assert desk.post(reminder) == 19
    areas = responses.responses_by_area(desk.session, desk.jury, {"Ауыл": 0.03}, 0.02)
    whole = responses.in_all(areas)
    assert (whole.drawn, whole.sent, whole.answered, whole.declined, whole.returned) == (24, 24, 2, 1, 2)
    assert [(area.area, area.expected) for area in areas] == [("Ауыл", 0.03), ("Қала", 0.02)]
    page = addresses.list_addresses(desk.session, desk.jury, state=AddressState.RETURNED, vault=desk.vault)
    assert page.total == 2
    kinds = [entry.kind for entry in records.entries_of(desk.session, desk.cast.jury_id)]
    assert kinds[-2:] == ["letters_posted", "reminders_posted"]
    with pytest.raises(NotFound):
        letter_waves.find_wave(desk.session, desk.jury, 99)


def test_numbers_that_cannot_be_are_told_together(desk: Desk) -> None:
    desk.bring_in(big_list(6))
    with pytest.raises(Refused) as refused:
        letter_plans.save_plan(desk.session, desk.jury, PlanValues(10, "0", {"Қала": ("-1", "2")}), actor=desk.who())
    assert {error.code for error in refused.value.reasons} == {"response_is_wrong", "area_weight_is_wrong"}
    plan = letter_plans.save_plan(desk.session, desk.jury, PlanValues(10, "2,5 %", {}), actor=desk.who())
    with pytest.raises(DomainError, match="letters_addresses_too_few_for_answers"):
        letter_plans.need_of(letter_plans.areas_of(desk.session, desk.jury, plan), plan)
    with pytest.raises(DomainError, match="letter_languages_are_equal"):
        letter_plans.save_words(desk.session, desk.jury, LetterWords("x", "1", "", None, "kk", "kk"), actor=desk.who())
