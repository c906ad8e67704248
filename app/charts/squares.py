"""An address as a square code for a phone's camera."""

from __future__ import annotations

import segno
from markupsafe import Markup

from app.charts.svg import element, image

_QUIET = 4  # modules around the code, as the standard asks


def qr(address: str, *, title: str, css_class: str | None = None) -> Markup:
    """The code as one path, dark on white in both themes: many cameras read nothing else. Level M."""
    code = segno.make(address, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    side = len(rows) + 2 * _QUIET
    path = "".join(
        f"M{x + _QUIET} {y + _QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    ground = element("rect", width=side, height=side, fill="#ffffff")
    return image(
        title,
        [ground, element("path", d=path, fill="#000000", shape_rendering="crispEdges")],
        viewBox=f"0 0 {side} {side}",
        css_class=css_class,
    )
