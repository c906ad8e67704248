"""The opinion map: groups as ellipses, and the reader's own place; never the point of another person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from app.charts.svg import element, image, words

WIDTH, HEIGHT, MARGIN = 640, 420, 30
SMALLEST = 26  # of an ellipse, so that its name fits in


def opinion_map(
    groups: Sequence[Mapping[str, Any]],
    names: Sequence[str],
    *,
    title: str,
    own: Sequence[float] | None = None,
    own_name: str = "",
) -> Markup:
    """Draw ellipses (`x`, `y`, `long`, `short`, `angle` in degrees, in the units of the map) named by `names`."""
    left, right, low, high = _bounds(groups, own)
    scale = min((WIDTH - 2 * MARGIN) / (right - left), (HEIGHT - 2 * MARGIN) / (high - low))

    def place(x: float, y: float) -> tuple[float, float]:
        return WIDTH / 2 + (x - (left + right) / 2) * scale, HEIGHT / 2 - (y - (low + high) / 2) * scale

    parts = [
        element("line", css_class="l-grid", x1=MARGIN, x2=WIDTH - MARGIN, y1=place(0, 0)[1], y2=place(0, 0)[1]),
        element("line", css_class="l-grid", y1=MARGIN, y2=HEIGHT - MARGIN, x1=place(0, 0)[0], x2=place(0, 0)[0]),
    ]
    for number, group in enumerate(groups):
        x, y = place(group["x"], group["y"])
        parts.append(element(
            "ellipse", css_class=f"flow-{number} ribbon", cx=x, cy=y, rx=max(group["long"] * scale, SMALLEST),
            ry=max(group["short"] * scale, SMALLEST), transform=f"rotate({-group['angle']:.1f} {x:.1f} {y:.1f})"))
    for name, group in zip(names, groups, strict=True):
        x, y = place(group["x"], group["y"])
        parts.append(words(name, x, y + 5, css_class="map-name", text_anchor="middle"))
    if own is not None:
        x, y = place(own[0], own[1])
        parts += [element("circle", css_class="m-gold", cx=x, cy=y, r=8),
                  element("circle", cx=x, cy=y, r=8, fill="none", stroke="currentColor", stroke_width=2),
                  words(own_name, x, y - 14, css_class="map-name", text_anchor="middle")]
    return image(title, parts, css_class="map", viewBox=f"0 0 {WIDTH} {HEIGHT}")


def _bounds(groups: Sequence[Mapping[str, Any]], own: Sequence[float] | None) -> tuple[float, float, float, float]:
    xs, ys = [0.0], [0.0]
    for group in groups:
        reach = max(group["long"], 0.2)
        xs += [group["x"] - reach, group["x"] + reach]
        ys += [group["y"] - reach, group["y"] + reach]
    if own is not None:
        xs.append(own[0])
        ys.append(own[1])
    return min(xs) - 0.2, max(xs) + 0.2, min(ys) - 0.2, max(ys) + 0.2
