"""Signing in with a password and a second factor, or a personal link and its code, and signing out."""
from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.extensions import db
from app.forms.accounts import SecondStepForm
from app.forms.sign_in import CodeForm, SignInForm, SignOutForm
from app.installation import utc_now
from app.models import Person
from app.services.accounts import access_links, passwords, second_factors, sign_ins
from app.transaction import transaction
from app.web.access import forget, public, remember, signed_in
from app.web.accounts import attempts
from app.web.aside import aside
from app.web.refusals import attach

blueprint = Blueprint("sign_in", __name__)
HALF = "half"  # in the signed cookie: whose password was right, and when
HALF_SECONDS = 300


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response:
    form = SignInForm()
    if form.validate_on_submit():
        try:
            return _begin(attempts.check_password(form.email.data, form.password.data))
        except DomainError as error:
            attempts.note_password(form.email.data, error)
            attach(form, error)
    return render_template("sign_in/sign_in.html", form=form)


def _begin(person_id: int) -> Response:
    """In, or half in when the second factor is still to be shown."""
    if second_factors.has_second_factor(db.session(), person_id):
        session.clear()
        session[HALF] = [person_id, int(utc_now().timestamp())]
        return redirect(url_for("sign_in.second_step", next=next_page()))
    remember(_open_session(person_id, "password"))
    return redirect(next_page())


def _open_session(person_id: int, method: str) -> str:
    with transaction() as store:
        credential = passwords.credential_of(store, person_id)
        return sign_ins.begin_session(store, store.get_one(Person, person_id), method, now=utc_now(),
                                      jury_ids=credential.jury_ids if credential else None)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
def second_step() -> str | Response:
    """The second factor, within five minutes of the password."""
    person_id, form = _half(), SecondStepForm()
    if person_id is None:
        return redirect(url_for("sign_in.sign_in", next=next_page()))
    if form.validate_on_submit():
        try:
            attempts.take_second_code(person_id, form.code.data)
            remember(_open_session(person_id, "password+code"))
            return redirect(next_page())
        except DomainError as error:
            attach(form, error)
    return render_template("sign_in/second_step.html", form=form)


def _half() -> int | None:
    found = session.get(HALF)
    if found is None or utc_now().timestamp() - found[1] > HALF_SECONDS:
        return None
    return int(found[0])


def next_page() -> str:
    """Only a path of this site may follow."""
    target = request.args.get("next", "")
    parts = urlsplit(target)
    is_local = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if is_local else url_for("home.index")


@blueprint.route("/enter/<token>", methods=["GET", "POST"])
@public
def enter(token: str) -> str | Response | tuple[str, int]:
    """A personal link. Opening it does nothing yet; the code uses it up."""
    if access_links.find_link(db.session(), token, now=utc_now()) is None:
        raise DomainError("link_is_dead")
    form = CodeForm()
    if form.validate_on_submit():
        try:
            return _come_in(token, form.code.data)
        except DomainError as error:
            if error.code == "code_is_wrong":
                with transaction() as store:
                    access_links.note_wrong_code(store, token)
            attach(form, error)
    return render_template("sign_in/enter.html", form=form)


def _come_in(token: str, code: str) -> Response:
    now = utc_now()
    attempts.require_pace()
    access_links.check_code(db.session(), token, code, now=now, beside=aside)
    with transaction() as store:
        link = access_links.use_link(store, token, now=now)
        before = current_user.sign_in if current_user.is_authenticated else None
        new = sign_ins.begin_session(store, link.person, "link", now=now, link_id=link.id,
                                     jury_ids=access_links.reach_of(link, before))
        needs_password = passwords.is_missing(store, link.person)
    remember(new)
    if needs_password:
        flash(gettext("Welcome. Set a password now: you need it to confirm a draw or a publication."))
    return redirect(url_for("account.password" if needs_password else "home.index"))


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this session, or all of them; the phone forgets what it kept."""
    everywhere = SignOutForm().everywhere.data
    token, person_id = current_user.token, current_user.person.id
    with transaction() as store:
        if everywhere:
            sign_ins.end_all_sessions(store, person_id, now=utc_now())
        sign_ins.end_session(store, token, now=utc_now())
    forget()
    flash(gettext("You are signed out."))
    response = redirect(url_for("home.index"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
