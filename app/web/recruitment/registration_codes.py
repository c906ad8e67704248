"""A link as a square code that a phone's camera reads, for the printed receipt."""
from __future__ import annotations

import segno


def square_code(link: str) -> str:
    """An SVG as a data address: no request of its own, so the link stands in no log."""
    return str(segno.make(link, error="m", micro=False).svg_data_uri(border=2, scale=4))
