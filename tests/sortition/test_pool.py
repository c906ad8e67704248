"""Reading pools, quotas and shares: encodings, separators, XLSX; every fault names file, row and column."""

import openpyxl
import pytest

from sortition import InputError, Pool, Quotas, Source, apportion, lottery, targets
from sortition.spelling import fold

TEXT = "id;имя;область\n1;Әсел;Қызылорда\n2;Иван;Алматы\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "kz1048"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_usual_encodings_and_separators_are_recognised(tmp_path, encoding, separator):
    path = tmp_path / "pool.csv"
    path.write_bytes(TEXT.replace(";", separator).encode(encoding))
    pool = Pool.from_file(path, features=["область"])
    assert pool.ids == ("1", "2")
    assert pool.values == (("Қызылорда",), ("Алматы",))


def test_windows_1251_without_kazakh_letters_is_read(tmp_path):
    path = tmp_path / "pool.csv"
    path.write_bytes("id,область\n1,Алматы\n".encode("cp1251"))
    assert Pool.from_file(path, features=["область"]).values == (("Алматы",),)


def test_xlsx_is_read_like_csv(tmp_path):
    book = openpyxl.Workbook()
    for row in (["id", "sex"], [1, "f"], [2.0, "m"], [None, None]):
        book.active.append(row)
    book.save(tmp_path / "pool.xlsx")
    pool = Pool.from_file(tmp_path / "pool.xlsx", features=["sex"])
    assert pool.ids == ("1", "2")


def faults_of(action):
    with pytest.raises(InputError) as caught:
        action()
    return [(fault.code, fault.params.get("row"), fault.params.get("column")) for fault in caught.value.faults]


def test_all_faults_of_a_pool_are_told_at_once_with_row_and_column(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("id,sex\na,f\na,m\n\n,f\nb,\n", encoding="utf-8")
    assert faults_of(lambda: Pool.from_file(path, features=["sex"])) == [
        ("id_twice", 3, "id"),
        ("id_blank", 5, "id"),
        ("cell_blank", 6, "sex"),
    ]


def test_unknown_values_name_the_row_and_what_is_known():
    pool = Pool.from_rows(["id", "sex"], [["a", "F "], ["b", "x"]], features=["sex"], file="p.csv")
    with pytest.raises(InputError) as caught:
        pool.codes(Quotas.from_dict({"sex": {"f": (0, 1), "m": (0, 1)}}))
    assert caught.value.params == {"file": "p.csv", "row": 3, "column": "sex", "value": "x", "known": "f, m"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [("file_empty", None, None)]),
        (b"id,sex\na,f,extra\n", [("row_too_long", 2, None)]),
        (b"id,age\na,3\n", [("column_missing", None, "sex")]),
        (b"id,sex,Sex\na,f,f\n", [("column_twice", None, "sex")]),
        (b"id,sex\n", [("pool_empty", None, None)]),
        (b'id,sex\n"a,f\n', [("csv_broken", None, None)]),
        (b"PK not a zip", [("xlsx_broken", None, None)]),
    ],
)
def test_broken_files_are_refused(tmp_path, content, expected):
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    assert faults_of(lambda: Pool.from_file(path, features=["sex"])) == expected


def test_a_missing_file_is_told():
    assert faults_of(lambda: Pool.from_file("nowhere.csv", features=["sex"])) == [("file_not_found", None, None)]


def test_quota_files_of_other_tools_load_with_and_without_flex_columns(tmp_path):
    path = tmp_path / "categories.csv"
    path.write_text("category,name,min,max,min_flex,max_flex\nsex,f,1,2,0,3\nsex,m,1,2,,\n", encoding="utf-8")
    first, second = Quotas.from_csv(path).quotas
    assert (first.min_flex, first.max_flex) == (0, 3)
    assert (second.min_flex, second.max_flex) == (None, None)
    path.write_text("feature,value,min,max\nsex,f,1,2\n", encoding="utf-8")
    assert Quotas.from_csv(path).to_dict() == {"sex": {"f": [1, 2]}}


def test_quota_faults_name_row_and_column(tmp_path):
    path = tmp_path / "categories.csv"
    path.write_text("feature,value,min,max\nsex,f,one,2\nsex,,1,2\n", encoding="utf-8")
    assert faults_of(lambda: Quotas.from_csv(path)) == [("not_a_whole_number", 2, "min"), ("cell_blank", 3, "value")]
    path.write_text("feature,value,min,max\nsex,f,3,2\nsex,m,0,1\nsex,M,0,1\n", encoding="utf-8")
    assert faults_of(lambda: Quotas.from_csv(path)) == [("quota_bounds_crossed", 2, None), ("quota_twice", 4, None)]


def test_targets_always_sum_to_the_seats():
    for seats in range(1, 120):
        shares = {"a": "33.3", "b": 33.3, "c": 33.4}
        assert sum(apportion(shares, seats).values()) == seats
    quotas = targets({"sex × age": {"f, 18-29": 11, "f, 30+": 41, "m, 18-29": 10, "m, 30+": 38}}, 20, tolerance=1)
    assert quotas.to_dict()["sex × age"] == {
        "f, 18-29": [1, 3],
        "f, 30+": [7, 9],
        "m, 18-29": [1, 3],
        "m, 30+": [7, 9],
    }


def test_values_are_compared_folded_in_every_alphabet():
    assert fold(" ӘЛЕМ ") == fold("әлем")
    assert fold("НАУРЫЗ  2026") == fold("Наурыз 2026")


def test_crossed_features_are_made_of_their_columns():
    wanted = targets({"sex × age": {"f, young": 30, "f, old": 20, "m, young": 20, "m, old": 30}}, 4, tolerance=1)
    rows = [[f"p{i}", "fm"[i % 2], ("young", "old")[i // 2 % 2]] for i in range(12)]
    pool = Pool.from_rows(["id", "Sex", "age"], rows, features=list(wanted.features))
    assert pool.values[:3] == (("f, young",), ("m, young",), ("f, old",))
    found = lottery(pool, wanted, 4, source=Source(b"x"), panels=100)
    assert found.certificate.is_proved
    # a column of that very name counts before the parts
    own = Pool.from_rows(["id", "sex", "age", "sex × age"], [["a", "f", "old", "u"]], features=["sex × age"])
    assert own.values == (("u",),)
    with pytest.raises(InputError, match="column_missing"):
        Pool.from_rows(["id", "sex"], [["a", "f"]], features=["sex × age"])
    with pytest.raises(InputError, match="cell_blank"):
        Pool.from_rows(["id", "sex", "age"], [["a", "f", ""]], features=["sex × age"])
