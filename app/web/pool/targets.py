"""Targets: percentages or numbers, whether a jury is possible, and the words for readers."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.targets import TargetFileForm, TargetsForm, WordsForm, as_typed, read_number, read_share
from app.installation import utc_now
from app.services.pool import feasibility, pool_files, pools, target_files, targets
from app.services.pool.feasibility import Answer
from app.services.pool.targets import FeatureTarget, ValueTarget
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.aside import aside
from app.web.refusals import attach, tell

blueprint = Blueprint("targets", __name__, url_prefix="/juries/<slug>/targets")


@blueprint.get("")
@member(Role.ORGANIZER)
def index(slug: str) -> str:
    present = targets.present_targets(db.session(), jury())
    is_set = any(value.minimum is not None for feature in present for value in feature.values)
    return _page(_filled(present), present, _ask(present, explain=False) if is_set else None)


def _page(form: TargetsForm, features: Sequence[FeatureTarget], answer: Answer | None) -> str:
    return render_template("targets/index.html", jury=jury(), form=form, features=features, answer=answer,
                           file_form=TargetFileForm(formdata=None), is_open=jury().stage in pools.OPEN_STAGES)


def _filled(features: Sequence[FeatureTarget], tolerance: int = 1) -> TargetsForm:
    """The form with these numbers in its fields."""
    return TargetsForm(formdata=None, data={"tolerance": tolerance, "features": [
        {"name": feature.name, "is_used": feature.is_used, "values": [
            {"name": value.name, "share": as_typed(value.share), "minimum": as_typed(value.minimum),
             "maximum": as_typed(value.maximum)} for value in feature.values]} for feature in features]})


@blueprint.post("")
@member(Role.ORGANIZER)
def change(slug: str) -> str | Response:
    """One form, several buttons: compute, check, take the repair over, add a value, save.

    Only saving changes anything. With `X-Fragment` just the answer is sent back.
    """
    form = TargetsForm()
    faults: list[DomainError] = []
    is_valid = form.validate_on_submit()
    features = _typed(form, faults)
    if "X-Fragment" in request.headers:
        answer = feasibility.Answer(feasibility.Outcome.INCOMPLETE, reasons=tuple(faults)) if faults else \
            _ask(features, explain="step" in request.form)
        return render_template("targets/answer.html", jury=jury(), answer=answer)
    try:
        if not is_valid or faults:
            for fault in faults:
                attach(form, fault)
            return _page(form, features, None)
        step = request.form.get("step", "check")
        return STEPS.get(step, _check)(form, features)
    except DomainError as error:
        attach(form, error)
        return _page(form, features, None)


def _typed(form: TargetsForm, faults: list[DomainError]) -> list[FeatureTarget]:
    """The targets as they stand in the fields, with the people of the pool beside them."""
    people = pools.count_values(db.session(), jury())
    found = []
    for feature in (entry.form for entry in form.features):
        name, values = feature.name.data or "", []
        for value in (entry.form for entry in feature.values):
            place = (name, value.name.data or "")
            values.append(ValueTarget(place[1], read_number(value.minimum.data, place, faults),
                                      read_number(value.maximum.data, place, faults),
                                      read_share(value.share.data, place, faults),
                                      people.get(name, Counter())[place[1]]))
        found.append(FeatureTarget(name, tuple(values), is_used=bool(feature.is_used.data)))
    return found


def _ask(features: Sequence[FeatureTarget], *, explain: bool = True) -> Answer:
    used = [feature.name for feature in features if feature.is_used]
    seats = jury().seats
    try:
        pool = pools.sortition_pool(db.session(), jury(), used)
    except DomainError:  # nobody there, or no feature used: the sums can still be checked
        pool = None
    return aside(lambda: feasibility.answer(pool, features, seats, explain=explain))


def _check(form: TargetsForm, features: Sequence[FeatureTarget]) -> str:
    return _page(form, features, _ask(features))


def _compute(form: TargetsForm, features: Sequence[FeatureTarget]) -> str:
    new = targets.from_shares(features, jury().seats, form.tolerance.data)
    return _page(_filled(new, form.tolerance.data), new, _ask(new))


def _repair(form: TargetsForm, features: Sequence[FeatureTarget]) -> str:
    new = feasibility.repaired(features, _ask(features).changes)
    return _page(_filled(new, form.tolerance.data), new, _ask(new))


def _add(form: TargetsForm, features: Sequence[FeatureTarget]) -> str:
    new = targets.with_value(features, (form.add_feature.data or "").strip(), (form.add_value.data or "").strip())
    return _page(_filled(new, form.tolerance.data), new, None)


def _save(_form: TargetsForm, features: Sequence[FeatureTarget]) -> Response:
    with transaction() as session:
        targets.save_targets(session, jury(), features, actor=actor(), now=utc_now())
    flash(gettext("The targets are saved."), "success")
    return redirect(url_for("targets.index", slug=jury().slug), 303)


STEPS: dict[str, Callable[[TargetsForm, Sequence[FeatureTarget]], str | Response]] = {
    "compute": _compute, "check": _check, "repair": _repair, "add": _add, "save": _save}


@blueprint.post("/file")
@member(Role.ORGANIZER)
def read_file(slug: str) -> str | Response:
    """Fill the form from a file; nothing is saved yet."""
    form = TargetFileForm()
    try:
        if not form.validate_on_submit():
            raise DomainError("file_is_missing")
        read = target_files.read_targets(pool_files.read_table(form.file.data.read()))
        features = targets.aligned(read, targets.present_targets(db.session(), jury()))
    except DomainError as error:
        tell(error)
        return redirect(url_for("targets.index", slug=slug), 303)
    flash(gettext("The file is read. Check the numbers, then save them."))
    has_numbers = all(value.minimum is not None for feature in features if feature.is_used for value in feature.values)
    return _page(_filled(features), features, _ask(features, explain=False) if has_numbers else None)


@blueprint.route("/words", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def words(slug: str) -> str | Response:
    """How public pages call features and values in Kazakh, Russian and English."""
    known = targets.words_of(db.session(), jury())
    form = WordsForm(data={"words": list(known.values())})
    for (feature, value), field in zip(known, form.words, strict=False):
        field.label.text = value or feature
    if form.validate_on_submit() and len(form.words) == len(known):
        new = {key: field.data for key, field in zip(known, form.words, strict=True)}
        with transaction() as session:
            targets.write_words(session, jury(), new, actor=actor())
        flash(gettext("Saved."), "success")
        return redirect(url_for("targets.index", slug=slug), 303)
    return render_template("targets/words.html", jury=jury(), form=form, keys=list(known))
