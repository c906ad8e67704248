"""Votes as one bead per juror: 21 people are countable, so people are shown, not percentages."""

from __future__ import annotations

from markupsafe import Markup

from app.charts.svg import image, mark, percent

_SPACE = 16
_RADIUS = {"for": 3.9, "against": 2.9, "abstained": 2.0}


def vote_beads(votes_for: int, against: int, abstained: int, *, needed: int, title: str, paper: bool = False) -> Markup:
    """Filled beads for, rings against, dots abstained, and a tick where the threshold lies.

    `needed` counts votes; `title` says the whole result in one sentence. Shapes differ, not only colours.
    """
    kinds = ["for"] * votes_for + ["against"] * against + ["abstained"] * abstained
    places = max(len(kinds), needed, 1)
    beads = [
        mark("circle", f"bead-{kind}", r=_RADIUS[kind], cx=percent((place + 0.5) / places), cy=10, paper=paper)
        for place, kind in enumerate(kinds)
    ]
    tick = mark("rect", "m-tick", x=percent(needed / places), y=0, width=2, height=20, paper=paper)
    return image(title, [*beads, tick], width=places * _SPACE, height=20)
