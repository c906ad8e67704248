"""Words and columns of the page of a draw's proof."""
from __future__ import annotations

from flask import Flask
from flask_babel import gettext

from app.charts import Column
from app.i18n.formats import format_number, format_percent
from app.services.draw.draw_proofs import NOTICEABLE, Deviation
from app.web.draw.draw_words import words

_LONGEST_NAME = 13


def group_words(one: Deviation) -> str:
    """“Age: 18–29”."""
    return f"{words(one.group.feature.label, one.group.feature.name)}: {words(one.row.value.label, one.row.value.name)}"


def value_names(changed: list[Deviation]) -> list[str]:
    """As short as the drawing's margin; the table beside it has the whole names."""
    names = [words(one.row.value.label, one.row.value.name) for one in changed]
    return [name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME - 1].rstrip() + "…" for name in names]


def points(difference: float) -> str:
    """How far a share is from the population's, in percentage points and words."""
    if abs(difference) < NOTICEABLE:
        return gettext("about the same")
    shown = format_number(round(abs(difference) * 100, 1))
    if difference > 0:
        return gettext("%(points)s points more", points=shown)
    return gettext("%(points)s points fewer", points=shown)


def flow_columns(changed: list[Deviation], titles: list[str], people: int, seats: int) -> list[Column]:
    """The feature that changed most, from the population to the pool and on to the jury."""
    columns = [Column(titles[0], titles[1], [one.population for one in changed]),
               Column(titles[2], format_number(people), [one.pool for one in changed])]
    if all(one.jury is not None for one in changed):
        columns.append(Column(titles[3], format_number(seats), [one.jury or 0 for one in changed]))
    return columns


def whole_percent(share: float) -> str:
    return format_percent(share, 0)


def first_ticket(people: int) -> str:
    """How the first ticket of a list is written."""
    return "1".zfill(max(4, len(str(people))))


def init_app(app: Flask) -> None:
    for function in (group_words, value_names, points, flow_columns, whole_percent, first_ticket):
        app.add_template_global(function)
