"""How the composition changes from population to pool to panel: an alluvial, every column 100 %."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.svg import image, mark, words

_WIDTH, _HEIGHT = 360, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 4, 92, 42, 6
_BAR, _GAP = 14, 5
_COLOURS = 6

Span = tuple[float, float]


@dataclass(frozen=True)
class Column:
    """One stage: its name, a second line, and the share of every category in the same order."""

    label: str
    note: str
    shares: Sequence[float]


def alluvial(
    columns: Sequence[Column],
    categories: Sequence[str],
    *,
    title: str,
    label: Callable[[float], str],
    paper: bool = False,
) -> Markup:
    """Ribbons between at least two columns. A funnel of counts would lie here: 36 of 10,000 is a hairline."""
    if len(columns) < 2:
        raise ValueError("an alluvial needs at least two columns")
    step = (_WIDTH - _LEFT - _RIGHT - _BAR) / (len(columns) - 1)
    places = [_LEFT + step * number for number in range(len(columns))]
    stacks = [_stack(column.shares) for column in columns]
    parts = _ribbons(places, stacks, paper)
    for number, column in enumerate(columns):
        is_last = number == len(columns) - 1
        parts += _heading(column, places[number], number == 0, paper)
        parts += _blocks(places[number], stacks[number], paper)
        parts += _labels(
            column, categories if is_last else None, places[number] + _BAR + 6, stacks[number], label, paper
        )
    return image(title, parts, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", width="100%")


def _stack(shares: Sequence[float]) -> list[Span]:
    room = _HEIGHT - _TOP - _BOTTOM - _GAP * (len(shares) - 1)
    total = sum(shares) or 1.0
    spans, top = [], float(_TOP)
    for share in shares:
        spans.append((top, top + room * share / total))
        top = spans[-1][1] + _GAP
    return spans


def _ribbons(places: Sequence[float], stacks: Sequence[Sequence[Span]], paper: bool) -> list[Markup]:
    parts = []
    for number in range(len(places) - 1):
        start, end = places[number] + _BAR, places[number + 1]
        for kind, (here, there) in enumerate(zip(stacks[number], stacks[number + 1], strict=True)):
            path = _ribbon(start, end, here, there)
            parts.append(mark("path", f"flow-{kind % _COLOURS} ribbon", d=path, paper=paper))
    return parts


def _ribbon(start: float, end: float, here: Span, there: Span) -> str:
    middle = f"{(start + end) / 2:.1f}"
    return (
        f"M{start:.1f} {here[0]:.1f}C{middle} {here[0]:.1f} {middle} {there[0]:.1f} {end:.1f} {there[0]:.1f}"
        f"V{there[1]:.1f}C{middle} {there[1]:.1f} {middle} {here[1]:.1f} {start:.1f} {here[1]:.1f}Z"
    )


def _heading(column: Column, place: float, is_first: bool, paper: bool) -> list[Markup]:
    anchor, x = ("start", place) if is_first else ("middle", place + _BAR / 2)
    return [
        words(column.label, x, 14, paper=paper, font_size=13, font_weight=600, text_anchor=anchor),
        words(column.note, x, 30, css_class="t-mut", paper=paper, font_size=12, text_anchor=anchor),
    ]


def _blocks(place: float, spans: Sequence[Span], paper: bool) -> list[Markup]:
    return [
        mark("rect", f"flow-{kind % _COLOURS}", x=place, y=top, width=_BAR, height=end - top, rx=2, paper=paper)
        for kind, (top, end) in enumerate(spans)
    ]


def _labels(
    column: Column,
    categories: Sequence[str] | None,
    x: float,
    spans: Sequence[Span],
    label: Callable[[float], str],
    paper: bool,
) -> list[Markup]:
    parts = []
    for kind, ((top, end), share) in enumerate(zip(spans, column.shares, strict=True)):
        middle = (top + end) / 2
        if categories is None:
            parts.append(words(label(share), x, middle + 4, paper=paper, font_size=12))
            continue
        parts.append(words(categories[kind], x, middle - 2, paper=paper, font_size=12, font_weight=600))
        parts.append(words(label(share), x, middle + 12, css_class="t-mut", paper=paper, font_size=12))
    return parts
