"""The address list: sending a file, saying what its columns are, checking, confirming; looking at the list."""
from __future__ import annotations

import logging

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.wrappers import Response as FileResponse
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.letters import AddressState, AddressUse
from app.domain.roles import Role
from app.extensions import db
from app.forms.letters import AddressColumnsForm, AddressFileForm, AddressSearchForm
from app.forms.pools import ConfirmImportForm, DropForm
from app.installation import current_vault, utc_now
from app.services.pool import pool_files
from app.services.pool.table_reading.encodings import CERTAIN
from app.services.recruitment import address_imports, address_uploads, addresses, letter_tables
from app.services.recruitment.address_columns import AddressColumns
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.aside import aside
from app.web.limits import number_in
from app.web.refusals import attach, tell

blueprint = Blueprint("addresses", __name__, url_prefix="/juries/<slug>/addresses")
log = logging.getLogger(__name__)
PREVIEW_ROWS = 5
PROBLEMS_A_PAGE = 100


@blueprint.get("")
@member(Role.ORGANIZER)
def index(slug: str) -> str:
    return _index(AddressFileForm(formdata=None))


def _index(form: AddressFileForm) -> str:
    session = db.session()
    search = AddressSearchForm(request.args)
    areas = addresses.areas_of_list(session, jury())
    search.area.choices = [("", gettext("All")), *((area, area or "–") for area in areas)]
    state = AddressState(search.state.data) if search.validate() and search.state.data else None
    listed = addresses.list_addresses(session, jury(), _page(), state=state, area=search.area.data or "",
                                      number=number_in(search.number.data), vault=current_vault())
    return render_template(
        "addresses/index.html", jury=jury(), form=form, search=search, listed=listed, areas=areas, is_open=_is_open(),
        total=sum(areas.values()), waiting=address_uploads.waiting_uploads(session, jury(), now=utc_now()),
        query={name: value for name, value in search.data.items() if value})


def _is_open() -> DomainError | None:
    """None while the list may change, else the reason."""
    try:
        addresses.check_open(db.session(), jury())
    except DomainError as error:
        return error
    return None


def _page() -> int:
    return number_in(request.args.get("page")) or 1


@blueprint.post("")
@member(Role.ORGANIZER)
def upload(slug: str) -> str | Response:
    """Read a file and keep its rows sealed until they are confirmed; the file itself is kept nowhere."""
    form = AddressFileForm()
    if form.validate_on_submit():
        try:
            table = pool_files.read_table(form.file.data.read(), form.encoding.data)
            with transaction() as session:
                staged = address_uploads.stage_table(session, jury(), form.file.data.filename or "", table,
                                                     vault=current_vault(), actor=actor(), now=utc_now()).id
            return redirect(url_for("addresses.columns", slug=slug, upload_id=staged), 303)
        except DomainError as error:
            attach(form, error)
    return _index(form)


@blueprint.route("/files/<int:upload_id>/columns", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def columns(slug: str, upload_id: int) -> str | Response:
    """Say what each column is; a proposal is there already."""
    waiting = address_uploads.waiting_upload(db.session(), jury(), upload_id)
    staged = address_uploads.open_upload(jury(), waiting, vault=current_vault())
    chosen = staged.columns
    form = AddressColumnsForm(data={"uses": [use.value for use in chosen.uses], "skip_faulty": chosen.skip_faulty,
                                    "remove_missing": chosen.remove_missing})
    if form.validate_on_submit():
        try:
            uses = tuple(AddressUse(field.data) for field in form.uses)
            with transaction() as session:
                address_uploads.choose_columns(
                    session, jury(), upload_id, AddressColumns(uses, form.skip_faulty.data, form.remove_missing.data),
                    vault=current_vault(), actor=actor())
            return redirect(url_for("addresses.check", slug=slug, upload_id=upload_id), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("addresses/columns.html", jury=jury(), form=form, staged=staged, drop=DropForm(),
                           preview=staged.table.rows[:PREVIEW_ROWS])


@blueprint.get("/files/<int:upload_id>")
@member(Role.ORGANIZER)
def check(slug: str, upload_id: int) -> str:
    """Every problem, and what the import would change. Nothing has been imported yet."""
    plan, form = _plan(upload_id), ConfirmImportForm(formdata=None)
    form.seen.data = plan.stamp
    problems = plan.reading.problems
    pages = max(1, -(-len(problems) // PROBLEMS_A_PAGE))
    page = min(_page(), pages)
    return render_template(
        "addresses/check.html", jury=jury(), plan=plan, form=form, page=page, pages=pages,
        problems=problems[(page - 1) * PROBLEMS_A_PAGE:page * PROBLEMS_A_PAGE],
        area_rows=[[name or "–", count] for name, count in sorted(plan.reading.areas.items())],
        is_guess=plan.staged.table.encoding not in CERTAIN, preview=plan.staged.table.rows[:PREVIEW_ROWS])


def _plan(upload_id: int) -> address_imports.AddressPlan:
    comparison = address_imports.AddressComparison(db.session(), jury(), upload_id, vault=current_vault(),
                                                   now=utc_now())
    return aside(comparison.run)


@blueprint.post("/files/<int:upload_id>")
@member(Role.ORGANIZER)
def confirm(slug: str, upload_id: int) -> Response:
    form = ConfirmImportForm()
    try:
        plan = _plan(upload_id)
        if plan.staged.table.encoding not in CERTAIN and not form.letters.data:
            raise DomainError("letters_are_not_confirmed")
        with transaction() as session:
            total = address_imports.carry_out(session, jury(), plan, actor=actor(), now=utc_now(), seen=form.seen.data)
    except DomainError as error:
        tell(error)
        return redirect(url_for("addresses.check", slug=slug, upload_id=upload_id), 303)
    log.info("addresses_imported", extra={"jury_id": jury().id})
    flash(gettext("Imported. Addresses in the list: %(addresses)s.", addresses=total), "success")
    return redirect(url_for("addresses.index", slug=slug), 303)


@blueprint.post("/files/<int:upload_id>/drop")
@member(Role.ORGANIZER)
def drop(slug: str, upload_id: int) -> Response:
    DropForm()
    with transaction() as session:
        address_uploads.drop_upload(session, jury(), upload_id, actor=actor())
    flash(gettext("The file was forgotten; the list is as it was."))
    return redirect(url_for("addresses.index", slug=slug), 303)


@blueprint.get("/addresses.csv")
@member(Role.ORGANIZER, fresh=True)
def export(slug: str) -> FileResponse:
    """The whole list with what became of it; asks for a fresh sign-in."""
    content = letter_tables.list_table(db.session(), jury(), vault=current_vault(), actor=actor())
    log.info("addresses_exported", extra={"jury_id": jury().id})
    return FileResponse(content, mimetype="text/csv", headers={
        "Content-Disposition": f"attachment; filename={slug}-addresses.csv", "Cache-Control": "no-store"})
