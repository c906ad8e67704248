"""The commands of docs/public-draw.md give what the paper says, on the golden draw."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PAPER = Path(__file__).parents[2] / "docs/public-draw.md"
GOLDEN = Path(__file__).with_name("golden")
TOOLS = ("bash", "sha256sum", "cut", "seq", "sort", "python3")


@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="the ordinary tools of the paper are not installed")
def test_the_commands_of_the_paper_give_its_numbers() -> None:
    steps = re.findall(r"```sh\n(.*?)```\n```text\n(.*?)```", PAPER.read_text(), re.DOTALL)
    assert len(steps) == 7
    script = "".join(f"{command}echo ---\n" for command, _ in steps)
    run = subprocess.run(["bash", "-eu"], input=script, cwd=GOLDEN, capture_output=True, text=True, check=True)
    assert run.stdout.split("---\n")[:-1] == [shown for _, shown in steps]


def test_the_paper_shows_the_golden_result() -> None:
    result = json.loads((GOLDEN / "result.json").read_text())
    shown = re.findall(r"```text\n(.*?)```", PAPER.read_text(), re.DOTALL)
    assert shown[0].strip() == result["commitment"]
    assert int(shown[3]) == result["panel_number"]
    assert shown[4].split() == result["panel"]
    order = [line.split()[1] for line in shown[5].splitlines()]
    reserve = [ticket for ticket in order if ticket not in result["panel"]]
    assert reserve == result["reserve_order"][: len(reserve)]
