"""Charts drawn on the server: functions that return SVG, without scripts, style attributes or clashing ids.

Words come from the caller, already in the reader's language; templates/components/charts.html puts a table
beside every chart. `paper=True` writes the colours into the marks, for PDFs.
"""

from app.charts.bars import bar, round_top
from app.charts.dice import ten_sided
from app.charts.flows import Column, alluvial
from app.charts.histograms import Bin, histogram
from app.charts.necklaces import necklace
from app.charts.opinions import opinion_map
from app.charts.rings import ring
from app.charts.squares import qr
from app.charts.votes import vote_beads

__all__ = [
    "Bin", "Column", "alluvial", "bar", "histogram", "necklace", "opinion_map", "qr", "ring", "round_top",
    "ten_sided", "vote_beads",
]
