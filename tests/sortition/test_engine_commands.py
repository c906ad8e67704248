"""The commands targets, check and lottery: files, exit codes, sentences, JSON."""

import json
from pathlib import Path

import pytest

from sortition.__main__ import main

PEOPLE = "id,sex,age\n" + "".join(f"p{i},{'fm'[i % 2]},{'yo'[i // 2 % 2]}\n" for i in range(12))
QUOTAS = "feature,value,min,max\nsex,f,2,2\nsex,m,2,2\nage,y,1,3\nage,o,1,3\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "pool.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "quotas.csv").write_text(QUOTAS, encoding="utf-8")
    return [str(tmp_path / "pool.csv"), str(tmp_path / "quotas.csv"), "--seats", "4"]


def test_shares_become_a_quota_file_that_the_other_commands_read(tmp_path, capsys):
    (tmp_path / "shares.csv").write_text("feature,value,share\nsex,f,51.4\nsex,m,48.6\n", encoding="utf-8")
    out = tmp_path / "categories.csv"
    assert main(["targets", str(tmp_path / "shares.csv"), "--seats", "20", "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").split() == ["feature,value,min,max", "sex,f,10,10", "sex,m,10,10"]


def test_a_lottery_is_written_and_the_same_seed_writes_the_same_panels(files, tmp_path, capsys):
    written = []
    for name in ("one.json", "two.json"):
        out = tmp_path / name
        assert main(["lottery", *files, "--seed", "00ff", "--panels", "100", "--out", str(out), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["is_proved"]
        written.append(json.loads(out.read_text(encoding="utf-8")))
    assert written[0]["format"] == "sortition-lottery/1"
    assert written[0]["panels"] == written[1]["panels"]
    assert sum(written[0]["weights"]) == 100


def test_without_a_seed_every_lottery_has_its_own(files, tmp_path):
    seeds = set()
    for name in ("one.json", "two.json"):
        assert main(["lottery", *files, "--panels", "10", "--out", str(tmp_path / name)]) == 0
        seeds.add(json.loads((tmp_path / name).read_text(encoding="utf-8"))["seed"])
    assert len(seeds) == 2


def test_impossible_ends_with_1_and_says_what_would_help(files, tmp_path, capsys):
    Path(files[1]).write_text(QUOTAS.replace("sex,f,2,2", "sex,f,7,8"), encoding="utf-8")
    assert main(["check", *files]) == 1
    shown = capsys.readouterr().out
    assert "sex: the minima sum to 9, but there are only 4 seats." in shown
    assert "Only 6 people are sex = f, at least 7 are asked." in shown
    assert "The cheapest change of the quotas:\n  sex = f: 2 to 8 instead of 7 to 8" in shown
    assert main(["lottery", *files, "--out", str(tmp_path / "l.json")]) == 1
    assert not (tmp_path / "l.json").exists()
    assert main(["check", *files, "--json"]) == 1
    capsys.readouterr()


def test_bad_input_ends_with_2_and_names_file_row_and_column(files, capsys):
    Path(files[0]).write_text(PEOPLE + "p0,f,y\np99,f,young\n", encoding="utf-8")
    assert main(["check", *files]) == 2
    assert capsys.readouterr().err == "pool.csv, row 14, column id: “p0” stands in row 2 already.\n"
    Path(files[0]).write_text(PEOPLE + "p99,f,young\n", encoding="utf-8")
    assert main(["check", *files]) == 2
    assert "pool.csv, row 14, column age: “young” has no quota. Known values: y, o." in capsys.readouterr().err


def test_check_says_who_is_on_every_panel(files, capsys):
    Path(files[0]).write_text("id,sex,age\na,f,y\nb,f,o\nc,m,y\nd,m,o\ne,m,o\n", encoding="utf-8")
    assert main(["check", *files]) == 0
    assert "2 people will be on every panel: a, b." in capsys.readouterr().out
