"""Draws the chances of the objectives on one invented pool as an SVG: `python -m benchmarks.chances FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.pools import SHAPES, invent
from sortition import Source, lottery

SHAPE = "30 of 239, 7 (shape of hd)"
COLOURS = {"leximin": "#0b6e4f", "maximin": "#b3541e", "nash": "#2f5aa8", "goldilocks": "#8a3b8f"}
WIDTH, HEIGHT, LEFT, BOTTOM = 720, 360, 56, 44


def main() -> int:
    seats, people, features = SHAPES[SHAPE]
    pool, quotas = invent(seats, people, features)
    lines = []
    for number, (objective, colour) in enumerate(COLOURS.items()):
        found = lottery(pool, quotas, seats, source=Source(b"picture"), objective=objective)
        lines.append(curve(sorted(found.certificate.ideal.values()), colour))
        lines.append(f'<text x="{LEFT + 20}" y="{30 + 20 * number}" fill="{colour}">{objective}</text>')
    Path(sys.argv[1]).write_text(picture(lines, seats / people), encoding="utf-8")
    return 0


def curve(chances: list[float], colour: str) -> str:
    """The chances from the smallest to the largest."""
    step = (WIDTH - LEFT - 16) / len(chances)
    points = " ".join(f"{LEFT + step * (i + 0.5):.1f},{height(chance):.1f}" for i, chance in enumerate(chances))
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'


def height(chance: float) -> float:
    return HEIGHT - BOTTOM - chance * (HEIGHT - BOTTOM - 16)


def picture(lines: list[str], fair: float) -> str:
    """Axes, the line of equal chances, the curves."""
    marks = [
        f'<line x1="{LEFT}" x2="{WIDTH - 16}" y1="{height(c):.1f}" y2="{height(c):.1f}" stroke="#ccc"/>'
        f'<text x="{LEFT - 8}" y="{height(c) + 5:.1f}" text-anchor="end">{c:.0%}</text>'
        for c in (0, 0.25, 0.5, 0.75, 1)
    ]
    even = f'<line x1="{LEFT}" x2="{WIDTH - 16}" y1="{height(fair):.1f}" y2="{height(fair):.1f}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"',
            'font-family="sans-serif" font-size="14"',
            'aria-label="Chances of all people, from the smallest to the largest">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            *marks,
            f'{even} stroke="#555" stroke-dasharray="4 4"/>',
            f'<text x="{WIDTH - 20}" y="{height(fair) - 6:.1f}" text-anchor="end">equal chances: {fair:.1%}</text>',
            *lines,
            f'<text x="{WIDTH / 2}" y="{HEIGHT - 14}" text-anchor="middle">',
            "people, from the smallest chance to the largest</text>",
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
