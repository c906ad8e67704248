"""A registrant's own pages, opened by a personal link: receipt, data, changes, leaving, ticket and chance."""
from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.extensions import csrf, db
from app.forms.registrations import LeaveForm, change_form
from app.i18n import current_language
from app.installation import current_vault, public_url, utc_now
from app.models import Registrant
from app.services.pool.pools import OPEN_STAGES
from app.services.recruitment import (
    registrant_tickets,
    registration_ends,
    registration_links,
    registration_questions,
    registrations,
)
from app.services.recruitment.registration_questions import Question
from app.transaction import transaction
from app.web.access import jury, public
from app.web.recruitment import registration_steps
from app.web.recruitment.registration_codes import square_code
from app.web.recruitment.registrations import keep_nowhere, keep_pace
from app.web.refusals import attach

blueprint = Blueprint("registrants", __name__, url_prefix="/juries/<slug>/register/mine")
csrf.exempt(blueprint)  # the link is the key, not a cookie; see app/forms/open_forms.py
blueprint.before_request(keep_pace)
blueprint.after_request(keep_nowhere)
log = logging.getLogger(__name__)


def _mine(token: str) -> Registrant:
    return registration_links.find(db.session(), jury(), token)


@blueprint.get("/<token>/receipt")
@public
def receipt(slug: str, token: str) -> str:
    """Shown after registering: the number, and the link to come back by."""
    link = public_url("registrants.show", language=current_language(), slug=slug, token=token)
    return render_template("registrations/receipt.html", jury=jury(), registrant=_mine(token), token=token, link=link,
                           square=square_code(link))


@blueprint.get("/<token>")
@public
def show(slug: str, token: str) -> str:
    """What is kept about the person, and what the draw did with their ticket."""
    session, registrant = db.session(), _mine(token)
    draw = registrant_tickets.public_draw(session, jury())
    ticket = registrant_tickets.ticket_of(session, draw, registrant) if draw else None
    is_erased = registrant.erased_at is not None
    line = registrant_tickets.proof_line(jury(), draw, ticket, vault=current_vault()) if draw and ticket else None
    answers = None if is_erased else registrations.answers_of(jury(), registrant, vault=current_vault())
    return render_template(
        "registrations/mine.html", jury=jury(), registrant=registrant, token=token, answers=answers, draw=draw,
        ticket=ticket, proof_line=line, questions=registration_questions.questions_of(session, jury()),
        may_change=not is_erased and registrant.withdrawn_at is None)


@blueprint.route("/<token>/change", methods=["GET", "POST"])
@public
def change(slug: str, token: str) -> str | Response:
    """Correct the answers; once the pool is frozen only the contact and what is needed."""
    registrant = _mine(token)
    if registrant.withdrawn_at is not None or registrant.erased_at is not None:
        raise DomainError("registrant_has_left")
    questions = _questions()
    answers = registrations.answers_of(jury(), registrant, vault=current_vault())
    stored = registration_steps.stored_answers(answers) | registration_steps.stored_features(questions, answers)
    form: Any = change_form([registration_steps.asked(question) for question in questions], stored)
    if form.validate_on_submit():
        try:
            _keep(token, form, questions)
            return redirect(url_for("registrants.show", slug=slug, token=token), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("registrations/change.html", jury=jury(), form=form, token=token,
                           is_open=jury().stage in OPEN_STAGES)


def _questions() -> list[Question]:
    return registration_questions.questions_of(db.session(), jury()) if jury().stage in OPEN_STAGES else []


def _keep(token: str, form: Any, questions: list[Question]) -> None:
    with transaction() as session:
        registrant = registration_links.find(session, jury(), token)
        before = registrations.answers_of(jury(), registrant, vault=current_vault())
        answers = registration_steps.take_all(form, questions, before, now=utc_now())
        registrations.change(session, jury(), registrant, answers, vault=current_vault(), now=utc_now())
    log.info("registration_changed", extra={"jury_id": jury().id})


@blueprint.route("/<token>/leave", methods=["GET", "POST"])
@public
def leave(slug: str, token: str) -> str | Response:
    """Withdraw, or withdraw and have everything erased."""
    registrant, form = _mine(token), LeaveForm()
    if registrant.erased_at is not None:
        return redirect(url_for("registrants.show", slug=slug, token=token), 303)
    if form.validate_on_submit():
        try:
            _leave(token, form.what.data)
            return redirect(url_for("registrants.show", slug=slug, token=token), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("registrations/leave.html", jury=jury(), form=form, token=token)


def _leave(token: str, what: str) -> None:
    if what not in ("withdraw", "erase"):
        abort(400)
    with transaction() as session:
        registrant = registration_links.find(session, jury(), token)
        if what == "erase":
            registration_ends.erase(session, jury(), registrant, vault=current_vault(), now=utc_now())
        else:
            registration_ends.withdraw(session, jury(), registrant, vault=current_vault(), now=utc_now())
    log.info("registrant_left", extra={"jury_id": jury().id, "kind": what})
