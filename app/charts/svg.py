"""SVG elements as escaped text: attributes in the order given, never a style attribute, never a script."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

# WeasyPrint ignores the page's style sheet inside inline SVG and draws black: marks say their colour.
PAPER_COLOURS: dict[str, dict[str, str]] = {
    "m-panel": {"fill": "#006a88"},
    "m-pop": {"fill": "#7d8b94"},
    "m-pool": {"fill": "#b67a00"},
    "m-against": {"fill": "#b04a2f"},
    "m-abstain": {"fill": "#7d8b94"},
    "m-track": {"fill": "#eef2f2"},
    "m-tick": {"fill": "#13212b"},
    "m-gold": {"fill": "#f0b429"},
    "l-grid": {"stroke": "#e3e8e9"},
    "l-axis": {"stroke": "#74838c"},
    "l-ref": {"stroke": "#13212b", "stroke-width": "2", "stroke-dasharray": "5 4"},
    "t-mut": {"fill": "#47555f"},
    "flow-0": {"fill": "#006a88"},
    "flow-1": {"fill": "#b67a00"},
    "flow-2": {"fill": "#b04a2f"},
    "flow-3": {"fill": "#7d8b94"},
    "flow-4": {"fill": "#1f6139"},
    "flow-5": {"fill": "#7a5600"},
    "ribbon": {"fill-opacity": ".28"},
    "bead-for": {"fill": "#006a88"},
    "bead-against": {"fill": "none", "stroke": "#b04a2f", "stroke-width": "2.2"},
    "bead-abstained": {"fill": "#7d8b94"},
}

Value = str | int | float


def element(name: str, *children: str, **attributes: Value | None) -> Markup:
    """One element: `css_class` becomes `class`, underscores become hyphens, None leaves the attribute out."""
    words = Markup("").join(
        Markup(' {}="{}"').format("class" if key == "css_class" else key.replace("_", "-"), _shortest(value))
        for key, value in attributes.items()
        if value is not None
    )
    tag = Markup(name)  # noqa: S704 — names of elements are constants of this package
    if not children:
        return Markup("<{}{}/>").format(tag, words)
    return Markup("<{0}{1}>{2}</{0}>").format(tag, words, Markup("").join(children))


def mark(name: str, css_class: str, *children: str, paper: bool = False, **attributes: Value | None) -> Markup:
    """A coloured element: by class on the screen, by attributes as well on paper."""
    if paper:
        for part in css_class.split():
            attributes |= {key.replace("-", "_"): value for key, value in PAPER_COLOURS.get(part, {}).items()}
    return element(name, *children, css_class=css_class, **attributes)


def words(
    text: str,
    x: Value,
    y: Value,
    *,
    css_class: str | None = None,
    paper: bool = False,
    **attributes: Value | None,
) -> Markup:
    """A text at its baseline."""
    if paper:
        colour = PAPER_COLOURS.get(css_class or "", {}).get("fill", "#13212b")
        attributes |= {"fill": colour, "font_family": "Onest, sans-serif"}
    return element("text", escape(text), css_class=css_class, x=x, y=y, **attributes)


def image(title: str, parts: Iterable[str], **attributes: Value | None) -> Markup:
    """The whole drawing: an image with one sentence as its name (WeasyPrint makes /Alt of the title)."""
    return element("svg", element("title", escape(title)), *parts, role="img", **attributes)


def percent(share: float) -> str:
    """A share of the drawing's width."""
    return f"{_shortest(share * 100)}%"


def _shortest(value: Value) -> str:
    """Two decimals at most, no trailing zeros: a drawing must not cost the reader digits."""
    if isinstance(value, float):
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return "0" if text in {"", "-0"} else text
    return str(value)
