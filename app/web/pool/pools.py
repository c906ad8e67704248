"""The pool: its people, sending a file, saying what its columns are, checking and confirming the import."""
from __future__ import annotations

import logging

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.wrappers import Response as FileResponse
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.pool_columns import ColumnUse
from app.domain.roles import Role
from app.extensions import db
from app.forms.pools import ColumnsForm, ConfirmImportForm, DropForm, ExcludeForm, UploadForm
from app.installation import current_vault, utc_now
from app.services.pool import pool_exports, pool_files, pool_imports, pool_uploads, pools
from app.services.pool.pool_columns import Columns
from app.services.pool.table_reading.encodings import CERTAIN
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.aside import aside
from app.web.limits import number_in
from app.web.refusals import attach, tell

blueprint = Blueprint("pools", __name__, url_prefix="/juries/<slug>/pool")
log = logging.getLogger(__name__)
PREVIEW_ROWS = 5
PROBLEMS_A_PAGE = 100
NAMES_SHOWN = 100


@blueprint.get("")
@member(Role.ORGANIZER)
def index(slug: str) -> str:
    return _index(UploadForm(formdata=None))


def _index(form: UploadForm) -> str:
    session, excluded = db.session(), request.args.get("excluded") == "1"
    people = pools.list_people(session, jury(), _page(), only_excluded=excluded, vault=current_vault())
    return render_template("pools/index.html", jury=jury(), form=form, people=people, excluded=excluded,
                           counts=pools.count_pool(session, jury()), is_open=jury().stage in pools.OPEN_STAGES,
                           waiting=pool_uploads.waiting_uploads(session, jury(), now=utc_now()))


def _page() -> int:
    return number_in(request.args.get("page")) or 1


@blueprint.post("")
@member(Role.ORGANIZER)
def upload(slug: str) -> str | Response:
    """Read a file and keep its rows sealed until they are confirmed; the file itself is kept nowhere."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            table = pool_files.read_table(form.file.data.read(), form.encoding.data)
            with transaction() as session:
                staged = pool_uploads.stage_table(session, jury(), form.file.data.filename or "", table,
                                                  vault=current_vault(), actor=actor(), now=utc_now()).id
            return redirect(url_for("pools.columns", slug=slug, upload_id=staged), 303)
        except DomainError as error:
            attach(form, error)
    return _index(form)


@blueprint.route("/files/<int:upload_id>/columns", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def columns(slug: str, upload_id: int) -> str | Response:
    """Say what each column is; a proposal is there already."""
    staged = pool_uploads.find_upload(db.session(), jury(), upload_id, vault=current_vault())
    form = ColumnsForm(data={"uses": [use.value for use in staged.columns.uses],
                             "skip_faulty": staged.columns.skip_faulty})
    if form.validate_on_submit():
        try:
            chosen = Columns(tuple(ColumnUse(field.data) for field in form.uses), form.skip_faulty.data)
            with transaction() as session:
                pool_uploads.choose_columns(session, jury(), upload_id, chosen, vault=current_vault(), actor=actor())
            return redirect(url_for("pools.check", slug=slug, upload_id=upload_id), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("pools/columns.html", jury=jury(), form=form, staged=staged, drop=DropForm(),
                           preview=staged.table.rows[:PREVIEW_ROWS])


@blueprint.get("/files/<int:upload_id>")
@member(Role.ORGANIZER)
def check(slug: str, upload_id: int) -> str:
    """Every problem, and what the import would change. Nothing has been imported yet."""
    return _check(upload_id, ConfirmImportForm(formdata=None))


def _check(upload_id: int, form: ConfirmImportForm) -> str:
    plan = _plan(upload_id)
    form.seen.data = plan.stamp
    problems, pages = plan.reading.problems, max(1, -(-len(plan.reading.problems) // PROBLEMS_A_PAGE))
    page = min(_page(), pages)
    return render_template(
        "pools/check.html", jury=jury(), plan=plan, form=form, drop=DropForm(), page=page, pages=pages,
        problems=problems[(page - 1) * PROBLEMS_A_PAGE:page * PROBLEMS_A_PAGE], shown=NAMES_SHOWN,
        is_guess=plan.staged.table.encoding not in CERTAIN, preview=plan.staged.table.rows[:PREVIEW_ROWS])


def _plan(upload_id: int) -> pool_imports.Plan:
    comparison = pool_imports.Comparison(db.session(), jury(), upload_id, vault=current_vault(), now=utc_now())
    return aside(comparison.run)


@blueprint.post("/files/<int:upload_id>")
@member(Role.ORGANIZER)
def confirm(slug: str, upload_id: int) -> str | Response:
    form = ConfirmImportForm()
    try:
        plan = _plan(upload_id)
        if plan.staged.table.encoding not in CERTAIN and not form.letters.data:
            raise DomainError("letters_are_not_confirmed")
        with transaction() as session:
            people = pool_imports.carry_out(session, jury(), plan, actor=actor(), now=utc_now(), seen=form.seen.data)
    except DomainError as error:
        tell(error)
        return redirect(url_for("pools.check", slug=slug, upload_id=upload_id), 303)
    log.info("pool_imported", extra={"jury_id": jury().id})
    flash(gettext("Imported. People who can be drawn: %(people)s.", people=people), "success")
    return redirect(url_for("pools.index", slug=slug), 303)


@blueprint.post("/files/<int:upload_id>/drop")
@member(Role.ORGANIZER)
def drop(slug: str, upload_id: int) -> Response:
    with transaction() as session:
        pool_uploads.drop_upload(session, jury(), upload_id, actor=actor())
    flash(gettext("The file was forgotten; the pool is as it was."))
    return redirect(url_for("pools.index", slug=slug), 303)


@blueprint.route("/people/<int:number>/exclude", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def exclude(slug: str, number: int) -> str | Response:
    form = ExcludeForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                pools.exclude(session, jury(), number, form.reason.data, actor=actor(), now=utc_now())
            flash(gettext("Excluded. The person will not be drawn."), "success")
            return redirect(url_for("pools.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    person = pools.find_registrant(db.session(), jury(), number)
    return render_template("pools/exclude.html", jury=jury(), form=form, person=person,
                           contact=current_vault().open(jury(), person.contact_sealed))


@blueprint.post("/people/<int:number>/readmit")
@member(Role.ORGANIZER)
def readmit(slug: str, number: int) -> Response:
    try:
        with transaction() as session:
            pools.readmit(session, jury(), number, actor=actor(), now=utc_now())
        flash(gettext("The person can be drawn again."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("pools.index", slug=slug, excluded=1), 303)


@blueprint.get("/people.csv")
@member(Role.ORGANIZER, fresh=True)
def export(slug: str) -> FileResponse:
    """Everybody with contacts; asks for a fresh sign-in, and the file imports again without a difference."""
    content = pool_exports.export_pool(db.session(), jury(), vault=current_vault(), actor=actor())
    log.info("pool_exported", extra={"jury_id": jury().id})
    return FileResponse(content, mimetype="text/csv", headers={
        "Content-Disposition": f"attachment; filename={slug}-pool.csv", "Cache-Control": "no-store"})
