"""The report on a draw: true figures, and the remarks that people should hear."""

import json
import random
from dataclasses import asdict
from fractions import Fraction

import pytest

from sortition.draw import Person
from sortition.errors import InputError
from sortition.report import Report, draw_report, small_cells

PEOPLE = [Person(f"p{i}", {"sex": "f" if i < 3 else "m", "area": "aul" if i % 2 else "town"}) for i in range(10)]
QUOTAS = {"sex": {"f": (2, 2), "m": (2, 2)}, "area": {"aul": (1, 3), "town": (1, 3)}}
CHANCES = {p.id: Fraction(2, 3) if p.features["sex"] == "f" else Fraction(2, 7) for p in PEOPLE}
CENSUS = {"sex": {"f": Fraction(51), "m": Fraction(49)}, "area": {"aul": Fraction(1), "town": Fraction(1)}}


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


def test_rows_show_asked_expected_seated_pool_and_population() -> None:
    report = draw_report(PEOPLE, CHANCES, QUOTAS, seats=4, panel=["p0", "p1", "p3", "p4"], population=CENSUS)
    row = report.rows[0]
    assert (row.feature, row.value, row.minimum, row.maximum) == ("sex", "f", 2, 2)
    assert (row.expected, row.seated, row.registered, row.pool) == (2.0, 2, 3, 0.3)
    assert row.population == pytest.approx(0.51)
    assert sum(one.expected for one in report.rows if one.feature == "area") == pytest.approx(4)
    json.dumps(asdict(report))


def test_the_remarks_of_an_ordinary_draw() -> None:
    report = draw_report(PEOPLE, CHANCES, QUOTAS, seats=4, panel=["p0", "p1", "p3", "p4"], population=CENSUS)
    assert codes(report) == ["quotas_kept", "chances_spread", "group_short", "group_plentiful", "cells_small"]
    spread, short, plentiful, cells = report.findings[1:]
    assert spread.params["times"] == pytest.approx(7 / 3)
    assert (short.params["value"], plentiful.params["value"]) == ("f", "m")
    assert cells.params == {"count": 10, "people": 10, "limit": 5}


def test_missed_quotas_and_panels_far_from_the_population_are_named() -> None:
    report = draw_report(PEOPLE, CHANCES, QUOTAS, seats=4, panel=["p3", "p5", "p7", "p9"], population=CENSUS)
    missed = [(f.params["value"], f.params["count"]) for f in report.findings if f.code == "quota_missed"]
    assert missed == [("f", 0), ("m", 4), ("aul", 4), ("town", 0)]
    assert codes(report).count("panel_above") == codes(report).count("panel_below") == 2


def test_people_without_a_chance_and_with_certainty_are_counted() -> None:
    chances = {person.id: Fraction(place < 4) for place, person in enumerate(PEOPLE)}
    report = draw_report(PEOPLE, chances, QUOTAS, seats=4)
    assert codes(report)[:2] == ["people_never", "people_certain"]
    assert [f.params["count"] for f in report.findings[:2]] == [6, 4]
    assert "chances_spread" not in codes(report)
    assert (report.chances.minimum, report.chances.median, report.chances.maximum) == (0, 0, 1)


@pytest.mark.parametrize("seed", range(5))
def test_everybody_is_in_one_bin_of_the_histogram(seed: int) -> None:
    chance = random.Random(seed)
    chances = {person.id: Fraction(chance.randint(0, 30), 30) for person in PEOPLE}
    found = draw_report(PEOPLE, chances, QUOTAS, seats=4, bins=7).chances
    assert sum(one.people for one in found.histogram) == 10
    top = max(chances.values())
    for number, one in enumerate(found.histogram):
        above, most = top * number / 7, top * (number + 1) / 7
        inside = [c for c in chances.values() if above < c <= most or (number == 0 and c == 0)]
        assert (one.people, one.above, one.most) == (len(inside), float(above), float(most))
    assert found.histogram[0].above == 0
    assert found.histogram[-1].most == found.maximum


def test_a_median_of_an_even_number_lies_between() -> None:
    chances = {person.id: Fraction(place, 100) for place, person in enumerate(PEOPLE)}
    assert draw_report(PEOPLE, chances, QUOTAS, seats=4).chances.median == 0.045


def test_features_may_be_open_only_when_every_cell_has_five() -> None:
    people = [Person(str(i), {"sex": "f" if i < 5 else "m"}) for i in range(10)]
    assert small_cells(people, ["sex"]) == 0
    assert small_cells(people[1:], ["sex"]) == 4
    assert "cells_small" not in codes(
        draw_report(people, dict.fromkeys(map(str, range(10)), Fraction(1, 5)), {"sex": {}}, seats=2)
    )


def test_nonsense_is_refused() -> None:
    with pytest.raises(InputError, match="pool_empty"):
        draw_report([], {}, QUOTAS, seats=4)
    with pytest.raises(InputError, match="id_unknown"):
        draw_report(PEOPLE, CHANCES, QUOTAS, seats=4, panel=["nobody"])


def test_zero_chances_everywhere_do_not_break_the_histogram() -> None:
    report = draw_report(PEOPLE, dict.fromkeys((p.id for p in PEOPLE), Fraction(0)), QUOTAS, seats=4)
    assert [one.people for one in report.chances.histogram] == [10] + [0] * 9
