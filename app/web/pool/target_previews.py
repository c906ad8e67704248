"""The page of chances: what the lottery aims at, and which chances the saved targets give."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.charts import Bin
from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.target_previews import ObjectiveForm, PreviewForm
from app.i18n.formats import format_percent
from app.i18n.messages import sentence
from app.i18n.objectives import objective_name, objective_sentence
from app.installation import utc_now
from app.models import Job, Jury
from app.services import jobs
from app.services.pool import feasibility_answers, objectives, target_previews, targets
from app.services.pool.feasibility_answers import SeenAnswer
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import tell

blueprint = Blueprint("target_previews", __name__, url_prefix="/juries/<slug>/targets/chances")


@blueprint.get("")
@member(Role.ORGANIZER)
def index(slug: str) -> str:
    return page(ObjectiveForm(formdata=None, objective=jury().objective, reason=jury().objective_reason))


def page(form: ObjectiveForm) -> str:
    """The page with this form of the aim."""
    session = db.session()
    previews = target_previews.finished_previews(session, jury())
    latest = target_previews.latest_preview(session, jury())
    job = session.get(Job, latest.job_id) if latest and latest.finished_at is None else None
    newest = previews[0] if previews else None
    shown = newest.objectives[0] if newest else objectives.USUAL
    return render_template(
        "targets/chances.html", jury=jury(), form=form, preview=newest,
        shown=shown, numbers=newest.report["objectives"][shown] if newest else None, job=job,
        is_job_live=jobs.is_live(job), comparison=target_previews.compare(previews, shown),
        may_change=objectives.may_change(session, jury()), may_preview=jury().stage in objectives.CHANGEABLE,
        has_targets=bool(targets.features_of(session, jury())), is_stale=_is_stale(newest),
        aims={name: objective_sentence(name) for name in objectives.OBJECTIVES})


def _is_stale(preview: Any) -> bool:
    """Whether the saved targets are others than those of the preview; the pool is told by its number of people."""
    if preview is None or not targets.features_of(db.session(), jury()):
        return False
    quotas = targets.sortition_quotas(db.session(), jury()).to_dict()
    return bool(preview.seats != jury().seats or preview.quotas != quotas)


@blueprint.post("")
@member(Role.ORGANIZER)
def start(slug: str) -> Response:
    """Compute a preview of the chosen aim, or of all of them beside it."""
    PreviewForm()
    wanted = objectives.OBJECTIVES if request.form.get("compare") == "all" else (jury().objective,)
    try:
        with transaction() as session:
            target_previews.start_preview(session, jury(), wanted, actor=actor(), now=utc_now())
    except DomainError as error:
        tell(error)
    return redirect(url_for("target_previews.index", slug=slug), 303)


def bins_of_preview(numbers: dict[str, Any]) -> list[Bin]:
    """The spread of chances in percent."""
    return [Bin(low * 100, high * 100, count) for low, high, count in numbers["histogram"]]


def chance(share: float) -> str:
    """A chance with as many digits as it needs: in a pool of 20,000 people the usual one is 0.05 %."""
    digits = 1 if share >= 0.01 or share == 0 else 2 if share >= 0.001 else 3
    return format_percent(share, digits)


def bound_words(bound: dict[str, Any]) -> str:
    """One target that stands against somebody's being drawn."""
    return sentence(DomainError(f"bound_{bound['side']}", **{
        name: bound[name] for name in ("feature", "value", "number", "available")}))


def targets_seen(which: Jury) -> SeenAnswer | None:
    """The stored answer to whether a jury is possible, for the timeline."""
    return feasibility_answers.seen_answer(db.session(), which)


def init_app(app: Flask) -> None:
    for function in (objective_name, objective_sentence, chance, bins_of_preview, bound_words, targets_seen):
        app.add_template_global(function)
