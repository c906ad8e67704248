"""Drawings: right places, one sentence as the name, nothing that the policy of the page would drop."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from app import charts

NAMESPACE = "{http://www.w3.org/2000/svg}"


def read(drawing: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(str(drawing))


def percent(value: float) -> str:
    return f"{value:.0%}"


def a_histogram(paper: bool = False, title: str = "Most have between 5 and 7 %") -> Markup:
    bins = [charts.Bin(4, 5, 96), charts.Bin(5, 6, 171), charts.Bin(6, 7, 28)]
    return charts.histogram(bins, 5.5, title=title, axis="chance, %", reference_label="equal: 5.5 %", paper=paper)


def an_alluvial(paper: bool = False, title: str = "The young: 24 %, 14 %, 25 %") -> Markup:
    columns = [charts.Column("City", "adults", [0.24, 0.76]), charts.Column("Pool", "587", [0.14, 0.86])]
    return charts.alluvial(columns, ["18–29", "30+"], title=title, label=percent, paper=paper)


def some_votes(paper: bool = False, title: str = "For 17, against 3, abstained 1") -> Markup:
    return charts.vote_beads(17, 3, 1, needed=17, title=title, paper=paper)


def a_bar(paper: bool = False, title: str = "18–29: jury 25 %, population 24 %") -> Markup:
    return charts.bar(0.25, 0.24, title=title, top=0.5, paper=paper)


ALL: list[Callable[..., Markup]] = [a_histogram, an_alluvial, some_votes, a_bar]


@pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)
@pytest.mark.parametrize("paper", [False, True])
def test_a_drawing_is_an_image_with_a_name_and_keeps_to_the_policy(draw: Callable[..., Markup], paper: bool) -> None:
    drawing = read(draw(paper=paper))
    assert drawing.get("role") == "img"
    assert drawing[0].tag == "title"
    assert drawing[0].text
    for part in drawing.iter():
        assert not {"style", "id", "href", "onload"} & set(part.attrib)
        assert part.tag in {"svg", "title", "rect", "circle", "line", "path", "text"}


@pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)
def test_words_are_escaped(draw: Callable[..., Markup]) -> None:
    drawing = draw(title="<script>alert(1)</script> & \"more\"")
    assert "<script" not in drawing
    assert read(drawing)[0].text == '<script>alert(1)</script> & "more"'


@pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)
def test_on_paper_every_mark_says_its_colour(draw: Callable[..., Markup]) -> None:
    """WeasyPrint would draw it black."""
    for part in read(draw(paper=True)).iter():
        if part.get("class"):
            assert part.get("fill") or part.get("stroke"), part.attrib


def test_one_bead_a_juror_in_the_order_of_the_words() -> None:
    beads = [part.get("class") for part in read(some_votes()) if part.tag == "circle"]
    assert beads == ["bead-for"] * 17 + ["bead-against"] * 3 + ["bead-abstained"]


def test_the_tick_stands_right_after_the_needed_votes() -> None:
    drawing = read(charts.vote_beads(10, 0, 0, needed=8, title="x"))
    assert drawing[-1].get("x") == "80%"
    assert drawing[8].get("cx") == "75%"  # the eighth bead lies left of it: title, then beads


def test_fewer_votes_than_needed_still_show_the_threshold() -> None:
    drawing = read(charts.vote_beads(1, 0, 0, needed=4, title="x"))
    assert drawing[-1].get("x") == "100%"


def test_no_votes_at_all_are_a_drawing_too() -> None:
    assert read(charts.vote_beads(0, 0, 0, needed=0, title="x")).get("role") == "img"


@pytest.mark.parametrize(("value", "width"), [(0.0, "0%"), (0.25, "50%"), (0.5, "100%"), (0.9, "100%"), (-1, "0%")])
def test_a_bar_never_leaves_its_track(value: float, width: str) -> None:
    assert read(charts.bar(value, title="x", top=0.5))[2].get("width") == width


@pytest.mark.parametrize(("values", "top"), [([0.536, 0.25], 0.6), ([0.95], 1), ([1.0], 1), ([], 0.1), ([0.02], 0.1)])
def test_tracks_end_at_the_next_tenth(values: list[float], top: float) -> None:
    assert charts.round_top(values) == pytest.approx(top)


def test_columns_are_as_high_as_their_counts() -> None:
    heights = [float(part.get("height", 0)) for part in read(a_histogram()) if part.tag == "rect"]
    assert heights[1] / heights[0] == pytest.approx(171 / 96, abs=0.01)
    assert heights[2] / heights[0] == pytest.approx(28 / 96, abs=0.01)


@pytest.mark.parametrize("counts", [[1], [0, 0], [1, 1, 1], [9999, 1], [7] * 40])
def test_any_counts_can_be_drawn_inside_the_frame(counts: list[int]) -> None:
    bins = [charts.Bin(place, place + 1, count) for place, count in enumerate(counts)]
    drawing = read(charts.histogram(bins, 0.5, title="x", axis="y", reference_label="z"))
    for part in drawing.iter("rect"):
        assert float(part.get("y", 0)) >= 0
        assert float(part.get("y", 0)) + float(part.get("height", 0)) <= 210
    grid = [part for part in drawing.iter("line") if part.get("class") == "l-grid"]
    assert len(grid) <= 6


def test_a_histogram_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one"):
        charts.histogram([], 1, title="x", axis="y", reference_label="z")


def test_each_column_of_the_alluvial_is_the_whole() -> None:
    blocks = list(read(an_alluvial()).iter("rect"))
    by_place: dict[str, float] = {}
    for part in blocks:
        by_place[part.get("x", "")] = by_place.get(part.get("x", ""), 0) + float(part.get("height", 0))
    assert len(set(by_place)) == 2
    assert len({round(height, 1) for height in by_place.values()}) == 1


def test_an_alluvial_needs_something_to_flow_to() -> None:
    with pytest.raises(ValueError, match="two columns"):
        charts.alluvial([charts.Column("a", "b", [1])], ["c"], title="x", label=percent)


def test_the_ring_has_as_many_beads_as_jurors_and_is_silent() -> None:
    ring = read(charts.ring(21, gold=4))
    assert ring.get("aria-hidden") == "true"
    assert ring[0].get("pathLength") == "21"
    assert len(ring) == 2


def test_on_paper_each_bead_of_the_ring_is_drawn() -> None:
    ring = read(charts.ring(21, gold=4, paper=True))
    assert len(ring) == 22
    assert ring[4].get("cx") == ring[-1].get("cx")
