"""Letters: drawn by a public number that everybody can repeat, found by their codes, and what comes back."""
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
from app.domain.letters import AddressState, LetterDrawState, LetterKind, Mark
from app.domain.phases import DiceOutcome
from app.models import Address, LetterFile, Registrant
from app.services import records
from app.services.recruitment import (
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
from app.services.recruitment.letter_plans import LetterWords, PlanValues
from sortition.__main__ import main as sortition
from sortition.beacon import BeaconRound, first_round_from
from sortition.canonical import digest
from tests.cast import Cast
from tests.letter_desk import Desk, big_list, words


@pytest.fixture
def desk(session: Session, cast: Cast, app: Flask, now: datetime) -> Desk:
    return Desk(session, cast, app.extensions["alqa.vault"], now)


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
    everybody = desk.session.scalars(select(Address).order_by(Address.number)).all()
    contents = [[row.number, row.area, desk.vault.open(desk.jury, row.contact_sealed)] for row in everybody]
    assert draw.contents_sha256 == announced["contents_sha256"] == digest(contents)
    assert {desk.code_of(row) for row in desk.drawn()} and all(
        row.code_hash == letter_codes.hash_code(desk.jury, desk.code_of(row), vault=desk.vault)
        and row.letter_draw_id == draw.id and row.drawn_at == draw.drawn_at for row in desk.drawn())
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


def test_erasing_the_list_leaves_numbers_and_areas_for_the_proof(desk: Desk) -> None:
    desk.bring_in(big_list())
    desk.recruit()
    draw = desk.draw(24)
    code = desk.code_of(desk.drawn()[0])
    addresses.erase_list(desk.session, desk.jury)
    desk.session.expire_all()
    listed = addresses.list_addresses(desk.session, desk.jury, state=AddressState.DRAWN, vault=desk.vault)
    assert {(row.code, *row.contact) for row in listed.entries} == {("",)}
    assert listed.total == 24
    assert len(draw.list_text.splitlines()) == 61
    with pytest.raises(DomainError, match="letter_code_is_unknown"):
        letter_codes.find_address(desk.session, desk.jury, code, vault=desk.vault)


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
    opened = letter_files.open_part(desk.session, desk.jury, wave, 1, vault=desk.vault, actor=desk.who())
    assert opened == b"%PDF secret"
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
