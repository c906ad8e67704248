"""The desk of the pool: found again, edited with a history, decided on once, erased by the clock."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound, Refused
from app.domain.pool_desk import CaseDecision, ChangeKind, PoolState
from app.domain.stages import Stage
from app.models import PoolUpload, Registrant, RegistrantChange, StageChange
from app.services import records
from app.services.pool import (
    coverage,
    households,
    pool_cases,
    pool_exports,
    pool_imports,
    pool_search,
    pool_uploads,
    pools,
    registrant_changes,
    registrant_data,
    registrants,
    retention,
)
from app.services.pool.pool_cases import OpenCases
from app.services.pool.pool_search import PoolQuery
from app.services.pool.registrants import Edit
from app.services.pool.table_reading.separated import read_separated
from app.services.pool.table_reading.workbooks import read_workbook
from app.services.pool.targets import FeatureTarget, ValueTarget
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of

FILE = """id;Аты-жөні;Телефон;E-mail;Мекенжай;Тіл;Жынысы
001;Әсел Құрманғалиева;8 701 111 22 33;asel@example.kz;Абай к. 5-12;kk;әйел
002;Ғабит Өмірбек;+7 702 111 22 33;gabit@example.kz;Абай к. 5-12;ru;ер
003;Құрманғалиева Әсел;77011112233;other@example.kz;Сәтбаев 9;kk;әйел
004;Пётр Семёнов;87041112233;PETR@example.kz;Сәтбаев көшесі 7;ru;ер
005;=1+1;87051112233;f@example.kz;Сәтбаев к. 7;en;ер
006;'=x;;x@example.kz;;kk;әйел
"""


@pytest.fixture
def vault(app: Flask) -> Vault:
    return app.extensions["alqa.vault"]


Import = Callable[[str], int]


@pytest.fixture
def bring_in(session: Session, cast: Cast, vault: Vault, now: datetime) -> Import:
    """Import a text as an organizer does, and say how many people can be drawn."""
    def bring(content: str) -> int:
        jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
        staged = pool_uploads.stage_table(session, jury, "people.csv", read_separated(content.encode()), vault=vault,
                                          actor=organizer, now=now)
        plan = pool_imports.plan_import(session, jury, staged.id, vault=vault, now=now)
        return pool_imports.carry_out(session, jury, plan, actor=organizer, now=now)

    return bring


def found(session: Session, cast: Cast, vault: Vault, **query: object) -> list[int]:
    page = pool_search.search(session, jury_of(session, cast), PoolQuery(**query), vault=vault)  # type: ignore[arg-type]
    return [entry.registrant.number for entry in page.entries]


def test_people_are_found_by_anything_that_is_known(session: Session, cast: Cast, vault: Vault, now: datetime,
                                                    bring_in: Import) -> None:
    bring_in(FILE)
    organizer = actor(session, cast, "organizer")
    for text_, numbers in {"семенов": [4], "ПЁТР": [4], "8 (701) 111-22-33": [1, 3], "701111": [1, 3], "gabit@": [2],
                           "абай 5-12": [1, 2], "004": [4], "4": [4], "№ 2": [2], "құрман әсел": [1, 3],
                           "nobody": []}.items():
        assert found(session, cast, vault, text=text_) == numbers, text_
    assert found(session, cast, vault, features={"Жынысы": "ер"}, language="ru") == [2, 4]
    assert found(session, cast, vault, shares_household=True) == [1, 2]
    assert found(session, cast, vault, may_be_double=True) == [1, 3]
    registrants.exclude(session, jury_of(session, cast), 3, "moved", vault=vault, actor=organizer, now=now)
    assert found(session, cast, vault, state=PoolState.EXCLUDED) == [3]
    assert found(session, cast, vault, may_be_double=True) == []


def test_a_decision_on_a_household_is_respected_by_the_draw(session: Session, cast: Cast, vault: Vault, now: datetime,
                                                            bring_in: Import) -> None:
    bring_in(FILE)
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")

    def homes() -> list[str | None]:
        return list(pools.sortition_pool(session, jury, ["Жынысы"]).households)

    def open_cases() -> list[tuple[int, ...]]:
        return [case.all_people for case in OpenCases(session, jury, are_homes=True, vault=vault).run().cases]

    id_of = {row.number: row.id for row in session.scalars(select(Registrant))}
    assert homes()[0] == homes()[1] is not None
    assert open_cases() == [(id_of[1], id_of[2]), (id_of[4], id_of[5])]  # one address; two that look alike
    decide = {"vault": vault, "actor": organizer, "now": now}
    pool_cases.decide_household(session, jury, [id_of[1], id_of[2]], [], **decide)
    pool_cases.decide_household(session, jury, [id_of[4], id_of[5]], [id_of[4], id_of[5]], **decide)
    assert homes()[:2] == [None, None]
    assert homes()[3] == homes()[4] is not None
    assert open_cases() == []
    assert pools.count_pool(session, jury).households == 1
    assert households.housemates(session, jury, session.get_one(Registrant, id_of[4])) == [5]
    # Decided again: the newest counts.
    pool_cases.decide_household(session, jury, [id_of[1], id_of[2]], [id_of[1], id_of[2]], **decide)
    pool_cases.decide(session, jury, [id_of[4], id_of[5]], CaseDecision.NOT_A_HOUSEHOLD, **decide)
    assert homes()[0] == homes()[1] is not None
    assert homes()[3:5] == [None, None]
    with pytest.raises(NotFound):
        pool_cases.decide(session, jury, [id_of[1], 10**6], CaseDecision.SAME_HOUSEHOLD, **decide)
    with pytest.raises(DomainError, match="case_needs_two"):
        pool_cases.decide_household(session, jury, [id_of[1], id_of[2]], [id_of[1]], **decide)
    jury.stage = Stage.DRAW
    session.flush()
    with pytest.raises(Conflict, match="pool_is_frozen"):
        pool_cases.decide(session, jury, [id_of[1], id_of[2]], CaseDecision.NOT_A_HOUSEHOLD, **decide)
    assert {entry.kind for entry in records.entries_of(session, jury.id)} >= {"pool_case_decided"}


def test_doubles_are_decided_once_and_stay_decided(session: Session, cast: Cast, vault: Vault, now: datetime,
                                                   bring_in: Import) -> None:
    bring_in(FILE)
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    id_of = {row.number: row.id for row in session.scalars(select(Registrant))}
    decide = {"vault": vault, "actor": organizer, "now": now}

    def open_cases() -> list[tuple[int, ...]]:
        return [case.all_people for case in OpenCases(session, jury, are_homes=False, vault=vault).run().cases]

    assert open_cases() == [(id_of[1], id_of[3])]
    pool_cases.decide(session, jury, [id_of[1], id_of[3]], CaseDecision.DIFFERENT_PEOPLE, **decide)
    assert open_cases() == []
    with pytest.raises(DomainError, match="case_keeps_nobody"):
        pool_cases.decide(session, jury, [id_of[1], id_of[3]], CaseDecision.SAME_PERSON, **decide)
    pool_cases.decide(session, jury, [id_of[1], id_of[3]], CaseDecision.SAME_PERSON, keep=id_of[3], reason="twice",
                      **decide)
    assert found(session, cast, vault, state=PoolState.EXCLUDED) == [1]
    first = session.get_one(Registrant, id_of[1])
    past = registrant_changes.history_of(session, jury, first, vault=vault)
    assert [(one.kind, one.reason, one.changed_by) for one in past] == [
        (ChangeKind.MERGED, "twice", "Olzhas Organizer")]
    assert [(one.decision, one.numbers) for one in pool_cases.latest_decisions(session, jury)] == [
        (CaseDecision.SAME_PERSON, [1, 3]), (CaseDecision.DIFFERENT_PEOPLE, [1, 3])]


def edit_of(**changes: object) -> Edit:
    base = Edit("Әсел Құрманғалиева", "asel@example.kz", "+77011112233", ("Абай к. 5-12",), "kk", {"Жынысы": "әйел"}, 0)
    return Edit(**{**base.__dict__, **changes})  # type: ignore[arg-type]


def test_an_edit_has_a_history_that_only_the_key_opens(session: Session, cast: Cast, vault: Vault, now: datetime,
                                                       bring_in: Import) -> None:
    bring_in(FILE)
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    decide = {"vault": vault, "actor": organizer, "now": now}
    assert registrants.edit(session, jury, 1, edit_of(), **decide) == 0
    assert registrants.edit(session, jury, 1, edit_of(phone="8 747 000 11 22", address=("Мира 1",),
                                                      features={"Жынысы": "ер"}), **decide) == 3
    person = pools.find_registrant(session, jury, 1)
    past = registrant_changes.history_of(session, jury, person, vault=vault)
    assert {(one.field, one.old, one.new) for one in past[0].fields} == {
        ("phone", "+77011112233", "+77470001122"), ("address", "Абай к. 5-12", "Мира 1"),
        ("feature:Жынысы", "әйел", "ер")}
    assert found(session, cast, vault, text="8 747 000") == [1]
    assert households.housemates(session, jury, person) == []
    stored = session.scalars(select(RegistrantChange.content_sealed)).all()
    assert all("Мира".encode() not in sealed for sealed in stored)
    with pytest.raises(Conflict, match="registrant_changed_meanwhile"):
        registrants.edit(session, jury, 1, edit_of(), **decide)
    seen = registrant_changes.latest_id(session, person)
    with pytest.raises(Refused):
        registrants.edit(session, jury, 1, edit_of(seen=seen, email="no", phone="no"), **decide)
    jury.stage = Stage.SEATING  # a wrong number can still be corrected, but not what the draw took
    session.flush()
    with pytest.raises(Conflict, match="pool_is_frozen"):
        registrants.edit(session, jury, 1, edit_of(seen=seen), **decide)
    assert registrants.edit(session, jury, 1, edit_of(seen=seen, features={"Жынысы": "ер"}), **decide) == 2
    everything = registrant_data.everything_about(session, jury, person, vault=vault, actor=organizer)
    assert everything["contact"]["phone"] == "+77011112233"
    assert len(everything["history"]) == 2


def test_an_import_that_changes_people_says_so_in_their_history(session: Session, cast: Cast, vault: Vault,
                                                                bring_in: Import) -> None:
    bring_in(FILE)
    bring_in(FILE.replace("Ғабит Өмірбек", "Ғабит Омаров"))
    jury = jury_of(session, cast)
    past = registrant_changes.history_of(session, jury, pools.find_registrant(session, jury, 2), vault=vault)
    assert [(one.kind, one.fields[0].old, one.fields[0].new) for one in past] == [
        (ChangeKind.IMPORTED, "Ғабит Өмірбек", "Ғабит Омаров")]
    outcome, name = pool_uploads.past_imports(session, jury)[0]
    assert (outcome.outcome, name) == (
        {"added": 0, "changed": 1, "unchanged": 5, "missing": 0, "left_out": 0}, "Olzhas Organizer")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_comes_back_without_a_difference(session: Session, cast: Cast, vault: Vault, now: datetime,
                                                   bring_in: Import, kind: str) -> None:
    bring_in(FILE)
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    content = pool_exports.export_pool(session, jury, kind, vault=vault, actor=organizer)
    table = read_workbook(content) if kind == "xlsx" else read_separated(content)
    staged = pool_uploads.stage_table(session, jury, "back", table, vault=vault, actor=organizer, now=now)
    plan = pool_imports.plan_import(session, jury, staged.id, vault=vault, now=now)
    assert (plan.unchanged, plan.added, plan.changes, plan.missing) == (6, [], [], [])
    assert table.rows[0][0] == "001"
    assert (b"<f>" in content) is False


def test_the_pool_is_measured_against_the_targets_before_it_is_too_late(session: Session, cast: Cast,
                                                                        bring_in: Import) -> None:
    # 16 women, 8 men; 6 of them are old
    rows = "".join(f"{n};{'ж' if n % 3 else 'м'};{'18-29' if n % 4 else '60+'}\n" for n in range(1, 25))
    bring_in(f"id;пол;возраст\n{rows}")
    jury = jury_of(session, cast)

    def cover(women: int, old: int) -> coverage.Coverage:
        wanted = [FeatureTarget("пол", (ValueTarget("ж", women, 6, people=16), ValueTarget("м", 2, 6, people=8))),
                  FeatureTarget("возраст", (ValueTarget("18-29", 2, 6), ValueTarget("60+", old, 6)))]
        return coverage.cover(pools.sortition_pool(session, jury, ["пол", "возраст"]), wanted, 6)

    assert cover(2, 2) == coverage.Coverage(3)
    twice = cover(2, 3)
    assert (twice.times, twice.aim, twice.standing) == (2, 3, coverage.Standing.THIN)
    assert [(one.count, one.values.get("возраст")) for one in twice.recruits] == [(3, "60+")]
    none = coverage.cover(None, [FeatureTarget("пол", (ValueTarget("ж", 3, 3), ValueTarget("м", 3, 3)))], 6)
    assert none.standing is coverage.Standing.SHORT
    few = coverage.count_features([
        FeatureTarget("пол", (ValueTarget("ж", 3, 3, people=2), ValueTarget("м", 3, 3, people=5)))])
    assert [(value.standing, value.lacking) for value in few[0].values] == [
        (coverage.Standing.SHORT, 7), (coverage.Standing.THIN, 4)]


def test_a_cancelled_jury_forgets_its_pool(session: Session, cast: Cast, vault: Vault, now: datetime,
                                           bring_in: Import) -> None:
    bring_in(FILE)
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    retention.keep_for(session, jury, 10, 60, actor=organizer, now=now)
    with pytest.raises(DomainError, match="retention_is_out_of_range"):
        retention.keep_for(session, jury, 31, 60, actor=organizer, now=now)
    assert retention.clocks_of(session, jury, now=now).pool.due_at is None
    session.execute(text("UPDATE jury SET stage = 'cancelled'"))
    session.expire_all()
    with pytest.raises(Conflict, match="retention_only_shorter"):
        retention.keep_for(session, jury, 20, 60, actor=organizer, now=now)
    session.add(StageChange(jury_id=jury.id, source=Stage.DRAFT, target=Stage.CANCELLED, at=now))
    session.flush()
    clock = retention.clocks_of(session, jury, now=now).pool
    assert (clock.people, clock.due_at) == (6, now + timedelta(days=10))
    assert retention.erase_due(session, jury, vault=vault, now=now + timedelta(days=9)) == {}
    assert jury.id in retention.juries_to_look_at(session)
    assert retention.erase_due(session, jury, vault=vault, now=now + timedelta(days=10)) == {"pool": 6}
    assert retention.erase_due(session, jury, vault=vault, now=now + timedelta(days=11)) == {}
    assert session.scalars(select(Registrant)).all() == []
    assert session.scalars(select(PoolUpload)).all() == []
    entry = next(entry for entry in records.entries_of(session, jury.id) if entry.kind == "pool_erased")
    assert entry.data == {"people": 6}
