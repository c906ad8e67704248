"""Rows of the tables in a draw's protocol."""
from __future__ import annotations

from flask import Flask
from flask_babel import gettext

from app.i18n.formats import format_datetime, format_number
from app.i18n.labels import label
from app.models import DrawApproval
from app.services.draw.compositions import FeatureRows, ValueRow
from app.services.draw.draw_protocols import Reading
from app.web.draw.draw_words import words


def rows_of_words(given: list[DrawApproval]) -> list[list[object]]:
    return [[one.membership.person.name, label(one.decision), format_datetime(one.at), one.reason or "–"]
            for one in given]


def rows_of_readings(readings: list[Reading]) -> list[list[object]]:
    """A pair of different readings stays in the protocol: it shows that nobody was overruled."""
    return [[f"{one.name} ({', '.join(label(role) for role in one.roles)})", one.round, " – ".join(one.dice),
             format_datetime(one.at), gettext("yes") if one.counts else gettext("no, the two differed")]
            for one in readings]


def rows_of_quotas(groups: list[FeatureRows]) -> list[list[object]]:
    return [[f"{words(group.feature.label, group.feature.name)}: {words(row.value.label, row.value.name)}",
             format_number(row.people), _span(row), format_number(row.panel or 0),
             gettext("yes") if row.is_kept else gettext("no")] for group in groups for row in group.rows]


def _span(row: ValueRow) -> str:
    return str(row.minimum) if row.minimum == row.maximum else f"{row.minimum}–{row.maximum}"


def init_app(app: Flask) -> None:
    for function in (rows_of_words, rows_of_readings, rows_of_quotas):
        app.add_template_global(function)
