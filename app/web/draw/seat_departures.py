"""A juror leaves: entered by an organizer; and until which item of the agenda empty seats are given on."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.phases import ItemState
from app.domain.roles import Role
from app.extensions import db
from app.forms.seats import CutoffForm, LeaveForm
from app.i18n.labels import label
from app.installation import current_vault, utc_now
from app.services.draw import departures, name_views, seat_cutoffs, seats
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.context import in_language
from app.web.draw import seat_pages
from app.web.refusals import attach

blueprint = Blueprint("seat_departures", __name__, url_prefix="/juries/<slug>/seats")
STAFF = (Role.ORGANIZER, Role.FACILITATOR)


@blueprint.route("/<int:offer_id>/leave", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def leave(slug: str, offer_id: int) -> str | Response:
    """Note that a juror gives the seat up after all."""
    form = LeaveForm()
    seats.find_offer(db.session(), jury(), offer_id)
    if form.validate_on_submit():
        try:
            _leave(offer_id, form.note.data)
            return redirect(url_for("seats.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    with transaction() as session:
        name_views.note_view(session, jury(), name_views.PERSON, actor=actor(), now=utc_now())
    offer = seats.find_offer(db.session(), jury(), offer_id)
    person = seat_pages.contact_of(db.session(), jury(), offer, current_vault())
    return render_template("seats/leave.html", jury=jury(), form=form, offer=offer, person=person,
                           may_call=seat_cutoffs.may_call(db.session(), jury()))


def _leave(offer_id: int, note: str) -> None:
    with transaction() as session:
        called = departures.give_up_seat(session, jury(), seats.find_offer(session, jury(), offer_id), note,
                                         vault=current_vault(), actor=actor(), now=utc_now())
        ticket = called.ticket if called else None
    flash(gettext("The seat is free. By the public rule ticket %(ticket)s is invited.", ticket=ticket) if ticket
          else gettext("The juror has left. The seat stays empty."), "success")


@blueprint.route("/cutoff", methods=["GET", "POST"])
@member(*STAFF)
def cutoff(slug: str) -> str | Response:
    """Choose the item with which the last chance to join ends."""
    form, session = CutoffForm(), db.session()
    present = seat_cutoffs.cutoff_of(session, jury())
    form.item.choices = [(item.id, f"{in_language(item.title).text} · {label(item.kind)}")
                         for item in seat_cutoffs.items_of(session, jury()) if item.state is ItemState.PLANNED]
    if form.validate_on_submit():
        try:
            with transaction() as store:
                seat_cutoffs.set_cutoff(store, jury(), form.item.data, actor=actor(), now=utc_now())
            flash(gettext("Kept, and entered in the public record."), "success")
            return redirect(url_for("seats.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    elif not form.is_submitted() and present is not None:
        form.item.data = present.id
    return render_template("seats/cutoff.html", jury=jury(), form=form, present=present)
