"""One person in the pool: seen, edited, excluded and admitted again, given their data, erased."""
from __future__ import annotations

import json
import logging

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.wrappers import Response as FileResponse
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.pools import DropForm
from app.forms.registrants import EditForm, EraseForm, ExcludeForm
from app.installation import current_vault, utc_now
from app.models import Registrant
from app.services.pool import households, pools, registrant_changes, registrant_data, registrants
from app.services.pool.contacts import address_of
from app.services.recruitment import registration_ends
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach, tell

blueprint = Blueprint("pool_people", __name__, url_prefix="/juries/<slug>/pool/people/<int:number>")
log = logging.getLogger(__name__)
ADDRESS_LINES = 3  # shown when the person has fewer


@blueprint.get("")
@member(Role.ORGANIZER)
def show(slug: str, number: int) -> str:
    """The person with everything that is known, and what was changed when by whom."""
    session = db.session()
    person = pools.find_registrant(session, jury(), number)
    return render_template(
        "pools/person.html", jury=jury(), person=person, contact=_contact(person), form=DropForm(),
        history=registrant_changes.history_of(session, jury(), person, vault=current_vault()),
        housemates=households.housemates(session, jury(), person), is_open=jury().stage in pools.OPEN_STAGES)


def _contact(person: Registrant) -> dict[str, str]:
    found: dict[str, str] = current_vault().open(jury(), person.contact_sealed)
    return found


@blueprint.route("/edit", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def edit(slug: str, number: int) -> str | Response:
    """Change contacts and, until the draw begins, features."""
    session = db.session()
    person = pools.find_registrant(session, jury(), number)
    choices = pools.known_values(session, jury()) if jury().stage in pools.OPEN_STAGES else {}
    form = _filled(person, choices)
    if form.validate_on_submit():
        try:
            wanted = form.wanted(list(choices), person.features, len(address_of(_contact(person))))
            with transaction() as store:
                changed = registrants.edit(store, jury(), number, wanted, vault=current_vault(), actor=actor(),
                                           now=utc_now())
            flash(gettext("Saved.") if changed else gettext("Nothing was different."), "success")
            return redirect(url_for("pool_people.show", slug=slug, number=number), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("pools/edit.html", jury=jury(), form=form, person=person)


def _filled(person: Registrant, choices: dict[str, list[str]]) -> EditForm:
    contact = _contact(person)
    lines = list(address_of(contact))
    own = {name: [*([] if person.features.get(name) in values else [person.features.get(name, "")]), *values]
           for name, values in choices.items()}
    form = EditForm(data={
        "seen": registrant_changes.latest_id(db.session(), person), "name": contact.get("name") or "",
        "email": contact.get("email") or "", "phone": contact.get("phone") or "", "language": person.language,
        "address": lines + [""] * (ADDRESS_LINES - len(lines)),
        "features": [person.features.get(name, "") for name in choices]})
    form.offer(own)
    return form


@blueprint.route("/exclude", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def exclude(slug: str, number: int) -> str | Response:
    form = ExcludeForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                registrants.exclude(session, jury(), number, form.reason.data, vault=current_vault(), actor=actor(),
                                    now=utc_now())
            flash(gettext("Excluded. The person will not be drawn."), "success")
            return redirect(url_for("pool_people.show", slug=slug, number=number), 303)
        except DomainError as error:
            attach(form, error)
    person = pools.find_registrant(db.session(), jury(), number)
    return render_template("pools/exclude.html", jury=jury(), form=form, person=person, contact=_contact(person))


@blueprint.post("/readmit")
@member(Role.ORGANIZER)
def readmit(slug: str, number: int) -> Response:
    try:
        with transaction() as session:
            registrants.readmit(session, jury(), number, vault=current_vault(), actor=actor(), now=utc_now())
        flash(gettext("The person can be drawn again."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("pool_people.show", slug=slug, number=number), 303)


@blueprint.get("/data.json")
@member(Role.ORGANIZER, fresh=True)
def data(slug: str, number: int) -> FileResponse:
    """Everything that is kept about the person, to be handed to them."""
    person = pools.find_registrant(db.session(), jury(), number)
    found = registrant_data.everything_about(db.session(), jury(), person, vault=current_vault(), actor=actor())
    log.info("registrant_exported", extra={"jury_id": jury().id})
    return FileResponse(json.dumps(found, ensure_ascii=False, indent=1), mimetype="application/json", headers={
        "Content-Disposition": f"attachment; filename={slug}-{number}.json", "Cache-Control": "no-store"})


@blueprint.get("/erase")
@member(Role.ORGANIZER)
def ask_to_erase(slug: str, number: int) -> str:
    person = pools.find_registrant(db.session(), jury(), number)
    form = EraseForm(formdata=None, return_to=url_for("pool_people.ask_to_erase", slug=slug, number=number))
    return render_template("pools/erase.html", jury=jury(), form=form, person=person, contact=_contact(person))


@blueprint.post("/erase")
@member(Role.ORGANIZER, fresh=True)
def erase(slug: str, number: int) -> Response:
    """On the person's request: everything goes but the number."""
    EraseForm()
    try:
        with transaction() as session:
            person = pools.find_registrant(session, jury(), number)
            registration_ends.erase(session, jury(), person, vault=current_vault(), now=utc_now())
        flash(gettext("Erased. The person will not be drawn."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("pool_people.show", slug=slug, number=number), 303)
