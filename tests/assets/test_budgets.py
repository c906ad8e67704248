"""First visits stay small: a village phone on EDGE loads 100 KB in about seven seconds."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from app.assets import Assets, build_assets
from tests.assets.conftest import STATIC

HTML_OF_A_PAGE = 9_500  # by Brotli; the longest, a verdict, has about that
HTML_OF_A_ROOM = 5_000  # tests/browser/test_wire.py weighs real rooms over the wire


def wire(built: Assets, name: str) -> int:
    path = built.out_dir / built.names[name]
    twin = path.with_name(path.name + ".br")
    return (twin if twin.exists() else path).stat().st_size


def test_a_page_with_fonts_and_script(built: Assets) -> None:
    fonts = sum(wire(built, f"fonts/{font}.woff2") for font in ("onest-400", "onest-600", "literata-600"))
    total = wire(built, "site.css") + wire(built, "js/main.js") + fonts + HTML_OF_A_PAGE
    assert total <= 100_000, total
    assert built.weight("site.css", "js/main.js") == round((total - HTML_OF_A_PAGE) / 1000)


def test_a_page_without_fonts(built: Assets) -> None:
    total = wire(built, "site-saving.css") + wire(built, "js/main.js") + HTML_OF_A_PAGE
    assert total <= 20_000, total


def test_the_room_with_its_scripts(built: Assets) -> None:
    fonts = sum(wire(built, f"fonts/{font}.woff2") for font in ("onest-400", "onest-600"))
    scripts = wire(built, "js/room.js") + wire(built, "vendor/socket.io.esm.min.js")
    total = wire(built, "room.css") + scripts + fonts + HTML_OF_A_ROOM
    assert total <= 75_000, total


@pytest.mark.parametrize(("ending", "unpack"), [(".gz", gzip.decompress), (".br", brotli.decompress)])
def test_a_twin_holds_the_same(ending: str, unpack: Callable[[bytes], bytes], built: Assets) -> None:
    path = built.out_dir / built.names["site.css"]
    assert unpack(path.with_name(path.name + ending).read_bytes()) == path.read_bytes()


def test_a_changed_sheet_gets_another_name_and_the_old_file_stays(tmp_path: Path) -> None:
    static, out = tmp_path / "static", tmp_path / "out"
    copy(STATIC, static)
    before = build_assets(static, out)
    with (static / "css" / "base.css").open("a") as sheet:
        sheet.write("p { color: inherit; }\n")
    after = build_assets(static, out)
    assert before["site.css"] != after["site.css"]
    assert before["fonts/onest-400.woff2"] == after["fonts/onest-400.woff2"]
    assert before["js/main.js"] == after["js/main.js"]
    assert (out / before["site.css"]).is_file(), "a page opened before still asks for it"


def test_a_changed_module_renames_the_scripts(tmp_path: Path) -> None:
    static, out = tmp_path / "static", tmp_path / "out"
    copy(STATIC, static)
    before = build_assets(static, out)
    with (static / "js" / "modules" / "clock.js").open("a") as module:
        module.write("// changed\nexport function later() {}\n")
    after = build_assets(static, out)
    assert before["js/room.js"] != after["js/room.js"]
    assert before["js/modules/clock.js"] != after["js/modules/clock.js"]


def test_an_unknown_name_is_a_mistake(built: Assets) -> None:
    with pytest.raises(KeyError):
        built.url("css/none.css")


def test_while_developing_a_change_is_seen_at_once(tmp_path: Path) -> None:
    static = tmp_path / "static"
    copy(STATIC, static)
    assets = Assets(static, tmp_path / "out", watch=True)
    before = assets.url("site.css")
    sheet = static / "css" / "base.css"
    sheet.write_text(sheet.read_text("utf-8") + "p { color: inherit; }\n", "utf-8")
    assert assets.url("site.css") != before


def copy(source: Path, target: Path) -> None:
    import shutil

    shutil.copytree(source, target)
