"""Modules are joined into one script, or refused when their form is not the house's."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.assets import UnusualModule, join_modules
from tests.assets.conftest import STATIC

NODE = shutil.which("node")
MODULES = sorted([*(STATIC / "js").glob("*.js"), *(STATIC / "js" / "modules").glob("*.js")])
ENTRIES = ("main", "room")
needs_node = pytest.mark.skipif(NODE is None, reason="no node here; the browser tests run the same modules")


def run(code: str) -> object:
    done = subprocess.run([str(NODE), "--input-type=module"], input=code, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@needs_node
@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_is_valid(path: Path) -> None:
    done = subprocess.run([str(NODE), "--input-type=module", "--check"], input=path.read_text("utf-8"), text=True)
    assert done.returncode == 0


@needs_node
@pytest.mark.parametrize("entry", ENTRIES)
def test_a_joined_script_is_valid(entry: str) -> None:
    code = join_modules(STATIC / "js" / f"{entry}.js")
    assert subprocess.run([str(NODE), "--input-type=module", "--check"], input=code, text=True).returncode == 0


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_joined_script_asks_for_vendored_files_only(entry: str) -> None:
    asked = re.findall(r'^import .* from "(.*)";$', join_modules(STATIC / "js" / f"{entry}.js"), re.MULTILINE)
    assert asked == ([] if entry == "main" else ["../vendor/socket.io.esm.min.js"])


def test_only_one_place_makes_elements_of_text() -> None:
    sinks = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|ContextualFragment|FromString|eval\(")
    users = {path.name for path in MODULES if sinks.search(path.read_text("utf-8"))}
    assert users == {"fragment.js"}


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, "utf-8")
    return folder / "entry.js"


@needs_node
def test_names_of_two_modules_do_not_clash(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        one='const secret = 1;\nexport function value() { return secret; }\n',
        two='import { value } from "./one.js";\nconst secret = 10;\nexport const sum = value() + secret;\n',
        entry='import * as one from "./one.js";\nimport { sum } from "./two.js";\nconsole.log(sum + one.value());\n',
    )
    assert run(join_modules(entry)) == 12


@pytest.mark.parametrize("odd", [
    'import thing from "./one.js";', 'import { a as b } from "./one.js";', "export default 1;", "export { a };",
    'import "./one.js";', "export let a = 1;",
])  # fmt: skip
def test_an_unusual_form_is_refused(tmp_path: Path, odd: str) -> None:
    with pytest.raises(UnusualModule):
        join_modules(write(tmp_path, one="export const a = 1;\n", entry=odd + "\n"))


def test_a_ring_of_imports_is_refused(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        one='import { b } from "./two.js";\nexport const a = 1;\n',
        two='import { a } from "./one.js";\nexport const b = 1;\n',
        entry='import { a } from "./one.js";\n',
    )
    with pytest.raises(UnusualModule, match="imports"):
        join_modules(entry)


SEQUENCE = (STATIC / "js" / "modules" / "sequence.js").read_text("utf-8").replace("export ", "")


@needs_node
@pytest.mark.parametrize(("came", "applied", "is_behind"), [
    ([4, 5, 6], [4, 5, 6], False),  # in order
    ([6, 5, 4], [4, 5, 6], False),  # turned round
    ([4, 4, 5, 4, 5], [4, 5], False),  # doubled
    ([1, 2, 3], [], False),  # known already
    ([5, 6], [], True),  # a hole: nothing may be applied
    ([4, 6, 7], [4], True),
])  # fmt: skip
def test_events_are_applied_in_order_and_once(came: list[int], applied: list[int], is_behind: bool) -> None:
    code = SEQUENCE + f"""
    const sequence = new Sequence(3);
    const applied = {came}.flatMap((seq) => sequence.take({{ seq }}).map((event) => event.seq));
    console.log(JSON.stringify([applied, sequence.isBehind]));"""
    assert run(code) == [applied, is_behind]


@needs_node
def test_a_head_tells_that_the_last_event_is_missing() -> None:
    code = SEQUENCE + "const s = new Sequence(3); s.know(4); console.log(JSON.stringify([s.isBehind, s.last, s.head]));"
    assert run(code) == [True, 3, 4]


@needs_node
def test_the_clock_believes_the_fastest_message() -> None:
    """A page from a cache says an old time; a later message with less delay corrects it."""
    clock = (STATIC / "js" / "modules" / "clock.js").read_text("utf-8").replace("export ", "")
    code = clock + """
    const real = Date.now() + 60000;
    sample(real - 3600000); sample(real - 200); sample(real - 900); sample(NaN);
    console.log(Math.round((serverNow() - Date.now()) / 100));"""
    assert run(code) in (597, 598, 599)


@needs_node
def test_a_countdown_is_written_alike_in_every_language() -> None:
    text = (STATIC / "js" / "modules" / "countdown.js").read_text("utf-8")
    function = re.search(r"export (function minutesAndSeconds.*?\n})", text, re.DOTALL)
    assert function
    code = function[1] + "\nconsole.log(JSON.stringify([0, 9, 60, 754, 5999, 7384].map(minutesAndSeconds)));"
    assert run(code) == ["0:00", "0:09", "1:00", "12:34", "99:59", "2:03:04"]
