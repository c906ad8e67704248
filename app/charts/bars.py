"""Bars beside words in HTML: the words keep their size, only the mark stretches."""

from __future__ import annotations

from markupsafe import Markup

from app.charts.svg import image, mark, percent


def bar(
    value: float,
    reference: float | None = None,
    *,
    title: str,
    top: float = 1.0,
    kind: str = "m-panel",
    paper: bool = False,
) -> Markup:
    """A bar, and a tick at the value to compare with: one bar and a tick read faster than two bars.

    `value`, `reference` and `top` (the right end of the track) share one unit; `kind` is the colour's class.
    """
    parts = [
        mark("rect", "m-track", y=4, width="100%", height=12, paper=paper),
        mark("rect", kind, y=4, width=percent(_within(value, top)), height=12, paper=paper),
    ]
    if reference is not None:
        place = percent(_within(reference, top))
        parts.append(mark("rect", "m-tick", x=place, y=0, width=3, height=20, paper=paper))
    return image(title, parts, width="100%", height=20)


def round_top(values: list[float]) -> float:
    """The right end of the tracks of one chart: the next tenth above every share, at most the whole."""
    return min(1.0, int(max(values, default=0.0) * 10 + 1) / 10)


def _within(value: float, top: float) -> float:
    return max(0.0, min(1.0, value / top)) if top > 0 else 0.0
