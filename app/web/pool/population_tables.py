"""Tables of the population that every jury of this installation can use."""
from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.extensions import db
from app.forms.population_tables import PopulationTableForm
from app.installation import utc_now
from app.services.pool import population_tables
from app.transaction import transaction
from app.web.access import actor, signed_in, staff
from app.web.pool.target_fields import as_of_words, table_words
from app.web.refusals import attach, tell

blueprint = Blueprint("population_tables", __name__, url_prefix="/population")


@blueprint.get("/")
@signed_in
def index() -> str:
    """All tables, those stored here first."""
    tables = population_tables.all_tables(db.session())
    return render_template("population/index.html", tables=tables, table_words=table_words)


@blueprint.get("/<key>")
@signed_in
def show(key: str) -> str:
    table = population_tables.find_table(db.session(), key)
    return render_template("population/show.html", table=table, cells=table.cells_in(g.language),
                           table_words=table_words, as_of=as_of_words(table))


@blueprint.route("/new", methods=["GET", "POST"])
@staff
def new() -> str | Response:
    form = PopulationTableForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                row = population_tables.store_table(session, form.frame(), form.text.data, actor=actor(),
                                                    now=utc_now())
                key = f"stored:{row.id}"
            flash(gettext("The table is stored. Every jury of this installation can use it."), "success")
            return redirect(url_for("population_tables.show", key=key), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("population/new.html", form=form)


@blueprint.post("/<int:table_id>/remove")
@staff
def remove(table_id: int) -> Response:
    FlaskForm()
    try:
        with transaction() as session:
            population_tables.remove_table(session, table_id, actor=actor())
        flash(gettext("The table is removed. Juries that took its percentages keep them."))
    except DomainError as error:
        tell(error)
    return redirect(url_for("population_tables.index"), 303)
