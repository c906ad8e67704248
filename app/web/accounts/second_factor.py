"""Setting up the authenticator app, and the recovery codes, which are shown once."""
from __future__ import annotations

import segno
from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.extensions import db
from app.forms.accounts import SecondStepForm, SetUpForm
from app.installation import current_vault, utc_now
from app.models import Person, SignIn
from app.services.accounts import passwords, second_factors, sign_ins
from app.transaction import transaction
from app.web.access import signed_in
from app.web.accounts import attempts
from app.web.accounts.sign_in import next_page
from app.web.refusals import attach

blueprint = Blueprint("second_factor", __name__, url_prefix="/account/second-factor")


@blueprint.route("/", methods=["GET", "POST"])
@signed_in
def set_up() -> str | Response:
    """Scan the square, type the first code; then the recovery codes are shown, once."""
    person, form = current_user.person, SetUpForm()
    if passwords.credential_of(db.session(), person.id) is None:
        return redirect(url_for("account.password", next=url_for("second_factor.set_up")))
    if second_factors.has_second_factor(db.session(), person.id):
        return redirect(url_for("account.show"))
    if not sign_ins.is_fresh(current_user.sign_in, now=utc_now(), within=passwords.FIRST_WITHIN):
        return redirect(url_for("confirmations.confirm", next=url_for("second_factor.set_up")))
    if form.validate_on_submit():
        try:
            return _codes_page(_confirm(form.code.data))
        except DomainError as error:
            attach(form, error)
    with transaction() as session:
        owner = session.get_one(Person, current_user.person.id)
        secret = second_factors.begin_set_up(session, owner, vault=current_vault(), now=utc_now())
        address = second_factors.address_of(owner, secret)
    return render_template("account/second_factor.html", form=form, secret=secret, square=_square(address))


def _square(address: str) -> str:
    """The QR code as an image within the page: the secret has no address of its own that a cache could keep."""
    return segno.make(address, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff", omitsize=False)


def _confirm(code: str) -> list[str]:
    sign_in_id, now = current_user.sign_in.id, utc_now()
    attempts.require_pace()
    with transaction() as session:
        row = session.get_one(SignIn, sign_in_id)
        codes = second_factors.confirm_set_up(session, row.person, code, vault=current_vault(), now=now)
        sign_ins.end_all_sessions(session, row.person_id, now=now, but=row.id)
        row.fresh_at = now
    return codes


def _codes_page(codes: list[str]) -> str:
    return render_template("account/recovery_codes.html", codes=codes, next=next_page())


@blueprint.route("/recovery-codes", methods=["GET", "POST"])
@signed_in
def recovery_codes() -> str | Response:
    """New recovery codes against a code of the app; the old ones stop working."""
    person_id, form = current_user.person.id, SecondStepForm()
    if not second_factors.has_second_factor(db.session(), person_id):
        return redirect(url_for("second_factor.set_up"))
    if form.validate_on_submit():
        try:
            attempts.take_second_code(person_id, form.code.data)
            with transaction() as session:
                codes = second_factors.new_recovery_codes(session, session.get_one(Person, person_id),
                                                          vault=current_vault())
            return _codes_page(codes)
        except DomainError as error:
            attach(form, error)
    return render_template("account/new_codes.html", form=form)
