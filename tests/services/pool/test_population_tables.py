"""Stored tables: those of the software add up, and what staff store serves every jury."""
from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, Forbidden, NotFound
from app.domain.roles import Actor
from app.services.pool import population_tables
from app.services.pool.population_shares import rows_for, taken_over
from app.services.pool.population_tables import TableFrame
from app.services.pool.targets import FeatureTarget, ValueTarget
from tests.cast import Cast, actor

FRAME = TableFrame("Көкшетау", ("age",), "Bureau of National Statistics", "https://stat.gov.kz", "2026", "")


def test_the_tables_of_the_software_add_up_and_name_their_source(session: Session) -> None:
    tables = {table.key: table for table in population_tables.all_tables(session)}
    regions = tables["region_sex:regions"]
    # What the Bureau of National Statistics published for 1 January 2023 and 1 April 2024.
    assert (len(regions.cells), sum(cell.number for cell in regions.cells)) == (20, 19_765_004)
    assert sum(cell.number for cell in tables["country_sex:kazakhstan"].cells) == 20_095_963
    assert sum(cell.number for cell in tables["country_area:kazakhstan"].cells) == 20_095_963
    for table in tables.values():
        assert table.source and table.source_url.startswith("https://") and table.as_of and table.licence
    for place in ("karaganda", "ulytau", "aktobe", "almaty_region", "turkistan", "zhambyl"):
        assert sum(cell.number for cell in tables[f"region_area:{place}"].cells) == 100


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_table_meets_a_pool_in_another_language(session: Session, language: str) -> None:
    table = population_tables.find_table(session, "country_sex:kazakhstan")
    feature = FeatureTarget("Пол", (ValueTarget("женский"), ValueTarget("мужской")))
    rows = rows_for(feature, table.cells_in(language))
    assert [str(value.share) for value in taken_over(feature, rows, "x").values] == ["51.157", "48.843"]
    names = ("Карагандинская", "г. Астана", "Абай обл.", "Алматинская область", "Алматы")
    regions = FeatureTarget("Облысы", tuple(map(ValueTarget, names)))
    found = rows_for(regions, population_tables.find_table(session, "region_sex:regions").cells_in(language))
    met = {row.value: int(row.number) for row in found if row.value}
    assert met == dict(zip(names, (1_134_753, 1_354_435, 610_189, 1_505_984, 2_161_695), strict=True))


def test_staff_store_a_table_once_for_all(session: Session, cast: Cast, now: datetime) -> None:
    staff = Actor(person_id=cast.outsider, is_staff=True)
    row = population_tables.store_table(session, FRAME, "18-29\t120\n30+\t380\nИтого\t500", actor=staff, now=now)
    found = population_tables.find_table(session, f"stored:{row.id}")
    assert [(cell.names, int(cell.number)) for cell in found.cells] == [(("18-29",), 120), (("30+",), 380)]
    assert (found.place, found.is_ours) == ("Көкшетау", False)
    with pytest.raises(DomainError, match="population_table_is_crossed"):
        population_tables.store_table(session, FRAME, "age\tm\tf\n18-29\t1\t2", actor=staff, now=now)
    with pytest.raises(Forbidden):
        population_tables.store_table(session, FRAME, "a\t1", actor=actor(session, cast, "juror"), now=now)
    with pytest.raises(Forbidden):
        population_tables.remove_table(session, row.id, actor=actor(session, cast, "juror"))
    population_tables.remove_table(session, row.id, actor=staff)
    with pytest.raises(NotFound):
        population_tables.find_table(session, f"stored:{row.id}")
