"""The mark of the design: алқа, a jury and a necklace; a ring of beads, one of them gold."""

from __future__ import annotations

from math import cos, pi, sin

from markupsafe import Markup

from app.charts.svg import element

_RADIUS = 14.5


def ring(beads: int, *, gold: int = 1, css_class: str = "mast-ring", paper: bool = False) -> Markup:
    """A decoration, hidden from screen readers: a dotted circle, two elements however many the beads.

    On paper every bead is a circle: WeasyPrint knows no pathLength.
    """
    size = min(5.4, 55 / beads)
    dots = [_bead(beads, bead, size / 2, "#04303d") for bead in range(beads)] if paper else [_dots(beads, size)]
    return element(
        "svg",
        *dots,
        _bead(beads, gold, size * 0.62, "#f0b429"),
        css_class=css_class,
        viewBox="2 2 36 36",
        aria_hidden="true",
        focusable="false",
    )


def _bead(beads: int, number: int, radius: float, fill: str) -> Markup:
    angle = 2 * pi * number / beads - pi / 2
    return element("circle", cx=20 + _RADIUS * cos(angle), cy=20 + _RADIUS * sin(angle), r=radius, fill=fill)


def _dots(beads: int, size: float) -> Markup:
    return element(
        "circle",
        cx=20,
        cy=20,
        r=_RADIUS,
        fill="none",
        stroke="currentColor",
        stroke_width=size,
        stroke_linecap="round",
        pathLength=beads,
        stroke_dasharray="0 1",
        stroke_dashoffset=-0.5,  # no dot at the seam: there two would lie side by side
        transform=f"rotate({-90 - 180 / beads:.2f} 20 20)",
    )
