"""A drawn person's own page: opening it answers nothing, a button does."""
from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.extensions import db
from app.forms.seats import AnswerForm
from app.installation import current_vault, utc_now
from app.models import Jury
from app.services.accounts import access_links
from app.services.draw import seats
from app.services.stage_checks import latest_charge
from app.transaction import transaction
from app.web.access import public
from app.web.aside import aside
from app.web.refusals import attach

blueprint = Blueprint("seat_invitations", __name__, url_prefix="/seat")


@blueprint.route("/<token>", methods=["GET", "POST"])
@public
def show(token: str) -> tuple[str, int] | Response:
    """Show the invitation; a POST with yes or no answers it, once."""
    form, status = AnswerForm(), 200
    if request.method == "POST" and form.validate() and form.answer.data in ("yes", "no"):
        try:
            is_yes = form.answer.data == "yes"
            link = aside(access_links.prepare_link) if is_yes and seats.is_waiting(db.session(), token) else None
            with transaction() as session:
                seats.answer_by_link(session, token, is_yes, vault=current_vault(), now=utc_now(), link=link)
            return Response(status=303, headers={"Location": request.path})
        except DomainError as error:
            attach(form, error)
            status = 409
    session = db.session()
    offer = seats.find_by_token(session, token)
    jury = session.get_one(Jury, offer.jury_id)
    return render_template("seat_invitations/show.html", form=form, offer=offer, jury=jury,
                           charge=latest_charge(session, jury), is_over=offer.answer_by <= utc_now()), status
