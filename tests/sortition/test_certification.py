"""The independent check of a lottery file: it agrees with true ones and refuses everything that was bent."""

import ast
import copy
import json
import os
from pathlib import Path

import pytest

import sortition.certification
from sortition import Pool, Quotas, SortitionError, Source, lottery
from sortition.__main__ import main
from sortition.certification import certify
from sortition.lotteries import branches
from tests.sortition import brute
from tests.sortition.forged_lotteries import BENT, given, made, told_error

OBJECTIVES = ("leximin", "maximin", "nash", "goldilocks", "uniform")


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_true_lotteries_are_proved_again_with_and_without_cuts(objective):
    proofs = []
    for seed in range(12):
        for case in (brute.random_case(seed), brute.nasty_case(seed)):
            document, pool, quotas = made(case, objective)
            found = certify(document, pool, quotas)
            assert found.is_proved
            assert found.slack < 1e-6
            proofs.append(document["certificate"]["proof"])
    assert objective == "uniform" or proofs.count("cuts") >= 2


TIGHT = [(0, 40, 8, 5, 0.0), (5, 60, 10, 6, 0.0), (1, 60, 8, 8, 0.2)]
if int(os.environ.get("ALQA_SORTITION_CASES", "0")) > 1000:
    TIGHT += [(4, 60, 8, 8, 0.2), (20, 60, 10, 6, 0.0), (20, 100, 12, 6, 0.0)]


@pytest.mark.parametrize(("seed", "people", "seats", "features", "slack"), TIGHT)
def test_exact_quotas_for_many_people_are_proved_by_cases(seed, people, seats, features, slack):
    document, pool, quotas = made(brute.tight_case(seed, people, seats, features, slack))
    assert document["certificate"]["proof"] == "cuts"
    assert certify(document, pool, quotas).is_proved


def test_the_check_shares_no_code_with_the_optimiser():
    allowed = {"errors", "pool", "quotas", "certification"}
    for path in Path(sortition.certification.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                parts = name.split(".")
                assert parts[0] not in {"numpy", "highspy"}
                assert parts[0] != "sortition" or parts[1] in allowed, name


def refused(true, bend):
    document, pool, quotas = true
    bent = copy.deepcopy(document)
    bend(bent)
    assert bent != document
    with pytest.raises(SortitionError) as refusal:
        certify(bent, pool, quotas)
    return refusal.value.code


@pytest.mark.parametrize(("name", "bend", "codes"), BENT)
def test_everything_bent_is_refused(name, bend, codes):
    assert refused(given(name), bend) in codes


def test_a_worse_lottery_cannot_be_passed_off_as_the_best():
    """A true lottery of another objective, with the chances that it has, and proofs as good as one could steal."""
    tried = 0
    for seed in range(25):
        case = brute.random_case(seed)
        best, pool, quotas = made(case)
        other, _, _ = made(case, "uniform")
        theirs = other["certificate"]["ideal"]
        if max(abs(theirs[name] - chance) for name, chance in best["certificate"]["ideal"].items()) < 1e-3:
            continue
        tried += 1
        forged = {**other, "objective": "leximin"}
        forged["certificate"] = {**best["certificate"], "ideal": other["certificate"]["ideal"]}
        told_error(forged)
        with pytest.raises(SortitionError):
            certify(forged, pool, quotas)
        for place, stage in enumerate(forged["certificate"]["stages"]):
            ideals = [forged["certificate"]["ideal"][name] for name in stage["held"]]
            forged["certificate"]["stages"][place] = {**stage, "level": min(ideals)}
        with pytest.raises(SortitionError):
            certify(forged, pool, quotas)
    assert tried > 3


@pytest.mark.parametrize("objective", ["maximin", "nash", "goldilocks"])
def test_another_lotterys_chances_do_not_reach_the_bound(objective):
    for seed in range(12):
        case = brute.random_case(seed)
        best, pool, quotas = made(case, objective)
        other, _, _ = made(case, "uniform")
        forged = {**other, "objective": objective, "gamma": None}
        forged["certificate"] = {**best["certificate"], "ideal": other["certificate"]["ideal"]}
        told_error(forged)
        distance = [other["certificate"]["ideal"][n] - p for n, p in best["certificate"]["ideal"].items()]
        if max(map(abs, distance)) > 0.01 and min(other["certificate"]["ideal"].values()) > 0:
            try:
                certify(forged, pool, quotas)
            except SortitionError:
                continue
            # the objective may be indifferent: then it must be equally good
            assert objective == "maximin"
            smallest = [min(d["certificate"]["ideal"].values()) for d in (forged, best)]
            assert smallest[0] == pytest.approx(smallest[1])


def test_sampled_lotteries_are_valid_but_never_proved(monkeypatch):
    monkeypatch.setattr("sortition.lotteries.uniform.count_panels", lambda types: None)
    document, pool, quotas = made(brute.random_case(4), "uniform")
    found = certify(document, pool, quotas)
    assert not found.is_proved
    assert found.unproved == ("sampling_proves_nothing",)
    assert refused((document, pool, quotas), lambda d: d["certificate"].update(is_proved=True)) == (
        "sampling_claimed_as_proof"
    )


def test_a_count_of_valid_panels_is_done_again():
    true = made(brute.random_case(4), "uniform")
    assert certify(*true).is_proved
    assert refused(true, lambda d: d["certificate"]["diagnostics"].update(valid_panels=3.0)) == (
        "valid_panels_miscounted"
    )


def test_proofs_that_grew_too_large_are_told(monkeypatch):
    monkeypatch.setattr(branches, "MOST_CASES", 2)
    found = certify(*next(f for f in map(made, map(brute.nasty_case, range(60))) if f[0]["certificate"]["cuts"]))
    assert not found.is_proved
    assert "cut_without_proof" in found.unproved


@pytest.fixture
def files(tmp_path):
    (tmp_path / "pool.csv").write_text(
        "id,sex,age,home\n" + "".join(f"p{i},{'fm'[i % 2]},{'yo'[i // 2 % 2]},{i // 3} x\n" for i in range(12)), "utf-8"
    )
    (tmp_path / "quotas.csv").write_text(
        "feature,value,min,max\nsex,f,2,2\nsex,m,2,2\nage,y,1,3\nage,o,1,3\n", encoding="utf-8"
    )
    found = [str(tmp_path / name) for name in ("lottery.json", "pool.csv", "quotas.csv")]
    words = ["lottery", *found[1:], "--seats", "4", "--household", "home", "--panels", "100", "--out", found[0]]
    assert main(words) == 0
    return found


def test_the_command_says_ok_and_ends_with_0(files, capsys):
    capsys.readouterr()
    assert main(["certify", *files, "--household", "home"]) == 0
    shown = capsys.readouterr().out
    assert shown.endswith("OK\n")
    assert "The ideal chances are the best by the objective leximin" in shown
    assert main(["certify", *files, "--household", "home", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["is_proved"]


def test_the_command_says_not_ok_and_ends_with_1(files, capsys):
    capsys.readouterr()
    assert main(["certify", *files]) == 1
    assert "Give --household as for the lottery." in capsys.readouterr().err
    document = json.loads(Path(files[0]).read_text(encoding="utf-8"))
    document["weights"][0] += 1
    Path(files[0]).write_text(json.dumps(document), encoding="utf-8")
    assert main(["certify", *files, "--household", "home"]) == 1
    assert capsys.readouterr().err.startswith("NOT OK: the weights sum to 101")
    Path(files[0]).write_text("{", encoding="utf-8")
    assert main(["certify", *files, "--household", "home"]) == 2


def test_included_and_excluded_people_are_certified_too():
    rows = [["a", "f", "1 x"], ["b", "f", ""], ["c", "f", "2 x"], ["d", "m", "1 x"], ["e", "m", ""], ["f", "m", ""]]
    pool = Pool.from_rows(["id", "sex", "home"], rows, features=["sex"], household_columns=["home"])
    quotas = Quotas.from_dict({"sex": {"f": (2, 2), "m": (1, 1)}})
    for objective in OBJECTIVES:
        found = lottery(pool, quotas, 3, source=Source(b"i"), include=["a"], exclude=["f"], panels=100,
                        objective=objective)  # fmt: skip
        answer = certify(json.loads(found.dumps()), pool, quotas)
        assert (answer.is_proved, answer.organizer_excluded) == (True, 1)
