"""From a file to people: guesses, problems, the difference, and all or nothing."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.pool_columns import ColumnUse
from app.domain.stages import Stage
from app.models import PoolUpload, Registrant
from app.services import records
from app.services.pool import pool_imports, pool_uploads, pools, registrants, targets
from app.services.pool.pool_columns import Columns, guess_columns
from app.services.pool.pool_exports import export_pool
from app.services.pool.pool_imports import Plan
from app.services.pool.table_reading.separated import read_separated
from app.services.pool.targets import FeatureTarget, ValueTarget
from app.services.vault import Vault
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of

FILE = """id;Аты-жөні;Телефон;E-mail;Мекенжай;Тіл;Жынысы;Аудан
1;Әсел Құрманғалиева;8 701 111 22 33;asel@example.kz;Абай к. 5-12;қазақша;әйел;Медеу
2;Ғабит Өмірбек;+7 702 111 22 33;gabit@example.kz;АБАЙ К. 5-12;русский;ер;Бостандық
3;Ким Олег;77031112233;oleg@example.kz;Сатпаев 1;ru;Ер;Медеу
4;Нет Адреса;7041112233;na@example.kz;;;ер;Алмалы
5;Тоже Без;7051112233;tb@example.kz;;en;әйел;Алмалы
"""
Import = Callable[..., Plan]


@pytest.fixture
def vault(app: Flask) -> Vault:
    return app.extensions["alqa.vault"]


@pytest.fixture
def plan(session: Session, cast: Cast, vault: Vault, now: datetime) -> Import:
    """Stage a text as a file and say what its import would do."""
    def make(text: str, columns: Columns | None = None) -> Plan:
        jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
        upload = pool_uploads.stage_table(session, jury, "pool.csv", read_separated(text.encode()), vault=vault,
                                          actor=organizer, now=now)
        if columns:
            pool_uploads.choose_columns(session, jury, upload.id, columns, vault=vault, actor=organizer)
        return pool_imports.plan_import(session, jury, upload.id, vault=vault, now=now)
    return make


@pytest.fixture
def carry_out(session: Session, cast: Cast, now: datetime) -> Callable[[Plan], int]:
    moments = iter(range(1, 100))

    def carry(plan: Plan) -> int:
        return pool_imports.carry_out(session, jury_of(session, cast), plan, actor=actor(session, cast, "organizer"),
                                      now=now + timedelta(seconds=next(moments)))
    return carry


def codes(plan: Plan, *, is_blocking: bool) -> dict[str, list[tuple[int | None, str | None]]]:
    found: dict[str, list[tuple[int | None, str | None]]] = {}
    for problem in plan.reading.problems:
        if problem.is_blocking is is_blocking:
            found.setdefault(problem.error.code, []).append((problem.row, problem.column))
    return found


@pytest.mark.parametrize(("title", "cells", "use"), [
    ("nationbuilder_id", ["p1", "p2", "p3"], ColumnUse.ID), ("№", ["1", "2", "3"], ColumnUse.ID),
    ("№", ["1", "1", "2", "2"], ColumnUse.FEATURE), ("Номер телефона", ["8701", "8702", "8703"], ColumnUse.PHONE),
    ("ФИО", ["а", "б", "в"], ColumnUse.NAME), ("Аты-жөні", ["а", "б", "в"], ColumnUse.NAME),
    ("first_name", ["a", "b", "c"], ColumnUse.NAME), ("Email address", ["a@b.kz", "", ""], ColumnUse.EMAIL),
    ("Эл. почта", ["a@b.kz", "", ""], ColumnUse.EMAIL), ("primary_address1", ["x", "y", "z"], ColumnUse.ADDRESS),
    ("zip_royal_mail", ["x", "y", "z"], ColumnUse.ADDRESS), ("Мекенжайы", ["x", "y", "z"], ColumnUse.ADDRESS),
    ("Почтовый индекс", ["x", "y", "z"], ColumnUse.ADDRESS), ("Язык", ["рус", "каз", "рус"], ColumnUse.LANGUAGE),
    ("ИИН", ["1", "2", "3"], ColumnUse.NOTHING), ("Комментарий", ["a", "b", "c"], ColumnUse.NOTHING),
    ("Жынысы", ["ер", "әйел", "ер"], ColumnUse.FEATURE), ("whatever", ["a@b.kz", "c@d.kz", "e@f.kz"], ColumnUse.EMAIL),
])
def test_columns_are_guessed_by_title_and_cells(title: str, cells: list[str], use: ColumnUse) -> None:
    rows = "\n".join(f"{cell},x" for cell in cells)
    assert guess_columns(read_separated(f"{title},other\n{rows}\n".encode())).uses[0] is use


def test_a_file_becomes_people_with_sealed_contacts(session: Session, cast: Cast, vault: Vault, plan: Import,
                                                    carry_out: Callable[[Plan], int]) -> None:
    ready = plan(FILE)
    assert ready.is_possible
    assert carry_out(ready) == 5
    people = {row.external_id: row for row in session.scalars(select(Registrant))}
    first = people["1"]
    assert first.features == {"Жынысы": "әйел", "Аудан": "Медеу"}
    assert first.language == "kk"
    assert vault.open(jury_of(session, cast), first.contact_sealed) == {
        "name": "Әсел Құрманғалиева", "address": ["Абай к. 5-12"], "email": "asel@example.kz", "phone": "+77011112233"}
    assert "Әсел".encode() not in first.contact_sealed
    assert people["3"].features["Жынысы"] == "ер"  # the first spelling that was met
    assert people["4"].language == "kk"  # the jury's own language, where the file says none
    entry = records.entries_of(session, cast.jury_id)[-1]
    assert (entry.kind, entry.data) == ("pool_imported", {"added": 5, "changed": 0, "people": 5})


def test_one_address_is_one_household_and_a_blank_one_is_none(session: Session, cast: Cast, plan: Import,
                                                              carry_out: Callable[[Plan], int]) -> None:
    carry_out(plan(FILE))
    homes = {row.external_id: row.household for row in session.scalars(select(Registrant))}
    assert homes["1"] == homes["2"] is not None  # capital letters do not make another address
    assert homes["3"] not in {None, homes["1"]}
    assert homes["4"] is homes["5"] is None
    counts = pools.count_pool(session, jury_of(session, cast))
    assert (counts.people, counts.households, counts.with_address) == (5, 1, 3)


def test_every_problem_is_told_with_its_place(plan: Import, carry_out: Callable[[Plan], int], session: Session) -> None:
    found = plan("id;name;email;sex;age\n1;A;a@x.kz;f;18-29\n;B;b@x.kz;m;18-29\n1;C;c@;f;30-44\n"
                 "4;Ал?ия;a@x.kz;;30-44\n\n6;F;f@x.kz;F;30-44\n")
    assert codes(found, is_blocking=True) == {
        "id_is_missing": [(3, "id")], "id_is_twice": [(4, "id")], "feature_is_blank": [(5, "sex")]}
    assert codes(found, is_blocking=False) == {
        "email_is_bad": [(4, "email")], "email_is_twice": [(5, "email")], "letters_are_lost": [(5, "name")],
        "value_is_spelt_otherwise": [(7, "sex")]}
    with pytest.raises(DomainError, match="import_is_blocked"):
        carry_out(found)
    assert session.scalars(select(Registrant)).all() == []


def test_faulty_rows_can_be_left_out(plan: Import, carry_out: Callable[[Plan], int], session: Session) -> None:
    text = "id;sex;age\n1;f;18-29\n;m;18-29\n3;;18-29\n4;m;30-44\n"
    uses = (ColumnUse.ID, ColumnUse.FEATURE, ColumnUse.FEATURE)
    assert not plan(text, Columns(uses)).is_possible
    ready = plan(text, Columns(uses, skip_faulty=True))
    assert (ready.is_possible, ready.reading.left_out) == (True, 2)
    assert carry_out(ready) == 2


def test_a_second_file_adds_updates_and_keeps(session: Session, cast: Cast, vault: Vault, plan: Import,
                                              carry_out: Callable[[Plan], int]) -> None:
    carry_out(plan(FILE))
    again = plan(FILE)
    assert (again.added, again.updated, again.unchanged, again.missing) == ([], [], 5, [])
    second = plan("id,name,Жынысы,Аудан\n2,Ғабит Өмірбекұлы,ЕР,Алмалы\n3,Ким Олег,ер,Медеу\n9,New Person,әйел,Медеу\n")
    assert [field.field for change in second.changes for field in change.fields] == ["feature:Аудан", "name"]
    assert (len(second.added), second.unchanged, second.missing) == (1, 1, ["1", "4", "5"])
    assert carry_out(second) == 6
    row = session.scalars(select(Registrant).where(Registrant.external_id == "2")).one()
    contact = vault.open(jury_of(session, cast), row.contact_sealed)
    assert (contact["name"], contact["phone"]) == ("Ғабит Өмірбекұлы", "+77021112233")  # no column, no change
    assert row.household is not None
    assert [r.number for r in session.scalars(select(Registrant).order_by(Registrant.number))] == [1, 2, 3, 4, 5, 6]


def test_features_must_fit_those_that_are_there(plan: Import, carry_out: Callable[[Plan], int]) -> None:
    carry_out(plan(FILE))
    assert "feature_is_not_in_file" in codes(plan("id,Жынысы\n9,ер\n8,әйел\n7,ер\n"), is_blocking=True)
    wider = plan("id,Жынысы,Аудан,Білімі\n9,ер,Медеу,a\n8,әйел,Медеу,b\n7,ер,Медеу,b\n")
    assert "feature_is_new" in codes(wider, is_blocking=True)


def test_a_value_without_target_stops_the_import(session: Session, cast: Cast, plan: Import, now: datetime) -> None:
    wanted = FeatureTarget("sex", (ValueTarget("f", 8, 12), ValueTarget("m", 8, 12)))
    targets.save_targets(session, jury_of(session, cast), [wanted], actor=actor(session, cast, "organizer"), now=now)
    found = plan("id,Sex\n1,F\n2,femal\n")
    assert codes(found, is_blocking=True) == {"value_is_unknown": [(3, "Sex")]}
    assert found.reading.rows[0].features == {"sex": "f"}  # the targets' spelling


def test_people_without_identifier_are_numbered(session: Session, plan: Import,
                                                carry_out: Callable[[Plan], int]) -> None:
    text = "name,sex\nA,f\nB,m\n"
    carry_out(plan(text))
    carry_out(plan(text))
    assert [row.external_id for row in session.scalars(select(Registrant).order_by(Registrant.number))] == list("1234")


def test_the_export_imports_without_a_difference(session: Session, cast: Cast, vault: Vault, plan: Import,
                                                 carry_out: Callable[[Plan], int]) -> None:
    carry_out(plan(FILE.replace("Ким Олег", "=cmd|' /C calc'!A0")))
    content = export_pool(session, jury_of(session, cast), vault=vault, actor=actor(session, cast, "organizer"))
    assert b";=" not in content
    assert b";+" not in content
    again = plan(content.decode("utf-8-sig"))
    assert (len(again.added), len(again.updated), again.unchanged) == (0, 0, 5)
    with pytest.raises(Forbidden):
        export_pool(session, jury_of(session, cast), vault=vault, actor=actor(session, cast, "overseer"))


def test_nothing_of_the_file_stays_behind(session: Session, cast: Cast, vault: Vault, plan: Import, now: datetime,
                                          carry_out: Callable[[Plan], int]) -> None:
    first = plan(FILE)
    second = plan(FILE)  # a new file of the same person replaces the first
    with pytest.raises(NotFound, match="upload_is_gone"):
        pool_uploads.find_upload(session, jury_of(session, cast), first.upload_id, vault=vault)
    carry_out(second)
    assert [row.rows_sealed for row in session.scalars(select(PoolUpload))] == [b""]
    plan(FILE)
    assert pool_uploads.forget_old_uploads(session, now=now + timedelta(hours=25)) == 1


def test_only_the_organizer_imports_and_only_while_recruiting(session: Session, cast: Cast, vault: Vault, plan: Import,
                                                              now: datetime, carry_out: Callable[[Plan], int]) -> None:
    ready = plan(FILE)
    for who in ("juror", "overseer", "facilitator", "outsider"):
        with pytest.raises(Forbidden):
            pool_imports.carry_out(session, jury_of(session, cast), ready, actor=actor(session, cast, who), now=now)
    jury = jury_of(session, cast)
    jury.stage = Stage.DRAW
    session.flush()
    with pytest.raises(Conflict, match="pool_is_frozen"):
        carry_out(ready)
    with pytest.raises(Conflict, match="pool_is_frozen"):
        plan(FILE)
    assert session.scalars(select(Registrant)).all() == []


def test_of_many_presses_exactly_one_imports(app: Flask, cast: Cast, vault: Vault, now: datetime) -> None:
    outcomes: list[str] = []
    with app.app_context(), transaction() as session:
        upload = pool_uploads.stage_table(session, jury_of(session, cast), "x", read_separated(FILE.encode()),
                                          vault=vault, actor=actor(session, cast, "organizer"), now=now).id

    def press(number: int) -> None:
        with app.app_context():
            try:
                with transaction() as session:
                    ready = pool_imports.plan_import(session, jury_of(session, cast), upload, vault=vault, now=now)
                    pool_imports.carry_out(session, jury_of(session, cast), ready, now=now + timedelta(seconds=number),
                                           actor=actor(session, cast, "organizer"))
                outcomes.append("imported")
            except DomainError as refused:
                outcomes.append(refused.code)

    threads = [Thread(target=press, args=(number,)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("imported") == 1, outcomes
    assert set(outcomes) <= {"imported", "upload_is_gone", "pool_changed_meanwhile"}
    with app.app_context(), transaction() as session:
        assert len(session.scalars(select(Registrant)).all()) == 5


def test_a_pool_that_changed_meanwhile_is_looked_at_again(session: Session, cast: Cast, plan: Import, now: datetime,
                                                          vault: Vault, carry_out: Callable[[Plan], int]) -> None:
    carry_out(plan(FILE))
    ready = plan(FILE.replace("Медеу", "Алатау"))
    registrants.exclude(session, jury_of(session, cast), 1, "moved", vault=vault,
                        actor=actor(session, cast, "organizer"), now=now + timedelta(hours=1))
    with pytest.raises(Conflict, match="pool_changed_meanwhile"):
        carry_out(ready)
