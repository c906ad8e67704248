"""Style sheets keep to the tokens, to old browsers, and to what the bundles name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.assets import BUNDLES, Assets
from tests.assets.conftest import ROOT, STATIC

SHEETS = sorted((STATIC / "css").glob("*.css"))
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Chrome 90 and Safari 15 know none of these.
TOO_YOUNG = re.compile(r"@layer|@container|light-dark\(|color-mix\(|:has\(|@scope|^\s*&", re.MULTILINE)


def text_of(sheet: Path) -> str:
    return _COMMENT.sub("", sheet.read_text("utf-8"))


def test_every_sheet_is_in_a_bundle_and_every_part_exists() -> None:
    named = {part for parts in BUNDLES.values() for part in parts}
    assert named == {sheet.stem for sheet in SHEETS}


def test_every_token_used_is_defined() -> None:
    defined = set(re.findall(r"(--[\w-]+)\s*:", "".join(map(text_of, SHEETS))))
    used = {name for sheet in SHEETS for name in re.findall(r"var\((--[\w-]+)", text_of(sheet))}
    assert used <= defined, used - defined
    assert defined <= used | {"--step-0", "--s8"}, defined - used


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_old_phones_understand_the_sheet(sheet: Path) -> None:
    text = text_of(sheet)
    assert not TOO_YOUNG.search(text), TOO_YOUNG.search(text)
    assert text.count("{") == text.count("}")


def classes_of_templates() -> set[str]:
    words: set[str] = set()
    folders = [*(ROOT / "templates" / "components").glob("*.html"), *(ROOT / "templates").glob("base*.html")]
    for template in folders:
        for value in re.findall(r'class="([^"]*)"', template.read_text("utf-8")):
            bare = re.sub(r"\{[{%].*?[}%]\}", " ", value)
            words.update(word for word in bare.split() if re.fullmatch(r"[a-z][\w-]*[a-z0-9]", word))
    return words


def test_macros_use_no_class_without_a_rule() -> None:
    ruled = {name for sheet in SHEETS for name in re.findall(r"\.(-?[a-zA-Z][\w-]*)", text_of(sheet))}
    silent = {"paper-ring", "log", "jobs"}
    assert classes_of_templates() - ruled - silent == set()


def test_a_bundle_names_its_fonts_by_content(built: Assets) -> None:
    sheet = (built.out_dir / built.names["site.css"]).read_text("utf-8")
    fonts = re.findall(r"url\(\.\./(fonts/[^)]+)\)", sheet)
    assert len(fonts) == 3
    assert all((built.out_dir / font).is_file() for font in fonts)
    saving = (built.out_dir / built.names["site-saving.css"]).read_text("utf-8")
    assert "@font-face" not in saving
