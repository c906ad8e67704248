"""Reads the colour tokens of both themes and measures contrast as WCAG 2.2 defines it."""

from __future__ import annotations

import re

from tests.assets.conftest import STATIC

TOKENS = (STATIC / "css" / "tokens.css").read_text("utf-8")
_DECLARATION = re.compile(r"(--[\w-]+):\s*(#[0-9a-fA-F]{6})\b")


def theme(name: str) -> dict[str, str]:
    """The colours of `light` or `dark`; the dark theme inherits what it does not change."""
    light = dict(_DECLARATION.findall(block(":root {")))
    return light if name == "light" else light | dict(_DECLARATION.findall(block(':root[data-theme="dark"] {')))


def block(opening: str) -> str:
    """The declarations after the first occurrence of `opening`."""
    start = TOKENS.index(opening) + len(opening)
    return TOKENS[start : TOKENS.index("}", start)]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
