"""report, alternates, tables and letters on the command line."""

import csv
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

import sortition.report
from sortition import Pool, Quotas, Source, lottery
from sortition.__main__ import main
from sortition.canonical import canonical
from sortition.commands.report import FINDINGS
from sortition.draw import draw_result

QUOTAS = {"gender": {"female": (3, 3), "male": (3, 3)}, "area": {"urban": (1, 3), "rural": (3, 5)}}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """lottery.json of 6 of 40 people, and the commitment and result of a dice draw."""
    chance = random.Random(1)
    rows = [[f"n{i}", chance.choice(["female", "male"]), chance.choice(["urban", "rural"])] for i in range(40)]
    pool = Pool.from_rows(["id", "gender", "area"], rows, features=["gender", "area"])
    path = tmp_path_factory.mktemp("draw")
    found = lottery(pool, Quotas.from_dict(QUOTAS), 6, source=Source(b"test"), panels=100)
    (path / "lottery.json").write_text(found.dumps())
    assert main(["commit", str(path / "lottery.json"), "--jury", "water", "--out", str(path)]) == 0
    document = json.loads((path / "commitment.json").read_text())
    result = draw_result(document, dice="41", dice_published_at=1, beacon=None)
    (path / "result.json").write_text(canonical(result))
    return path


def ask(capsys: pytest.CaptureFixture[str], *words: object, status: int = 0) -> Any:
    """The JSON answer of a command."""
    capsys.readouterr()
    assert main([*map(str, words), "--json"]) == status
    return json.loads(capsys.readouterr().out)


def drawn_files(folder: Path) -> list[str]:
    files = {"commitment": "commitment.json", "result": "result.json", "tickets": "tickets.csv"}
    return [word for name, file in files.items() for word in (f"--{name}", str(folder / file))]


def test_a_finished_draw_is_reported(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    census = tmp_path / "census.csv"
    census.write_text(
        "feature,value,share_percent\nGender,Female,51.4\nGender,male,48.6\narea,urban,61.2\narea,rural,38.8\n"
    )
    words = ["report", folder / "lottery.json", "--population", census, *drawn_files(folder)]
    report = ask(capsys, *words)
    assert [row["seated"] for row in report["rows"]][:2] == [3, 3]
    assert report["rows"][0]["population"] == pytest.approx(0.514)
    assert "quotas_kept" in [finding["code"] for finding in report["findings"]]
    assert sum(one["people"] for one in report["chances"]["histogram"]) == 40
    assert main([*map(str, words)]) == 0
    assert "All 4 quotas are kept." in capsys.readouterr().out


def test_only_a_verified_draw_is_reported(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = json.loads((folder / "result.json").read_text())
    (tmp_path / "result.json").write_text(json.dumps({**result, "panel_number": 42}))
    files = [*drawn_files(folder), "--result", str(tmp_path / "result.json")]
    assert ask(capsys, "report", folder / "lottery.json", *files, status=1)["errors"][0]["code"] == "number_wrong"
    answer = ask(capsys, "report", folder / "lottery.json", *files[:2], status=2)
    assert answer["errors"][0]["code"] == "draw_files_missing"


def test_every_finding_has_a_sentence() -> None:
    source = Path(str(sortition.report.__file__)).read_text()
    codes = set(re.findall(r'Finding\("(\w+)"', source)) | set(re.findall(r'"(panel_\w+)" ', source))
    assert codes | {"panel_below"} == set(FINDINGS)


def test_alternates_are_chosen_and_repeatable(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    panel = json.loads((folder / "lottery.json").read_text())["panels"][0]
    records = tmp_path / "records.csv"
    records.write_text("gender,area,dropped_out\n" + "male,rural,yes\n" * 5 + "female,urban,no\n" * 20)
    words = ["alternates", folder / "lottery.json", "--panel", ",".join(panel), "--count", "3", "--seed", "ab"]
    once, again = ask(capsys, *words), ask(capsys, *words)
    assert once == again
    assert len(set(once["ids"]) - set(panel)) == 3
    assert once["expected_with"] < once["expected_without"]
    gone = ask(capsys, *words, "--gone", once["ids"][0])
    assert once["ids"][0] not in gone["ids"]
    assert ask(capsys, *words, "--records", records)["expected_without"] > 0
    records.write_text("gender,area,dropped_out\nmale,rural,perhaps\n")
    assert main([*map(str, words), "--records", str(records)]) == 2
    assert "records.csv, row 2, column dropped_out: “perhaps”" in capsys.readouterr().err
    assert ask(capsys, *words[:3], "n99", *words[4:], status=2)["errors"][0]["code"] == "member_unknown"


def test_tables_are_seated_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = tmp_path / "people.csv"
    rows = [f"j{i},{'kk' if i % 2 else 'ru'},{'f' if i < 8 else 'm'}" for i in range(16)]
    people.write_text("id,language,gender\n" + "\n".join(rows) + "\n")
    words = ["tables", people, "--rounds", "3", "--size", "4", "--mix", "gender", "--seed", "01"]
    answer = ask(capsys, *words, "--together", "j0,j1", "--apart", "j2,j3", "--out", tmp_path / "seats.csv")
    assert [len(table) for table in answer["rounds"][0]] == [4, 4, 4, 4]
    assert answer["separated"] == answer["joined"] == answer["unmixed"] == []
    with (tmp_path / "seats.csv").open() as file:
        written = {row["id"]: row for row in csv.DictReader(file)}
    assert all(written["j0"][f"round {r}"] == written["j1"][f"round {r}"] for r in (1, 2, 3))
    assert written["j5"]["round 2"] == str(1 + next(t for t, row in enumerate(answer["rounds"][1]) if "j5" in row))
    assert main([*map(str, words), "--gather", "language"]) == 0
    assert "Round 3\n  table 1:" in capsys.readouterr().out
    assert main([*map(str, words), "--together", "j0"]) == 2
    assert "“j0” is not a pair" in capsys.readouterr().err


def test_letters_are_counted_and_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, areas, out = tmp_path / "addresses.csv", tmp_path / "areas.csv", tmp_path / "letters.csv"
    file.write_text("id,area\n" + "".join(f"a{i},{'city' if i % 4 else 'aul'}\n" for i in range(4000)))
    areas.write_text("area,weight,response\naul,2,0.03\ncity,,0.05\n")
    words = ["letters", file, "--seats", "10", "--per-seat", "4", "--area", "area", "--areas", areas]
    need = ask(capsys, *words, "--seed", "fc18", "--out", out)
    assert need["wanted"] == 40
    assert 0.95 <= need["chance"] < 0.96
    with out.open() as drawn:
        rows = list(csv.DictReader(drawn))
    assert len(rows) == need["letters"] == sum(need["by_area"].values())
    assert sum(row["area"] == "aul" for row in rows) == need["by_area"]["aul"]
    assert need["by_area"]["aul"] * 3 == pytest.approx(need["by_area"]["city"] * 2, abs=3)
    fixed = ask(capsys, *words, "--letters", "500", "--extra", "0.2", "--extra-areas", "aul")
    assert fixed["by_area"] == {"aul": 200, "city": 300}
    assert ask(capsys, *words, "--out", out, status=2)["errors"][0]["code"] == "file_without_seed"
    assert main([*map(str, words), "--response", "two"]) == 2
    assert "“two” is not a number such as 0.024" in capsys.readouterr().err
    assert main(["letters", str(file), "--seats", "1000"]) == 1
    assert "Letters to all 4000 addresses would bring about 80 answers" in capsys.readouterr().err
