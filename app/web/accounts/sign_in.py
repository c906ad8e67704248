"""Signing in with a password or a personal link and its code, confirming, and signing out."""
from __future__ import annotations

import time
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.buckets import Buckets
from app.domain.errors import DomainError
from app.extensions import db
from app.forms.sign_in import CodeForm, ConfirmForm, SignInForm, SignOutForm
from app.installation import current_vault, utc_now
from app.models import Person, SignIn
from app.services.accounts import access_links, sign_ins
from app.services.accounts.people import normal_email
from app.transaction import transaction
from app.web.access import forget, public, remember, signed_in
from app.web.aside import aside
from app.web.refusals import attach

blueprint = Blueprint("sign_in", __name__)
# Attempts from one address: each costs a tenth of a second of hashing. A whole jury may sit behind one address.
attempts = Buckets(size=100, per_second=1)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response:
    form = SignInForm()
    if form.validate_on_submit():
        try:
            remember(_begin(form.email.data, form.password.data))
            return redirect(_next())
        except DomainError as error:
            _note(form.email.data, error)
            attach(form, error)
    return render_template("sign_in/sign_in.html", form=form)


def _begin(email: str, password: str) -> str:
    now = utc_now()
    person_id = _check_password(email, password)
    with transaction() as session:
        return sign_ins.begin_session(session, session.get_one(Person, person_id), "password", now=now)


def _check_password(email: str, password: str) -> int:
    """Outside of any transaction that writes: nobody waits for the hashing but the one who asks."""
    _require_pace()
    return sign_ins.check_password(db.session(), email, password, vault=current_vault(), now=utc_now(),
                                   beside=aside).id


def _require_pace() -> None:
    """Refuse before anything is hashed."""
    if not attempts.take(request.remote_addr, time.monotonic()):
        raise DomainError("too_fast")


def _note(email: str, error: DomainError) -> None:
    if error.code != "sign_in_failed":
        return
    with transaction() as session:
        subject = current_vault().keyed_hash("sign-in", normal_email(email) or "")
        sign_ins.note_failure(session, subject, now=utc_now())


def _next() -> str:
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
                with transaction() as session:
                    access_links.note_wrong_code(session, token)
            attach(form, error)
    return render_template("sign_in/enter.html", form=form)


def _come_in(token: str, code: str) -> Response:
    now = utc_now()
    _require_pace()
    access_links.check_code(db.session(), token, code, now=now, beside=aside)
    with transaction() as session:
        link = access_links.use_link(session, token, now=now)
        before = current_user.sign_in if current_user.is_authenticated else None
        new = sign_ins.begin_session(session, link.person, "link", now=now,
                                     jury_ids=access_links.reach_of(link, before))
    remember(new)
    return redirect(url_for("home.index"))


@blueprint.route("/confirm-sign-in", methods=["GET", "POST"])
@signed_in
def confirm() -> str | Response:
    """Show the password once more before a draw, a publication, an export or an erasure."""
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            _freshen(form.password.data)
            return redirect(_next())
        except DomainError as error:
            _note(current_user.person.email or "", error)
            attach(form, error)
    return render_template("sign_in/confirm.html", form=form)


def _freshen(password: str) -> None:
    now, sign_in_id, email = utc_now(), current_user.sign_in.id, current_user.person.email or ""
    _check_password(email, password)
    with transaction() as session:
        row = session.get_one(SignIn, sign_in_id)
        row.fresh_at = now


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this session, or all of them; the phone forgets what it kept."""
    everywhere = SignOutForm().everywhere.data
    token, person_id = current_user.token, current_user.person.id
    with transaction() as session:
        if everywhere:
            sign_ins.end_all_sessions(session, person_id, now=utc_now())
        sign_ins.end_session(session, token, now=utc_now())
    forget()
    flash(gettext("You are signed out."))
    response = redirect(url_for("home.index"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
