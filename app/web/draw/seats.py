"""The seating: who was invited, what they answered, who replaces whom, and the panel as it stands."""
from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.seats import InviteForm, OneButtonForm, StaffAnswerForm
from app.installation import current_vault, utc_now
from app.services.accounts import access_links
from app.services.draw import draws, name_views, seats
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.aside import aside
from app.web.draw import seat_pages
from app.web.limits import number_in
from app.web.refusals import attach, tell

blueprint = Blueprint("seats", __name__, url_prefix="/juries/<slug>/seats")


@blueprint.get("/")
@member(Role.ORGANIZER, Role.OVERSEER, Role.FACILITATOR)
def index(slug: str) -> str:
    """Everybody who works with the jury sees the seats by ticket; names stand on a page of their own."""
    return _page(InviteForm(formdata=None))


def _page(form: InviteForm) -> str:
    session = db.session()
    draw = draws.latest_draw(session, jury())
    page = seat_pages.page_of(session, jury(), draw, current_vault(), actor(),
                              at=number_in(request.args.get("at"))) if draw else None
    return render_template("seats/index.html", jury=jury(), page=page, form=form, now=utc_now())


@blueprint.get("/names")
@member(Role.ORGANIZER, fresh=True)
def names(slug: str) -> str | Response:
    """Who the people are, after a fresh sign-in; each opening is counted for the overseers."""
    _note_view(name_views.LIST)
    session = db.session()
    draw = draws.latest_draw(session, jury())
    rows = seat_pages.rows_of(session, jury(), seats.offers_of(session, draw), actor=actor(),
                              vault=current_vault()) if draw else []
    return render_template("seats/names.html", jury=jury(), rows=rows)


def _note_view(what: str) -> None:
    with transaction() as session:
        name_views.note_view(session, jury(), what, actor=actor(), now=utc_now())


@blueprint.post("/invite")
@member(Role.ORGANIZER, fresh=True)
def invite(slug: str) -> str | Response:
    form = InviteForm()
    if not form.validate():
        return _page(form)
    remind_before = timedelta(days=form.remind_days.data) if form.remind_days.data else None
    try:
        with transaction() as session:
            offers = seats.invite_panel(session, jury(), timedelta(days=form.days.data), vault=current_vault(),
                                        actor=actor(), now=utc_now(), remind_before=remind_before)
            count = len(offers)
        flash(gettext("%(count)s people are invited.", count=count), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("seats.index", slug=slug), 303)


@blueprint.route("/<int:offer_id>/answer", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def answer(slug: str, offer_id: int) -> str | Response:
    """Enter an answer that was given by telephone."""
    form = StaffAnswerForm()
    seats.find_offer(db.session(), jury(), offer_id)
    if form.validate_on_submit():
        try:
            _answer(offer_id, form.answer.data == "yes", form.note.data)
            flash(gettext("The answer is kept."), "success")
            return redirect(url_for("seats.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    _note_view(name_views.PERSON)
    offer = seats.find_offer(db.session(), jury(), offer_id)
    person = seat_pages.contact_of(db.session(), jury(), offer, current_vault())
    return render_template("seats/answer.html", jury=jury(), form=form, offer=offer, person=person)


def _answer(offer_id: int, is_yes: bool, note: str) -> None:
    link = aside(access_links.prepare_link) if is_yes else None
    with transaction() as session:
        seats.answer_for(session, jury(), offer_id, is_yes, note, vault=current_vault(), actor=actor(), now=utc_now(),
                         link=link)


@blueprint.post("/<int:offer_id>/renew")
@member(Role.ORGANIZER)
def renew(slug: str, offer_id: int) -> Response:
    """Send an invitation again."""
    OneButtonForm()
    try:
        with transaction() as session:
            seats.renew_invitation(session, jury(), offer_id, vault=current_vault(), actor=actor(), now=utc_now())
        flash(gettext("A new invitation is on its way. The earlier link no longer works."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("seats.index", slug=slug), 303)
