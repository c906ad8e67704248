"""The mark of the design: алқа, a jury and a necklace; a ring of beads, one of them gold."""

from __future__ import annotations

from math import cos, pi, sin

from markupsafe import Markup

from app.charts.svg import element


def ring(beads: int, *, gold: int = 1, css_class: str = "mast-ring") -> Markup:
    """A decoration, hidden from screen readers: a dotted circle, two elements however many the beads."""
    bead = min(5.4, 24 / beads * 2.3)
    angle = 2 * pi * gold / beads - pi / 2
    return element(
        "svg",
        element(
            "circle",
            cx=20,
            cy=20,
            r=14.5,
            fill="none",
            stroke="currentColor",
            stroke_width=bead,
            stroke_linecap="round",
            pathLength=beads,
            stroke_dasharray="0 1",
            stroke_dashoffset=-0.5,  # no dot at the seam: there two would lie side by side
            transform=f"rotate({-90 - 180 / beads:.2f} 20 20)",
        ),
        element(
            "circle", cx=20 + 14.5 * cos(angle), cy=20 + 14.5 * sin(angle), r=bead * 0.62, fill="#f0b429"
        ),
        css_class=css_class,
        viewBox="2 2 36 36",
        aria_hidden="true",
        focusable="false",
    )
