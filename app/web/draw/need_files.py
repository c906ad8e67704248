"""The needs of jurors as a file for a helper: by the number of the seat, in the reader's language, without names."""
from __future__ import annotations

from flask_babel import gettext

from app.i18n.labels import label
from app.services.draw.needs import NeedRow
from app.services.pool import pool_exports


def as_csv(rows: list[NeedRow]) -> bytes:
    """One line for each need of each person; seats are counted in the order of the page."""
    lines = [[gettext("Seat"), gettext("What the person needs"), gettext("Arranged"), gettext("In words")]]
    for place, row in enumerate(rows, start=1):
        for kind in sorted(row.needs.kinds, key=lambda kind: kind.value):
            done = gettext("yes") if kind in row.needs.arranged else gettext("no")
            lines.append([str(place), label(kind), done, row.needs.words])
    return pool_exports.as_csv(lines)
