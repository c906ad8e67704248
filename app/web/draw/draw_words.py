"""Words and table rows of the pages of a draw and its seats."""
from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_babel import gettext

from app.charts import Bin
from app.domain.phases import OfferState
from app.i18n.formats import format_datetime, format_number
from app.services.draw import name_views
from app.services.draw.compositions import FeatureRows
from app.services.draw.name_views import ViewCount
from app.web.context import in_language


def words(label: dict[str, str], name: str) -> str:
    """The label of a feature or value in the reader's language; as in the file when it has none."""
    return in_language(label).text or name


def what_is_compared(groups: list[FeatureRows]) -> str:
    """`population` when its shares are known for every value, else `quota`: the middle of each quota."""
    is_known = all(row.share is not None for group in groups for row in group.rows)
    return "population" if is_known else "quota"


def chart_rows(groups: list[FeatureRows], people: int, seats: int) -> list[tuple[str, list[tuple[str, float, float]]]]:
    """Rows for charts.composition: shares of these people beside those of the population or of the quotas' middle."""
    compare = what_is_compared(groups)
    return [(words(group.feature.label, group.feature.name), [
        (words(row.value.label, row.value.name), (row.panel or 0) / max(people, 1),
         row.share if compare == "population" and row.share is not None else (row.minimum + row.maximum) / 2 / seats)
        for row in group.rows]) for group in groups]


def features_in_words(groups: list[FeatureRows]) -> str:
    return ", ".join(words(group.feature.label, group.feature.name) for group in groups)


def quotas_kept(groups: list[FeatureRows]) -> tuple[int, int]:
    """How many quotas the panel keeps, of how many."""
    rows = [row for group in groups for row in group.rows]
    return sum(row.is_kept for row in rows), len(rows)


def on_axis(value: float) -> str:
    """A percentage at the axis of the histogram."""
    return format_number(round(value, 1))


def rows_of_bins(bins: list[Bin]) -> list[list[str]]:
    return [[f"{on_axis(part.low)}–{on_axis(part.high)}", format_number(part.count)] for part in bins]


def rows_of_excluded(excluded: list[dict[str, Any]]) -> list[list[str]]:
    """Why people can be in no jury."""
    reasons = {
        "in_no_valid_panel": gettext("No jury that keeps all targets has a place for this combination of features."),
        "excluded_by_request": gettext("Left out on request."),
    }
    usual = gettext("With the targets as they are, this person fits into no jury.")
    return [[format_number(row["number"]), reasons.get(row["reason"], usual)] for row in excluded]


def in_fours(fingerprint: str) -> str:
    """A fingerprint in groups of four, to be compared by eye."""
    return " ".join(fingerprint[place:place + 4] for place in range(0, len(fingerprint), 4))


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def rows_of_views(views: list[ViewCount]) -> list[list[object]]:
    """How often names were opened, for organizers and overseers."""
    what = {name_views.LIST: gettext("The list of names"), name_views.PERSON: gettext("The page of one person"),
            name_views.NEEDS: gettext("What jurors need")}
    return [[what[view.what], view.times, view.people, format_datetime(view.last_at)] for view in views]


def init_app(app: Flask) -> None:
    app.add_template_global(OfferState, "offer_states")
    for function in (features_in_words, quotas_kept, on_axis, rows_of_bins, rows_of_excluded, rows_of_views, in_fours,
                     moment):
        app.add_template_global(function)
    app.add_template_global(words, "value_words")
