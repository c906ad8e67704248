"""The buttons of the targets' form: each takes what is typed and shows the form anew. Only saving changes anything."""
from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.extensions import db
from app.forms.targets import TargetFileForm, TargetsForm
from app.installation import utc_now
from app.services.pool import (
    crossed_features,
    feasibility,
    feasibility_answers,
    pool_readings,
    pools,
    population_shares,
    population_tables,
    targets,
)
from app.services.pool.feasibility import Answer
from app.services.pool.share_pastes import Cell, read_paste
from app.services.pool.targets import FeatureTarget
from app.transaction import transaction
from app.web.access import actor, jury
from app.web.aside import aside
from app.web.pool.target_fields import filled, table_words, typed_rows, with_choices
from app.web.refusals import attach

Features = Sequence[FeatureTarget]


def page(form: TargetsForm, features: Features, answer: Answer | None, **more: object) -> str:
    """The page of the targets with this form."""
    return render_template(
        "targets/index.html", jury=jury(), form=with_choices(form, features), features=features, answer=answer,
        file_form=TargetFileForm(formdata=None), is_open=jury().stage in pools.OPEN_STAGES, **more)


def ask(features: Features, *, explain: bool = True) -> Answer:
    """Whether the pool can fill these targets, which need not be saved."""
    names = [feature.name for feature in features if feature.is_used]
    pool = pool_readings.read_pool(db.session(), jury()).pool(names, targets.crossings_of(features))
    seats = jury().seats
    return aside(lambda: feasibility.answer(pool, features, seats, explain=explain))


def check(form: TargetsForm, features: Features) -> str:
    return page(form, features, ask(features))


def compute(form: TargetsForm, features: Features) -> str:
    tolerance = form.tolerance.data
    new = targets.from_shares(crossed_features.refreshed(features), jury().seats, tolerance)
    return page(filled(new, tolerance), new, ask(new))


def repair(form: TargetsForm, features: Features) -> str:
    new = feasibility.repaired(features, ask(features).changes)
    return page(filled(new, form.tolerance.data), new, ask(new))


def add(form: TargetsForm, features: Features) -> str:
    new = targets.with_value(features, (form.add_feature.data or "").strip(), (form.add_value.data or "").strip())
    return page(filled(new, form.tolerance.data), new, None)


def cross(form: TargetsForm, features: Features) -> str:
    """Two features as one, with the product of their percentages until better ones come."""
    reading = pool_readings.read_pool(db.session(), jury())
    new = crossed_features.with_crossing(
        features, str(form.cross_first.data or ""), str(form.cross_second.data or ""), reading)
    flash(gettext("The crossed feature stands below the others. Give it percentages, or compute its seats."))
    return page(filled(new, form.tolerance.data), new, None)


def paste(form: TargetsForm, features: Features) -> str:
    """Show what was understood of the pasted rows; nothing is taken over yet."""
    read = read_paste(form.share_text.data or "")
    return _preview(form, features, str(form.share_feature.data or ""), read.cells, "", totals=read.totals,
                    is_sum_wrong=read.is_sum_wrong)


def table(form: TargetsForm, features: Features) -> str:
    """The same for a stored table."""
    found = population_tables.find_table(db.session(), str(form.table.data or ""))
    source = f"{found.source}. {table_words(found)}"
    return _preview(form, features, str(form.table_feature.data or ""), found.cells_in(g.language), source)


def _preview(form: TargetsForm, features: Features, name: str, cells: Sequence[Cell], source: str,
             **more: object) -> str:
    feature = _named(features, name)
    rows = population_shares.rows_for(feature, cells, crossed_features.parts_of(feature, features))
    new = filled(features, form.tolerance.data, rows, shares_for=name, source=source)
    new.share_text.data = form.share_text.data
    return page(new, features, None, rows=rows, is_short=population_shares.is_short_of_hundred(rows), **more)


def take(form: TargetsForm, features: Features) -> str:
    """Take the percentages over into the fields."""
    feature = _named(features, form.shares_for.data or "")
    rows = typed_rows(form)
    source = (form.shares_source.data or "")[:500] or gettext("Pasted")
    try:
        new = population_shares.taken_over(feature, rows, source)
    except DomainError as error:
        attach(form, error)
        return page(form, features, None, rows=rows)
    changed = crossed_features.refreshed([new if other.name == feature.name else other for other in features])
    flash(gettext("The percentages are taken over. Compute the seats from them, then save."))
    return page(filled(changed, form.tolerance.data), changed, None)


def _named(features: Features, name: str) -> FeatureTarget:
    found = next((feature for feature in features if feature.name == name), None)
    if found is None:
        raise DomainError("shares_need_feature")
    return found


def save(form: TargetsForm, features: Features) -> Response:
    """Save, then keep the answer of whether a jury is possible for the pages that only show it."""
    with transaction() as session:
        targets.save_targets(session, jury(), features, tolerance=form.tolerance.data, actor=actor(), now=utc_now())
    keep_answer()
    flash(gettext("The targets are saved."), "success")
    return redirect(url_for("targets.index", slug=jury().slug), 303)


def keep_answer(*, explain: bool = False) -> None:
    """Ask about the saved targets, beside the event loop, and store the answer."""
    question = feasibility_answers.question_of(db.session(), jury())
    answer = aside(lambda: question.answer(explain=explain))
    with transaction() as session:
        feasibility_answers.keep_answer(session, jury(), question, answer, now=utc_now())


STEPS: dict[str, Callable[[TargetsForm, Features], str | Response]] = {
    "compute": compute, "check": check, "repair": repair, "add": add, "cross": cross, "paste": paste, "table": table,
    "take": take, "save": save}
