"""The jury as it appears: a necklace with a bead for each seat, lit one after the other."""

from __future__ import annotations

from math import cos, pi, sin

from markupsafe import Markup

from app.charts.svg import element

_RADIUS = 43.0


def necklace(beads: int, lit: int, *, css_class: str) -> Markup:
    """A decoration, hidden from screen readers: the tickets stand beside it as a list. The newest bead is gold."""
    size = min(5.6, 0.42 * 2 * pi * _RADIUS / max(beads, 1))
    thread = element("circle", cx=50, cy=50, r=_RADIUS, css_class="necklace-thread")
    return element(
        "svg",
        thread,
        *(_bead(place, beads, lit, size) for place in range(beads)),
        css_class=css_class,
        viewBox="0 0 100 100",
        aria_hidden="true",
        focusable="false",
    )


def _bead(place: int, beads: int, lit: int, size: float) -> Markup:
    angle = 2 * pi * place / beads - pi / 2
    is_newest = place == lit - 1
    kind = "necklace-new" if is_newest else "necklace-lit" if place < lit else "necklace-dark"
    return element(
        "circle", cx=50 + _RADIUS * cos(angle), cy=50 + _RADIUS * sin(angle), r=size * (1.15 if is_newest else 1.0),
        css_class=kind)
