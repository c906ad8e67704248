"""Every letter of the three languages is in each font file, and is really drawn."""

from __future__ import annotations

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from tests.assets.conftest import STATIC

FONTS = sorted((STATIC / "fonts").glob("*.woff2"))
KAZAKH = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"
RUSSIAN = "".join(map(chr, range(0x410, 0x450))) + "ёЁ"
KAZAKH_LATIN = "ÄäĞğÑñÖöŞşÜüŪūİıŊŋ"
SIGNS = "«»—–…№₸€→←·×−“”‘’\u00a0%"  # no narrow no-break space: formats write the plain one
ASCII = "".join(map(chr, range(0x20, 0x7F)))


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_no_letter_is_missing(path) -> None:
    has = TTFont(path).getBestCmap()
    missing = [letter for letter in KAZAKH + RUSSIAN + KAZAKH_LATIN + SIGNS + ASCII if ord(letter) not in has]
    assert not missing


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
@pytest.mark.parametrize(("plain", "marked"), ["GĞ", "gğ", "кқ", "КҚ", "гғ", "нң", "оө", "уү", "үұ", "хһ"])
def test_a_letter_with_a_mark_is_drawn_with_it(path, plain: str, marked: str) -> None:
    """A font may map Ğ to the drawing of G: covered, and yet wrong."""
    font = TTFont(path)
    assert outline(font, marked) != outline(font, plain)
    assert outline(font, marked)


def outline(font: TTFont, letter: str) -> list:
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[font.getBestCmap()[ord(letter)]].draw(pen)
    return pen.value


def test_there_are_three_files_with_their_licences() -> None:
    assert [font.stem for font in FONTS] == ["literata-600", "onest-400", "onest-600"]
    for family in ("Onest", "Literata"):
        assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / f"{family}-OFL.txt").read_text("utf-8").upper()
