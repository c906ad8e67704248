"""A ten-sided die as one sees it from above: a kite-shaped face with its digit."""

from __future__ import annotations

from markupsafe import Markup

from app.charts.svg import element, words

_OUTLINE = "M50 3 95 40 91 63 50 97 9 63 5 40Z"
_FACE = "M50 3 81 60 50 75 19 60ZM81 60 95 40M81 60 91 63M50 75V97M19 60 5 40M19 60 9 63"


def ten_sided(digit: str | None, *, css_class: str) -> Markup:
    """A decoration, hidden from screen readers, which are told the digits in words. None: not thrown yet."""
    shape = [element("path", d=_OUTLINE, css_class="die-body"), element("path", d=_FACE, css_class="die-edges")]
    if digit is not None:
        shape.append(words(digit, 50, 60, css_class="die-digit", text_anchor="middle"))
    return element("svg", *shape, css_class=css_class, viewBox="0 0 100 100", aria_hidden="true", focusable="false")
