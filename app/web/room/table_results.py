"""What the tables brought: side by side for the jury, grouped and carried into the plenary by the facilitator."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.tables import GroupForm, OneGroupForm
from app.i18n import current_language
from app.installation import utc_now
from app.models import Jury
from app.services.room import statements, table_results
from app.services.room.table_results import GroupView, Results
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import tell
from app.web.room.room_commands import run
from app.web.room.room_context import room_values

blueprint = Blueprint("table_results", __name__, url_prefix="/juries/<slug>/tables/results")
CHAIR = (Role.FACILITATOR,)


@blueprint.get("/<int:item_id>/")
@member(Role.JUROR, *CHAIR)
def show(slug: str, item_id: int) -> str:
    session = db.session()
    item = table_results.find_item(session, jury().id, item_id)
    results = table_results.results_of(session, item)
    return render_template("tables/results.html", item=item, results=results, form=_form(results),
                           **room_values(session, "table_results.show", now=utc_now()))


def _form(results: Results) -> GroupForm:
    form = GroupForm()
    form.group.choices = [(0, gettext("A new group"))] + [
        (view.group.id, view.group.title) for view in results.groups if view.group.published_at is None]
    return form


@blueprint.post("/<int:item_id>/group")
@member(*CHAIR)
def group(slug: str, item_id: int) -> Response:
    form = GroupForm()
    form.group.validate_choice = False
    try:
        if not form.validate_on_submit():
            raise DomainError("no_point_is_chosen")
        with transaction() as session:
            table_results.group_points(session, session.get_one(Jury, jury().id), item_id, form.points.data or (),
                                       form.title.data or "", group_id=form.group.data or None,
                                       page_language=current_language(), actor=actor())
    except DomainError as error:
        tell(error)
    return _back(slug, item_id)


@blueprint.post("/<int:item_id>/dissolve")
@member(*CHAIR)
def dissolve(slug: str, item_id: int) -> Response:
    form = OneGroupForm()
    try:
        if not form.validate_on_submit():
            raise DomainError("group_is_gone")
        with transaction() as session:
            table_results.dissolve_group(session, session.get_one(Jury, jury().id), form.group.data or 0, actor=actor())
    except DomainError as error:
        tell(error)
    return _back(slug, item_id)


@blueprint.post("/<int:item_id>/say")
@member(*CHAIR)
def say(slug: str, item_id: int) -> Response:
    """Say a group in the plenary, with the tables named."""
    form = OneGroupForm()
    return run(form, lambda session, room, signature: table_results.publish_group(
        session, session.get_one(Jury, jury().id), room, form.group.data or 0, _words(form, item_id),
        page_language=current_language(), **signature), "table_results.show", "groups", item_id=item_id)


@blueprint.post("/<int:item_id>/draft")
@member(*CHAIR)
def draft(slug: str, item_id: int) -> Response:
    """Begin a draft finding with a group."""
    form = OneGroupForm()
    try:
        if not form.validate_on_submit():
            raise DomainError("group_is_gone")
        view = _view(form, item_id)
        with transaction() as session:
            table_results.publish_as_finding(session, session.get_one(Jury, jury().id), view.group.id,
                                             _sources(view), actor=actor(), now=utc_now(),
                                             command_id=form.command_id.data or None)
        flash(gettext("A draft finding has been begun. It can be edited under “Draft”."), "success")
    except DomainError as error:
        tell(error)
    return _back(slug, item_id)


def _view(form: OneGroupForm, item_id: int) -> GroupView:
    session = db.session()
    results = table_results.results_of(session, table_results.find_item(session, jury().id, item_id))
    found = next((view for view in results.groups if view.group.id == form.group.data), None)
    if found is None:
        raise DomainError("group_is_gone")
    return found


def _sources(view: GroupView) -> str:
    places = ", ".join(gettext("round %(round)s, table %(table)s", round=held, table=table)
                       for held, table in view.sources)
    return gettext("From the small tables: %(places)s.", places=places)


def _words(form: OneGroupForm, item_id: int) -> str:
    """As much of the points as a contribution holds; the tables and what they say together always."""
    view = _view(form, item_id)
    words = f"{view.group.title}\n{_sources(view)}"
    for found in view.points:
        longer = f"{words}\n– {found.point.body}"
        if len(longer) > statements.MAX_LENGTH:
            break
        words = longer
    return words


def _back(slug: str, item_id: int) -> Response:
    return redirect(url_for("table_results.show", slug=slug, item_id=item_id, _anchor="groups"), 303)
