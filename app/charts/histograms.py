"""How many people had which chance of being drawn, with a line at the equal chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.svg import image, mark, words

# A 360 wide drawing keeps 12 px letters readable on a phone, where it is shown about as wide.
_WIDTH, _HEIGHT = 360, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 8, 26, 40


@dataclass(frozen=True)
class Bin:
    """People whose value lies in [low, high)."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    most: int

    def x(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return _LEFT + (value - self.low) / span * (_WIDTH - _LEFT - _RIGHT)

    def y(self, count: float) -> float:
        return _TOP + (1 - count / self.most) * (_HEIGHT - _TOP - _BOTTOM)


def histogram(
    bins: Sequence[Bin],
    reference: float,
    *,
    title: str,
    axis: str,
    reference_label: str,
    label: Callable[[float], str] = "{:g}".format,
    paper: bool = False,
) -> Markup:
    """Columns over ascending bins, a dashed line at `reference`; `label` writes a value of the x axis."""
    if not bins:
        raise ValueError("a histogram needs at least one bin")
    step = _nice_step(max(part.count for part in bins))
    scale = _Scale(bins[0].low, bins[-1].high, -(-max(part.count for part in bins) // step) * step or step)
    parts = [*_grid(scale, step, paper), *_columns(bins, scale, paper), *_ticks(bins, scale, label, paper)]
    parts += _reference_line(scale, reference, reference_label, paper)
    parts.append(
        words(
            axis,
            _WIDTH - _RIGHT,
            _HEIGHT - 5,
            css_class="t-mut",
            paper=paper,
            font_size=12,
            text_anchor="end",
        )
    )
    return image(title, parts, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", width="100%")


def _grid(scale: _Scale, step: int, paper: bool) -> list[Markup]:
    parts = []
    for count in range(0, scale.most + 1, step):
        height = scale.y(count)
        parts.append(
            mark(
                "line",
                "l-grid" if count else "l-axis",
                x1=_LEFT,
                x2=_WIDTH - _RIGHT,
                y1=height,
                y2=height,
                paper=paper,
            )
        )
        parts.append(
            words(
                str(count),
                _LEFT - 6,
                height + 4,
                css_class="t-mut",
                paper=paper,
                font_size=12,
                text_anchor="end",
            )
        )
    return parts


def _columns(bins: Sequence[Bin], scale: _Scale, paper: bool) -> list[Markup]:
    columns = []
    for part in bins:
        left, width = scale.x(part.low), scale.x(part.high) - scale.x(part.low)
        top = scale.y(part.count)
        columns.append(
            mark(
                "rect",
                "m-panel",
                x=left + 1,
                width=max(width - 2, 1.0),
                y=top,
                height=scale.y(0) - top,
                paper=paper,
            )
        )
    return columns


def _ticks(bins: Sequence[Bin], scale: _Scale, label: Callable[[float], str], paper: bool) -> list[Markup]:
    """Edges of the bins, thinned out so that the labels never touch."""
    edges = [part.low for part in bins] + [bins[-1].high]
    every = -(-len(edges) // 8)
    baseline = _HEIGHT - _BOTTOM + 16
    return [
        words(
            label(edge),
            scale.x(edge),
            baseline,
            css_class="t-mut",
            paper=paper,
            font_size=12,
            text_anchor="middle",
        )
        for edge in edges[::every]
    ]


def _reference_line(scale: _Scale, reference: float, text: str, paper: bool) -> list[Markup]:
    place = min(max(scale.x(reference), _LEFT), _WIDTH - _RIGHT)
    turned = place > _WIDTH / 2
    return [
        mark("line", "l-ref", x1=place, x2=place, y1=_TOP - 8, y2=scale.y(0), paper=paper),
        words(
            text,
            place + (-5 if turned else 5),
            _TOP - 12,
            paper=paper,
            font_size=12,
            font_weight=600,
            text_anchor="end" if turned else "start",
        ),
    ]


def _nice_step(most: int) -> int:
    """About four grid lines at 1, 2 or 5 times a power of ten."""
    step = 1
    while most > step * 5:
        step = step * 2 if str(step)[0] in "15" else step // 2 * 5
    return step
