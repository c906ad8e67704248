"""Between the targets and the fields of their form."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from flask import g
from flask_babel import gettext

from app.domain.errors import DomainError
from app.extensions import db
from app.forms.targets import TargetsForm, as_typed, read_number, read_share, read_tolerance
from app.i18n.formats import format_date
from app.services.pool import pool_readings, population_tables
from app.services.pool.population_shares import ShareRow
from app.services.pool.population_tables import PublicTable
from app.services.pool.targets import FeatureTarget, ValueTarget
from app.web.access import jury


def filled(features: Sequence[FeatureTarget], tolerance: int, shares: Sequence[ShareRow] = (), *, shares_for: str = "",
           source: str = "") -> TargetsForm:
    """The form with these targets in its fields, and the rows of a table that wait to be taken over."""
    form = TargetsForm(formdata=None, data={
        "tolerance": tolerance, "features": [_feature(feature) for feature in features],
        "shares_for": shares_for, "shares_source": source,
        "shares": [{"name": row.name, "number": f"{row.number:f}", "value": row.value} for row in shares]})
    return with_choices(form, features)


def _feature(feature: FeatureTarget) -> dict[str, object]:
    first, second = feature.crosses or ("", "")
    return {"name": feature.name, "is_used": feature.is_used, "first": first, "second": second,
            "source": feature.source, "tolerance": as_typed(feature.tolerance), "values": [
                {"name": value.name, "share": as_typed(value.share), "minimum": as_typed(value.minimum),
                 "maximum": as_typed(value.maximum)} for value in feature.values]}


def with_choices(form: TargetsForm, features: Sequence[FeatureTarget]) -> TargetsForm:
    """The form with the names of features, tables and values to choose from."""
    names = [(feature.name, feature.name) for feature in features]
    plain = [(feature.name, feature.name) for feature in features if not feature.crosses]
    form.share_feature.choices = form.table_feature.choices = names
    form.cross_first.choices, form.cross_second.choices = plain, plain[1:] + plain[:1]
    form.table.choices = [(table.key, table_words(table)) for table in population_tables.all_tables(db.session())]
    wanted = next((feature for feature in features if feature.name == form.shares_for.data), None)
    values = [(value.name, value.name) for value in wanted.values] if wanted else []
    for row in form.shares:
        row.form.value.choices = [("", gettext("– left out –")), *values]
    return form


def table_words(table: PublicTable) -> str:
    """A table in one line: place, features, date."""
    language = g.get("language", "en")
    features = " × ".join(table.word(name, language) for name in table.features)
    return f"{table.word(table.place, language)}: {features} ({as_of_words(table)})"


def as_of_words(table: PublicTable) -> str:
    """The day of the numbers: ours are dates, typed ones stay as typed."""
    return format_date(date.fromisoformat(table.as_of)) if table.is_ours else table.as_of


def typed(form: TargetsForm, faults: list[DomainError]) -> list[FeatureTarget]:
    """The targets as they stand in the fields, with the people of the pool beside them."""
    crossings = {str(entry.form.name.data): [str(entry.form.first.data), str(entry.form.second.data)]
                 for entry in form.features if entry.form.first.data and entry.form.second.data}
    people = pool_readings.read_pool(db.session(), jury()).counts(crossings)
    found = []
    for feature in (entry.form for entry in form.features):
        name, values = feature.name.data or "", []
        for value in (entry.form for entry in feature.values):
            place = (name, value.name.data or "")
            values.append(ValueTarget(place[1], read_number(value.minimum.data, place, faults),
                                      read_number(value.maximum.data, place, faults),
                                      read_share(value.share.data, place, faults),
                                      people.get(name, Counter())[place[1]]))
        found.append(FeatureTarget(
            name, tuple(values), is_used=bool(feature.is_used.data), crosses=tuple(crossings.get(name, ())),
            tolerance=read_tolerance(feature.tolerance.data, name, faults), source=feature.source.data or ""))
    return found


def typed_rows(form: TargetsForm) -> list[ShareRow]:
    """The rows of the table as they were shown, each with the value that was chosen for it."""
    found = []
    for row in (entry.form for entry in form.shares):
        try:
            number = Decimal(row.number.data or "")
        except InvalidOperation:
            continue
        if number.is_finite() and number >= 0:
            found.append(ShareRow(row.name.data or "", number, row.value.data or ""))
    return found
