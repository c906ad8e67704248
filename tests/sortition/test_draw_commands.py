"""The whole public draw on the command line: lottery.json → commit → draw → verify → replace."""

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from sortition import Pool, Quotas, Source, lottery
from sortition.__main__ import main
from tests.sortition.bundles import ROUNDS

PUBLISHED = ROUNDS[2]
NOON = 1694775603 - 600  # ten minutes before the round


@pytest.fixture(scope="module")
def lottery_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lottery of 100 panels of 6 of 30 people, some of whom share an address."""
    header = ["id", "gender", "area", "address"]
    rows = [[f"n{i}", "female" if i % 2 else "male", "rural" if i % 3 else "urban", f"{i // 3}"] for i in range(30)]
    pool = Pool.from_rows(header, rows, features=["gender", "area"], household_columns=["address"])
    quotas = Quotas.from_dict(
        {"gender": {"female": (3, 3), "male": (3, 3)}, "area": {"urban": (1, 3), "rural": (3, 5)}}
    )
    path = tmp_path_factory.mktemp("lottery") / "lottery.json"
    path.write_text(lottery(pool, quotas, 6, source=Source(b"test"), panels=100).dumps())
    return path


@pytest.fixture
def drawn(lottery_file: Path, tmp_path: Path) -> Path:
    """A folder with commitment, features, tickets and result."""
    (tmp_path / "beacon.json").write_text('{"times": ["2023-09-15T11:00:03Z", 1694776203]}')
    (tmp_path / "round.json").write_text(
        json.dumps({"round": PUBLISHED.round, "signature": PUBLISHED.signature, "randomness": "fc18"})
    )
    folder = tmp_path / "draw"
    words = ["commit", str(lottery_file), "--jury", "water", "--beacon", str(tmp_path / "beacon.json")]
    assert main([*words, "--out", str(folder)]) == 0
    assert main(draw_words(folder, "41", NOON)) == 0
    return folder


def draw_words(folder: Path, dice: str, published: int, out: str = "result.json") -> list[str]:
    words = ["draw", str(folder / "commitment.json"), "--dice", dice, "--dice-time", str(published)]
    return [*words, "--beacon", str(folder.parent / "round.json"), "--out", str(folder / out)]


def verify_words(folder: Path, *more: str) -> list[str]:
    return ["verify", str(folder / "commitment.json"), str(folder / "result.json"), *more]


def answer(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_draw_goes_through_from_lottery_to_verdict(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(verify_words(drawn, "--features", str(drawn / "features.json"), "--check-beacon", "--json")) == 0
    verdict = answer(capsys)
    assert verdict["ok"]
    assert all(step["checked"] for step in verdict["steps"])


def test_tickets_give_the_counts_of_the_lottery(drawn: Path, lottery_file: Path) -> None:
    chances = json.loads(lottery_file.read_text())["chances"]
    with (drawn / "tickets.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {row["id"]: int(row["count"]) for row in rows} == {name: float(c) * 100 for name, c in chances.items()}
    assert [row["ticket"] for row in rows] == [f"{place:04d}" for place in range(1, 31)]
    assert [row["id"] for row in rows] != sorted(chances)  # shuffled


def test_private_files_are_readable_by_their_owner_only(drawn: Path) -> None:
    modes = {name: stat.S_IMODE((drawn / name).stat().st_mode) for name in ("features.json", "tickets.csv")}
    assert set(modes.values()) == {0o600}
    assert "n1" not in (drawn / "commitment.json").read_text() + (drawn / "features.json").read_text()


def test_a_bent_file_is_not_ok(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = json.loads((drawn / "result.json").read_text())
    result["panel"][0] = result["reserve_order"][0]
    (drawn / "result.json").write_text(json.dumps(result))
    capsys.readouterr()
    assert main(verify_words(drawn)) == 1
    assert "NOT OK (panel_wrong)" in capsys.readouterr().out
    words = ["replace", *verify_words(drawn)[1:], str(drawn / "features.json"), "--declined", "0001"]
    assert main(words) == 1


def test_refusals_are_replaced(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    panel = json.loads((drawn / "result.json").read_text())["panel"]
    words = ["replace", *verify_words(drawn)[1:], str(drawn / "features.json"), "--declined", *panel[:2]]
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    first, second = answer(capsys)["replacements"]
    assert (first["declined"], second["declined"]) == (panel[0], panel[1])
    assert first["ticket"] not in panel
    assert len(second["seated"]) == 6
    assert main(words) == 0
    assert f"{panel[0]} refused: {first['ticket']} is called" in capsys.readouterr().out
    assert main([*words, "9999"]) == 1
    assert capsys.readouterr().err == "There is no ticket 9999.\n"


def test_published_files_are_never_overwritten(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (drawn / "result.json").read_bytes()
    assert main(draw_words(drawn, "42", NOON)) == 2
    assert "exists already" in capsys.readouterr().err
    assert (drawn / "result.json").read_bytes() == before


@pytest.mark.parametrize(
    ("dice", "published", "sentence"),
    [
        ("4", NOON, "The result must give 2 dice digits"),
        ("41", NOON + 541, "The dice were published less than 60 seconds before round 657413."),
        ("41", NOON + 601, "The dice were published when round 657413 was already known."),
    ],
)
def test_a_draw_against_the_rules_is_not_written(
    drawn: Path, dice: str, published: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(draw_words(drawn, dice, published, "other.json")) == 1
    assert sentence in capsys.readouterr().err
    assert not (drawn / "other.json").exists()


def test_faults_name_the_file(drawn: Path, lottery_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def fault(words: list[str], status: int = 2) -> str:
        assert main(words) == status
        return capsys.readouterr().err

    nowhere = drawn / "nowhere.json"
    commit = ["commit", str(lottery_file), "--jury", "water", "--out", str(drawn / "again")]
    assert str(nowhere) in fault(["commit", str(nowhere), *commit[2:]])
    (drawn / "bad.json").write_text('{"times": ["2026-12-10T12:00:00"]}')
    assert "2026-12-10T12:00:00 is not a time" in fault([*commit, "--beacon", str(drawn / "bad.json")])
    (drawn / "bad.json").write_text('{"rounds": "soon"}')
    assert "the field rounds is missing or of another kind" in fault([*commit, "--beacon", str(drawn / "bad.json")])
    (drawn / "bad.json").write_text('{"round": 1.5}')
    assert "1.5: only whole numbers" in fault(
        [*draw_words(drawn, "41", NOON, "x"), "--beacon", str(drawn / "bad.json")]
    )
    assert "every later draw names one" in fault([*commit, "--draw", "2"], status=1)
