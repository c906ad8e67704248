"""What jurors need and whether their stipend was paid: lists of work for the organizers, a file for a helper."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, NotFound
from app.domain.needs import SeatNeed
from app.domain.phases import OfferState, StipendState
from app.domain.roles import Role
from app.extensions import db
from app.forms.seats import NeedsForm, PaymentForm
from app.installation import current_vault, utc_now
from app.models import Draw, SeatOffer
from app.services.draw import draws, name_views, needs, seats, stipends
from app.services.draw.needs import NeedRow, Needs
from app.services.draw.stipends import Payment
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.draw import need_files, seat_pages
from app.web.refusals import attach

blueprint = Blueprint("seat_notes", __name__, url_prefix="/juries/<slug>/seats")


@blueprint.get("/needs")
@member(Role.ORGANIZER, fresh=True)
def needs_list(slug: str) -> str:
    """What is to be arranged, and for whom. Needs tell of health, so the page is counted like a list of names."""
    rows = _rows()
    return render_template("seats/needs.html", jury=jury(), rows=rows, to_do=needs.to_do(rows))


def _rows() -> list[NeedRow]:
    with transaction() as session:
        name_views.note_view(session, jury(), name_views.NEEDS, actor=actor(), now=utc_now())
    return needs.rows_of(db.session(), jury(), _draw(), vault=current_vault(), actor=actor())


def _draw() -> Draw:
    draw = draws.latest_draw(db.session(), jury())
    if draw is None:
        raise NotFound("panel_is_not_drawn")
    return draw


@blueprint.get("/needs.csv")
@member(Role.ORGANIZER, fresh=True)
def needs_file(slug: str) -> Response:
    """For a helper: seats by number, without names or tickets."""
    return Response(need_files.as_csv(_rows()), mimetype="text/csv", headers={
        "Content-Disposition": f'attachment; filename="{slug}-needs.csv"'})


@blueprint.route("/<int:offer_id>/needs", methods=["GET", "POST"])
@member(Role.ORGANIZER, fresh=True)
def note_needs(slug: str, offer_id: int) -> str | Response:
    session, form = db.session(), NeedsForm()
    offer = seats.find_offer(session, jury(), offer_id)
    known = needs.needs_of(session, jury(), offer, vault=current_vault())
    if form.validate_on_submit():
        wanted = Needs(_kinds(form.kinds.data), _kinds(form.arranged.data), form.words.data or "", known.languages)
        with transaction() as store:
            needs.note_needs(store, jury(), seats.find_offer(store, jury(), offer_id), wanted, vault=current_vault(),
                             actor=actor(), now=utc_now())
        flash(gettext("Kept."), "success")
        return redirect(url_for("seat_notes.needs_list", slug=slug), 303)
    if not form.is_submitted():
        form.kinds.data = [kind.value for kind in known.kinds]
        form.arranged.data, form.words.data = [kind.value for kind in known.arranged], known.words
    return render_template("seats/need.html", jury=jury(), form=form, offer=offer, known=known)


def _kinds(values: list[str] | None) -> frozenset[SeatNeed]:
    return frozenset(SeatNeed(value) for value in values or ())


@blueprint.get("/stipends")
@member(Role.ORGANIZER)
def stipends_list(slug: str) -> str:
    session, draw = db.session(), _draw()
    offers = [offer for offer in seats.offers_of(session, draw)
              if offer.state in (OfferState.CONFIRMED, OfferState.LEFT)]
    rows = [(row, stipends.payment_of(session, jury(), row.offer, vault=current_vault()))
            for row in seat_pages.rows_of(session, jury(), offers, actor=actor())]
    return render_template("seats/stipends.html", jury=jury(), rows=rows, counts=stipends.counts_of(session, draw))


@blueprint.route("/<int:offer_id>/stipend", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def note_payment(slug: str, offer_id: int) -> str | Response:
    session, form = db.session(), PaymentForm()
    offer = seats.find_offer(session, jury(), offer_id)
    if form.validate_on_submit():
        try:
            _keep_payment(offer_id, Payment(StipendState(form.state.data), form.paid_on.data, form.note.data or ""))
            flash(gettext("Kept."), "success")
            return redirect(url_for("seat_notes.stipends_list", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    elif not form.is_submitted():
        _fill(form, offer)
    row = seat_pages.rows_of(db.session(), jury(), [seats.find_offer(db.session(), jury(), offer_id)], actor=actor())[0]
    return render_template("seats/stipend.html", jury=jury(), form=form, row=row)


def _keep_payment(offer_id: int, payment: Payment) -> None:
    with transaction() as session:
        stipends.note_payment(session, jury(), seats.find_offer(session, jury(), offer_id), payment,
                              vault=current_vault(), actor=actor(), now=utc_now())


def _fill(form: PaymentForm, offer: SeatOffer) -> None:
    known = stipends.payment_of(db.session(), jury(), offer, vault=current_vault())
    form.state.data, form.paid_on.data, form.note.data = known.state.value, known.paid_on, known.note
