"""Confirming that it is the same person: with password and second factor, or with the code of the letter."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.extensions import db
from app.forms.accounts import StepUpForm
from app.forms.sign_in import ConfirmForm, FullConfirmForm
from app.installation import current_vault, utc_now
from app.models import SignIn
from app.services.accounts import passwords, second_factors, step_ups
from app.transaction import transaction
from app.web.access import signed_in
from app.web.accounts import attempts
from app.web.accounts.sign_in import next_page
from app.web.refusals import attach, tell

blueprint = Blueprint("confirmations", __name__)


@blueprint.route("/confirm-sign-in", methods=["GET", "POST"])
@signed_in
def confirm() -> str | Response:
    """Show the secret once more before a draw, a publication, an export, an erasure or a ballot."""
    session, person = db.session(), current_user.person
    if passwords.credential_of(session, person.id) is not None:
        return _with_password()
    if passwords.is_missing(session, person):
        return redirect(url_for("account.password", next=next_page()))
    return _with_code()


def _with_password() -> str | Response:
    has_app = second_factors.has_second_factor(db.session(), current_user.person.id)
    form = FullConfirmForm() if has_app else ConfirmForm()
    if form.validate_on_submit():
        try:
            _check(form.password.data, form.code.data if isinstance(form, FullConfirmForm) else None)
            return redirect(next_page())
        except DomainError as error:
            attempts.note_password(current_user.person.email or "", error)
            attach(form, error)
    return render_template("sign_in/confirm.html", form=form)


def _check(password: str, code: str | None) -> None:
    sign_in_id, person_id = current_user.sign_in.id, current_user.person.id
    attempts.check_password(current_user.person.email or "", password)
    if code is not None:
        attempts.take_second_code(person_id, code)
    _freshen(sign_in_id)


def _freshen(sign_in_id: int) -> None:
    with transaction() as session:
        session.get_one(SignIn, sign_in_id).fresh_at = utc_now()


def _with_code() -> str | Response:
    """For jurors and everybody else who came by link: nothing to remember, only the letter to fetch."""
    form, sign_in_id = StepUpForm(), current_user.sign_in.id
    if form.validate_on_submit():
        try:
            attempts.take_step_up_code(form.code.data)
            _freshen(sign_in_id)
            return redirect(next_page())
        except DomainError as error:
            attach(form, error)
    return render_template("sign_in/step_up.html", form=form, next=next_page())


@blueprint.post("/confirm-sign-in/send")
@signed_in
def send_code() -> Response:
    """Send a short code instead of the one in the letter."""
    try:
        with transaction() as session:
            step_ups.send_code(session, session.get_one(SignIn, current_user.sign_in.id), vault=current_vault(),
                               now=utc_now())
        flash(gettext("A code is on its way to you. It is valid for ten minutes."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("confirmations.confirm", next=request.args.get("next", "")), 303)
