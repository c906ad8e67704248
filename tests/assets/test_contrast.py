"""Every text on every ground it stands on, and every mark that carries meaning, in both themes."""

from __future__ import annotations

import pytest

from tests.assets.colours import block, contrast, theme

TEXT = 4.5
MARK = 3.0
PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "ink-2", "link") for ground in ("paper", "surface", "sunken", "tint")),
    *((text, ground, TEXT) for text in ("ink", "link") for ground in ("warn-tint", "success-tint", "danger-tint")),
    *(("link-hover", ground, TEXT) for ground in ("paper", "surface", "tint")),
    *((word, ground, TEXT) for word in ("danger", "success") for ground in ("paper", "surface", f"{word}-tint")),
    ("warn", "warn-tint", TEXT),
    ("gold-text", "paper", TEXT),
    ("gold-text", "surface", TEXT),
    ("on-primary", "primary", TEXT),
    ("on-primary", "primary-hover", TEXT),
    ("on-mast", "mast", TEXT),
    ("on-gold", "gold", TEXT),
    ("line-strong", "paper", MARK),
    ("line-strong", "surface", MARK),
    ("focus-ink", "paper", MARK),
    ("focus-ink", "surface", MARK),
    ("mast-live", "mast-raised", MARK),
    ("gold", "mast", MARK),
    *((f"chart-{mark}", ground, MARK) for mark in ("panel", "pop", "pool", "against", "abstain")
      for ground in ("paper", "surface")),
]  # fmt: skip


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_pair_can_be_read(name: str) -> None:
    colours = theme(name)
    weak = [
        f"--{front} on --{back}: {contrast(colours[f'--{front}'], colours[f'--{back}']):.2f}, needs {least}"
        for front, back, least in PAIRS
        if contrast(colours[f"--{front}"], colours[f"--{back}"]) < least
    ]
    assert not weak


def test_the_measure_itself() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
    assert contrast("#f0b429", "#ffffff") < MARK  # gold is decoration, never text


def test_both_ways_into_the_dark_theme_are_the_same() -> None:
    chosen = block(':root[data-theme="dark"] {').split()
    by_system = block(':root:not([data-theme="light"]) {').split()
    assert chosen == by_system
