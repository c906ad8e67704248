"""Tables as people paste them, and which value of the pool each row means."""
from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.errors import DomainError
from app.services.pool.population_shares import ShareRow, is_short_of_hundred, rows_for, taken_over
from app.services.pool.share_pastes import read_paste
from app.services.pool.targets import FeatureTarget, ValueTarget

SEX = FeatureTarget("Пол", (ValueTarget("ж"), ValueTarget("м")))
AGE = FeatureTarget("Возраст", (ValueTarget("18–29"), ValueTarget("30–44"), ValueTarget("45+")))
BOTH = FeatureTarget("Пол × Возраст", tuple(ValueTarget(f"{s}, {a}") for s in "жм" for a in ("18–29", "30–44", "45+")),
                     crosses=("Пол", "Возраст"))
CROSSED = ("Возраст\tМужчины\tЖенщины\tВсего\n18-29\t1 000 000\t1\N{NO-BREAK SPACE}100 000\t2 100 000\n"
           "30-44\t3 000 000\t–\t3 000 000\n45 и старше\t500 000\t1 000 000\t1 500 000\n"
           "Итого\t4 500 000\t2 100 000\t6 600 000")


@pytest.mark.parametrize(("text", "numbers"), [
    ("Женщины\t51,4\nМужчины\t48,6", {"Женщины": "51.4", "Мужчины": "48.6"}),
    ("Женщины,51,4\nМужчины,48,6", {"Женщины": "51.4", "Мужчины": "48.6"}),  # commas between cells and in numbers
    ("Women, 51.4%\nMen 48.6 %\nTotal 100", {"Women": "51.4", "Men": "48.6"}),
    ("пол;доля\nж;51,4 %\nм;48,6\n;;\n", {"ж": "51.4", "м": "48.6"}),
    ("18–29 24,5\n30–44 35,5\n45+ 40", {"18–29": "24.5", "30–44": "35.5", "45+": "40"}),
    ("ж\t1,234\nм\t987", {"ж": "1234", "м": "987"}),
    ("a\t33.333\nb\t33.333\nc\t33.334", {"a": "33.333", "b": "33.333", "c": "33.334"}),
    ("\tчеловек\t%\nЖенщины\t10 280 498\t51,2\nМужчины\t9 815 465\t48,8\nВсего\t20 095 963\t100",
     {"Женщины": "10280498", "Мужчины": "9815465"}),
    ("ж\t-\nм\t100", {"ж": "0", "м": "100"}),
])
def test_pasted_rows_are_understood(text: str, numbers: dict[str, str]) -> None:
    assert {cell.names[0]: str(cell.number) for cell in read_paste(text).cells} == numbers


@pytest.mark.parametrize(("text", "code", "params"), [
    ("", "paste_is_empty", {}), (" ;;\n\t", "paste_is_empty", {}), ("a\nb", "paste_has_no_numbers", {}),
    ("a\t0\nb\t0", "paste_has_no_numbers", {}),
    ("a\t1\nb\tmany\nc\t3", "paste_is_no_number", {"row": 2, "column": 2, "text": "many"}),
    ("a\t-5\nb\t3\nc\t3", "paste_is_no_number", {"row": 1, "column": 2, "text": "-5"}),
    ("a\t5\nb\t3\na\t5", "paste_value_is_twice", {"row": 3, "value": "a"}),
    ("1\t2\t3", "paste_needs_header", {"columns": 2}),
    ("\t5\nb\t6", "paste_name_is_blank", {"row": 1, "column": 1}),
    ("a\t1\n" * 401, "paste_is_too_long", {"lines": 400}),
])
def test_faults_of_a_paste_name_row_and_column(text: str, code: str, params: dict[str, object]) -> None:
    with pytest.raises(DomainError) as refused:
        read_paste(text)
    found = refused.value.reasons[0]
    assert (found.code, found.params) == (code, params)


def test_a_crossed_table_serves_a_feature_and_a_crossed_one() -> None:
    paste = read_paste(CROSSED)
    assert (paste.totals, paste.is_sum_wrong) == (2, False)
    ages = {row.name: (str(row.number), row.value) for row in rows_for(AGE, paste.cells)}
    assert ages == {"18-29": ("2100000", "18–29"), "30-44": ("3000000", "30–44"), "45 и старше": ("1500000", "45+")}
    assert {row.value: str(row.number) for row in rows_for(SEX, paste.cells)} == {"м": "4500000", "ж": "2100000"}
    pairs = {row.value: int(row.number) for row in rows_for(BOTH, paste.cells, [SEX, AGE])}
    assert pairs == {"ж, 18–29": 1_100_000, "м, 18–29": 1_000_000, "ж, 30–44": 0, "м, 30–44": 3_000_000,
                     "ж, 45+": 1_000_000, "м, 45+": 500_000}
    assert read_paste("a\t5\nb\t6\nвсего\t20").is_sum_wrong


def test_rows_that_count_for_nobody_are_left_out_of_the_percentages() -> None:
    rows = rows_for(AGE, read_paste("0-17\t500\n18-24\t100\n25-29\t100\n30-44\t100\n45-59\t60\n60+\t40").cells)
    assert [row.value for row in rows] == ["", "18–29", "18–29", "30–44", "45+", "45+"]
    new = taken_over(AGE, rows, "a table")
    assert [str(value.share) for value in new.values] == ["50.000", "25.000", "25.000"]
    assert new.source == "a table"
    with pytest.raises(DomainError, match="share_is_missing"):
        taken_over(AGE, rows[:4], "")
    # A file for all features: only the rows of this one.
    cells = read_paste("feature,value,percent\nПол,ж,51.4\nПол,м,48.6\nГород,да,61\nГород,нет,39").cells
    assert {row.value: str(row.number) for row in rows_for(SEX, cells)} == {"ж": "51.4", "м": "48.6"}


def test_percentages_with_a_gap_are_noticed() -> None:
    def rows(*numbers: int) -> list[ShareRow]:
        return [ShareRow("x", Decimal(number)) for number in numbers]

    assert is_short_of_hundred(rows(50, 41)) and is_short_of_hundred(rows(60, 45))
    assert not is_short_of_hundred(rows(50, 50)) and not is_short_of_hundred(rows(500, 41))
