"""Importing into the pool: a file is sent, its columns are named, the difference is looked at and confirmed."""
from __future__ import annotations

import logging

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.pool_columns import ColumnUse
from app.domain.roles import Role
from app.extensions import db
from app.forms.pools import ColumnsForm, ConfirmImportForm, DropForm, UploadForm
from app.installation import current_vault, utc_now
from app.services.pool import pool_files, pool_imports, pool_uploads, pools
from app.services.pool.pool_columns import Columns
from app.services.pool.pool_imports import Comparison, Plan
from app.services.pool.table_reading.encodings import CERTAIN
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.aside import aside
from app.web.limits import number_in
from app.web.refusals import attach, tell

blueprint = Blueprint("pool_imports", __name__, url_prefix="/juries/<slug>/pool")
log = logging.getLogger(__name__)
PREVIEW_ROWS = 5
PROBLEMS_A_PAGE = 100
NAMES_SHOWN = 100
AT_ONCE = 2_000  # rows: a larger import is carried out in the background


@blueprint.get("/import")
@member(Role.ORGANIZER)
def start(slug: str) -> str:
    return _start(UploadForm(formdata=None))


def _start(form: UploadForm) -> str:
    session = db.session()
    return render_template("pools/import.html", jury=jury(), form=form, is_open=jury().stage in pools.OPEN_STAGES,
                           waiting=pool_uploads.waiting_uploads(session, jury(), now=utc_now()),
                           past=pool_uploads.past_imports(session, jury()))


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
            return redirect(url_for("pool_imports.columns", slug=slug, upload_id=staged), 303)
        except DomainError as error:
            attach(form, error)
    return _start(form)


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
            return redirect(url_for("pool_imports.check", slug=slug, upload_id=upload_id), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("pools/columns.html", jury=jury(), form=form, staged=staged, drop=DropForm(),
                           preview=staged.table.rows[:PREVIEW_ROWS])


@blueprint.get("/files/<int:upload_id>")
@member(Role.ORGANIZER)
def check(slug: str, upload_id: int) -> str:
    """Every problem, and what the import would change. Nothing has been imported yet."""
    plan, form = aside(_comparison(upload_id).compare), ConfirmImportForm(formdata=None)
    form.seen.data = plan.stamp
    problems, pages = plan.reading.problems, max(1, -(-len(plan.reading.problems) // PROBLEMS_A_PAGE))
    page = min(number_in(request.args.get("page")) or 1, pages)
    return render_template(
        "pools/check.html", jury=jury(), plan=plan, form=form, drop=DropForm(), page=page, pages=pages,
        problems=problems[(page - 1) * PROBLEMS_A_PAGE:page * PROBLEMS_A_PAGE], shown=NAMES_SHOWN,
        is_guess=plan.staged.table.encoding not in CERTAIN, preview=plan.staged.table.rows[:PREVIEW_ROWS])


def _comparison(upload_id: int) -> Comparison:
    return Comparison(db.session(), jury(), upload_id, vault=current_vault(), now=utc_now())


@blueprint.post("/files/<int:upload_id>")
@member(Role.ORGANIZER)
def confirm(slug: str, upload_id: int) -> str | Response:
    """Import what was looked at: a few people now, many in the background."""
    form = ConfirmImportForm()
    try:
        waiting = pool_uploads.waiting_upload(db.session(), jury(), upload_id)
        if waiting.encoding not in CERTAIN and not form.letters.data:
            raise DomainError("letters_are_not_confirmed")
        if waiting.row_count > AT_ONCE:
            return _in_background(slug, upload_id, form.seen.data or "")
        plan: Plan = aside(_comparison(upload_id).run)
        with transaction() as session:
            people = pool_imports.carry_out(session, jury(), plan, actor=actor(), now=utc_now(), seen=form.seen.data)
    except DomainError as error:
        tell(error)
        return redirect(url_for("pool_imports.check", slug=slug, upload_id=upload_id), 303)
    log.info("pool_imported", extra={"jury_id": jury().id})
    flash(gettext("Imported. People who can be drawn: %(people)s.", people=people), "success")
    return redirect(url_for("pools.index", slug=slug), 303)


def _in_background(slug: str, upload_id: int, seen: str) -> Response:
    with transaction() as session:
        job = pool_imports.begin(session, jury(), upload_id, seen=seen, actor=actor(), now=utc_now()).id
    return redirect(url_for("jobs.show", slug=slug, job_id=job), 303)


@blueprint.post("/files/<int:upload_id>/drop")
@member(Role.ORGANIZER)
def drop(slug: str, upload_id: int) -> Response:
    with transaction() as session:
        pool_uploads.drop_upload(session, jury(), upload_id, actor=actor())
    flash(gettext("The file was forgotten; the pool is as it was."))
    return redirect(url_for("pools.index", slug=slug), 303)
