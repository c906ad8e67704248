"""Registering on the public pages: the language, the code of the letter, one question a page, the check, the receipt.

Nobody gets a cookie here. The answers lie sealed in the database under a token in the address, which is never logged.
"""
from __future__ import annotations

import logging
import time

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.buckets import Buckets
from app.domain.errors import DomainError
from app.domain.languages import OWN_NAMES
from app.domain.registrations import Availability, Need, RegistrantSource
from app.domain.stages import Stage
from app.extensions import csrf, db
from app.forms.registrations import SendForm, StartForm
from app.i18n import current_language
from app.i18n.labels import label
from app.i18n.registrations import reason_again
from app.installation import current_vault, utc_now
from app.models import Address, Jury, Registrant
from app.services.recruitment import (
    letter_codes,
    registration_answers,
    registration_links,
    registration_questions,
    registration_terms,
    registrations,
)
from app.services.recruitment.registration_answers import Answers, Support
from app.services.recruitment.registrations import Registering
from app.services.stage_checks import latest_charge
from app.transaction import transaction
from app.web.access import actor, jury, public
from app.web.recruitment.registration_steps import CHECK, Walk, asked
from app.web.refusals import attach

blueprint = Blueprint("registrations", __name__, url_prefix="/juries/<slug>/register")
csrf.exempt(blueprint)  # see app/forms/open_forms.py
log = logging.getLogger(__name__)
# From one connection, which may be a village office or a mobile network with many people: codes to try, and answers.
attempts = Buckets(size=60, per_second=0.5)
sendings = Buckets(size=600, per_second=10)


@blueprint.before_request
def keep_pace() -> None:
    if request.method != "POST":
        return
    bucket = attempts if request.endpoint == "registrations.start" else sendings
    if not bucket.take(request.remote_addr, time.monotonic()):
        raise DomainError("too_many_attempts")


@blueprint.after_request
def keep_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.app_template_global("registration_state")
def registration_state(of: Jury) -> DomainError | None:
    """Why nobody can register for this jury now; None when they can."""
    return registration_terms.why_closed(db.session(), of, now=utc_now())


def language_names(codes: list[str]) -> str:
    return ", ".join(OWN_NAMES[code] for code in codes if code in OWN_NAMES)


def need_names(codes: list[str]) -> str:
    return "; ".join(label(need) for need in Need if need.value in codes)


def availability_name(code: str) -> str:
    return next((label(answer) for answer in Availability if answer.value == code), "")


def support_of(of: Jury, registrant: Registrant) -> Support:
    """What somebody needs, for the organizers' page of that person."""
    return registrations.answers_of(of, registrant, vault=current_vault()).support


for _function in (language_names, need_names, availability_name, support_of):
    blueprint.add_app_template_global(_function)
blueprint.add_app_template_global(asked, "asked_question")


@blueprint.get("")
@public
def begin(slug: str) -> str:
    """First of all the language; the code from a letter's square code goes along."""
    if jury().stage is Stage.DRAFT and not actor().roles:
        abort(404)
    return render_template("registrations/begin.html", jury=jury(), closed=registration_state(jury()),
                           code=request.args.get("code", "")[:40], charge=latest_charge(db.session(), jury()))


@blueprint.route("/start", methods=["GET", "POST"])
@public
def start(slug: str) -> str | Response:
    """What it is about, and the code from the letter; the answers begin here."""
    terms = registration_terms.require_open(db.session(), jury(), now=utc_now())
    form = StartForm(data={"code": request.args.get("code", "")[:40]})
    if form.validate_on_submit():
        try:
            address = _address(form, terms.without_code)
            if request.form.get("answer") == "no" and address is not None:
                return _decline(address)
            first = Answers(language=current_language(), address_id=address.id if address else None)
            with transaction() as session:
                token = registration_answers.begin(session, jury(), first, vault=current_vault(), now=utc_now())
            return redirect(url_for("registrations.step", slug=slug, token=token, step="consent"), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("registrations/start.html", jury=jury(), form=form, terms=terms,
                           charge=latest_charge(db.session(), jury()))


def _address(form: StartForm, without_code: bool) -> Address | None:
    if form.is_trapped:
        raise DomainError("form_looks_automatic")
    if not (form.code.data or "").strip():
        if without_code:
            return None
        raise DomainError("code_is_needed")
    return letter_codes.find_address(db.session(), jury(), form.code.data, vault=current_vault())


def _decline(address: Address) -> Response:
    address_id = address.id
    with transaction() as session:
        letter_codes.mark_declined(session, session.get_one(Address, address_id), now=utc_now())
    return redirect(url_for("registrations.declined", slug=jury().slug), 303)


@blueprint.get("/declined")
@public
def declined(slug: str) -> str:
    return render_template("registrations/declined.html", jury=jury())


def _walk() -> Walk:
    return Walk(registration_questions.questions_of(db.session(), jury()))


@blueprint.route("/answers/<token>/<step>", methods=["GET", "POST"])
@public
def step(slug: str, token: str, step: str) -> str | Response:
    """One question. A GET shows it with the answer given before, a POST keeps the answer and goes on."""
    walk = _walk()
    try:
        answers = _answers(token)
    except DomainError as error:
        if error.code == "answers_are_sent":
            return _to_receipt(token)
        raise
    if step not in walk.steps or not walk.may_open(step, answers):
        return _to_step(token, walk.first_gap(answers))
    return _check(token, walk, answers) if step == CHECK else _ask(token, step, walk, answers)


def _answers(token: str) -> Answers:
    registration_terms.require_open(db.session(), jury(), now=utc_now())
    draft = registration_answers.find(db.session(), jury(), token, now=utc_now())
    return registration_answers.read(jury(), draft, vault=current_vault())


def _to_step(token: str, step: str) -> Response:
    return redirect(url_for("registrations.step", slug=jury().slug, token=token, step=step), 303)


def _to_receipt(token: str) -> Response:
    own = registration_links.receipt_token(jury(), token, vault=current_vault())
    return redirect(url_for("registrants.receipt", slug=jury().slug, token=own), 303)


def _ask(token: str, step: str, walk: Walk, answers: Answers) -> str | Response:
    form = walk.form(step, answers, _letter_address(answers) if step == "home" else "")
    if form.validate_on_submit():
        try:
            taken = walk.take(step, form, answers, now=utc_now())
            if step == "contact":
                registrations.require_reachable(taken.contact)
            with transaction() as session:
                registration_answers.keep(session, jury(), token, taken, vault=current_vault(), now=utc_now())
            return _to_step(token, CHECK if request.args.get("back") == CHECK else walk.after(step))
        except DomainError as error:
            attach(form, error)
    return render_template("registrations/step.html", jury=jury(), form=form, step=step, walk=walk, token=token,
                           question=walk.question(step), charge=latest_charge(db.session(), jury()),
                           before=CHECK if request.args.get("back") == CHECK else walk.before(step))


def _letter_address(answers: Answers) -> str:
    address = db.session().get(Address, answers.address_id) if answers.address_id else None
    return registrations.letter_address(jury(), address, vault=current_vault()) if address else ""


def _check(token: str, walk: Walk, answers: Answers) -> str | Response:
    form = SendForm()
    if form.validate_on_submit():
        try:
            _send(token, form)
            return _to_receipt(token)
        except DomainError as error:
            if error.code == "answers_are_sent":
                return _to_receipt(token)
            attach(form, error)
    return render_template("registrations/check.html", jury=jury(), form=form, walk=walk, token=token, answers=answers)


def _send(token: str, form: SendForm) -> None:
    """Once: of two presses the second finds the answers taken and is led to the same receipt."""
    if form.is_trapped:
        raise DomainError("form_looks_automatic")
    vault, now = current_vault(), utc_now()
    how = Registering(RegistrantSource.WEB, registration_links.receipt_token(jury(), token, vault=vault),
                      reason_again(jury().authentic_language))
    with transaction() as session:
        answers = registration_answers.take(session, jury(), token, vault=vault, now=now)
        registrations.register(session, jury(), answers, how, vault=vault, now=now)
    log.info("registration_received", extra={"jury_id": jury().id, "kind": RegistrantSource.WEB.value})
