"""A messy list of addresses becomes one that can be drawn from, all of it or nothing."""
from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, Refused
from app.domain.letters import AddressUse
from app.models import Address, Jury
from app.services.pool.table_reading.separated import read_separated
from app.services.recruitment import (
    address_imports,
    address_uploads,
    addresses,
    letter_tables,
)
from app.services.recruitment.address_columns import AddressColumns, guess_columns
from tests.cast import Cast
from tests.letter_desk import Desk, big_list

MESSY = """Тізім: Петропавл мекенжайлары;;;;;;
РКА;Көше;Үй;Пәтер;Елді мекен;Индекс;Аудан
A1;Абай к.;5;12;Петропавл;150000;Орталық
A2;АБАЙ К;5;12;петропавл;150000;Орталық
A3;=Абай;7;;Петропавл;150000;орталық
A4;;;;Петропавл;150000;Орталық
A4;Сәтбаев;1;1;Петропавл;150000;
A5;Құрманғазы;9;;Бескөл;150700;Қызылжар
"""


@pytest.fixture
def desk(session: Session, cast: Cast, app: Flask, now: datetime) -> Desk:
    return Desk(session, cast, app.extensions["alqa.vault"], now)


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
    assert blocking == {("address_is_blank", 6, "Көше"), ("address_id_is_twice", 7, "РКА"),
                        ("area_is_blank", 7, "Аудан")}
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
