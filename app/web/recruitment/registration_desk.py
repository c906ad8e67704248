"""The staff's side of the registration: open and close it, word its questions, enter people who call."""
from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.registrations import QuestionKind, RegistrantSource, are_ages
from app.domain.roles import Role
from app.extensions import db
from app.forms.registrations import TermsForm, phone_form, wording_form
from app.i18n.registrations import reason_again
from app.installation import current_vault, utc_now
from app.services.recruitment import (
    registration_answers,
    registration_links,
    registration_questions,
    registration_terms,
    registrations,
)
from app.services.recruitment.registration_answers import CONSENT_VERSION, Answers, Support
from app.services.recruitment.registration_questions import Wording
from app.services.recruitment.registration_terms import Terms
from app.services.recruitment.registrations import Registering
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.recruitment import registration_steps
from app.web.refusals import attach

blueprint = Blueprint("registration_desk", __name__, url_prefix="/juries/<slug>/registrations")
log = logging.getLogger(__name__)


@blueprint.get("/")
@member(Role.ORGANIZER, Role.FACILITATOR)
def index(slug: str) -> str:
    """Whether people can register, and how many have; the organizer opens and closes it here."""
    return _index(TermsForm(formdata=None, data=vars(registration_terms.terms_of(db.session(), jury()))))


def _index(form: TermsForm) -> str:
    session = db.session()
    return render_template("registrations/desk.html", jury=jury(), form=form,
                           counts=registration_terms.count(session, jury()),
                           closed=registration_terms.why_closed(session, jury(), now=utc_now()),
                           questions=registration_questions.questions_of(session, jury()))


@blueprint.post("/")
@member(Role.ORGANIZER)
def save(slug: str) -> str | Response:
    form = TermsForm()
    if not form.validate():
        return _index(form)
    try:
        terms = Terms(form.is_open.data, form.without_code.data, form.closes_on.data)
        with transaction() as session:
            registration_terms.set_terms(session, jury(), terms, vault=current_vault(), actor=actor(), now=utc_now())
        flash(gettext("Saved."), "success")
        return redirect(url_for("registration_desk.index", slug=slug), 303)
    except DomainError as error:
        attach(form, error)
    return _index(form)


@blueprint.route("/questions", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def questions(slug: str) -> str | Response:
    """How each feature is asked: as a choice, as an attitude, as a year of birth; in the organizer's own words."""
    asked = registration_questions.questions_of(db.session(), jury())
    form: Any = wording_form([(registration_steps.feature_words(one), one.kind.value, one.wording, are_ages(one.values))
                              for one in asked])
    if form.validate_on_submit():
        try:
            words = {one.feature: Wording(QuestionKind(form[f"kind_{place}"].data), form[f"words_{place}"].data)
                     for place, one in enumerate(asked, start=1)}
            with transaction() as session:
                registration_questions.word_questions(session, jury(), words, actor=actor())
            flash(gettext("Saved."), "success")
            return redirect(url_for("registration_desk.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("registrations/desk_questions.html", jury=jury(), form=form, questions=asked)


@blueprint.route("/call", methods=["GET", "POST"])
@member(Role.ORGANIZER, Role.FACILITATOR)
def call(slug: str) -> str | Response:
    """Everything on one page, while the person is on the telephone."""
    terms = registration_terms.require_open(db.session(), jury(), now=utc_now())
    asked = registration_questions.questions_of(db.session(), jury())
    stored = {"language": jury().authentic_language, "command_id": secrets.token_urlsafe(24)}
    form: Any = phone_form([registration_steps.asked(one) for one in asked], not terms.without_code, stored)
    if form.validate_on_submit():
        try:
            number = _enter(form, asked)
            flash(gettext("Registered. Tell the person the registration number: %(number)s.", number=number), "success")
            return redirect(url_for("registration_desk.call", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("registrations/desk_call.html", jury=jury(), form=form)


def _enter(form: Any, asked: list[registration_questions.Question]) -> int:
    """The number of the person; a second press of the same form finds the first."""
    vault, now, key = current_vault(), utc_now(), f"call {form.command_id.data or ''}"
    token = registration_links.receipt_token(jury(), key, vault=vault)
    first = Answers(language=jury().authentic_language, consent_version=CONSENT_VERSION,
                    support=Support(note=form.note.data.strip()))
    answers = registration_steps.take_all(form, asked, first, now=now)
    how = Registering(RegistrantSource.PHONE, token, reason_again(jury().authentic_language))
    with transaction() as session:
        if not registration_answers.take_once(session, jury(), key, now=now):
            return registration_links.find(session, jury(), token).number
        number = registrations.register_for(session, jury(), answers, how, code=form.code.data or "", vault=vault,
                                            actor=actor(), now=now).number
    log.info("registration_received", extra={"jury_id": jury().id, "kind": RegistrantSource.PHONE.value})
    return number
