"""One's own account: password, second factor, sessions, and the juries one takes part in."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, NotFound
from app.domain.roles import Role
from app.extensions import db
from app.forms.accounts import FirstPasswordForm, OneButtonForm, PasswordForm
from app.installation import current_vault, utc_now
from app.models import Jury, Membership, SignIn
from app.services.accounts import actors, memberships, passwords, second_factors, sign_ins
from app.services.draw import departures
from app.transaction import transaction
from app.web.access import reach, signed_in
from app.web.accounts import attempts
from app.web.accounts.sign_in import next_page
from app.web.aside import aside
from app.web.limits import number_in
from app.web.refusals import attach, tell

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("/")
@signed_in
def show() -> str:
    session, person = db.session(), current_user.person
    return render_template(
        "account/show.html", person=person, this=current_user.sign_in,
        sessions=sign_ins.sessions_of(session, person.id, now=utc_now()),
        memberships=memberships.memberships_of(session, person.id, within=reach()),
        password=passwords.credential_of(session, person.id), is_for_password=passwords.is_for(session, person),
        has_app=second_factors.has_second_factor(session, person.id),
        codes_left=second_factors.codes_left(session, person.id))


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> str | Response:
    """Set the first password, or another one after showing the present one; all other sessions end."""
    known = passwords.credential_of(db.session(), current_user.person.id)
    form = PasswordForm() if known else FirstPasswordForm()
    if form.validate_on_submit():
        try:
            _choose(form)
            flash(gettext("The password is set. All your other sessions have ended."), "success")
            return redirect(next_page(), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("account/password.html", form=form)


def _choose(form: FirstPasswordForm) -> None:
    sign_in_id, email = current_user.sign_in.id, current_user.person.email or ""
    if isinstance(form, PasswordForm):
        _require_present(email, form.current.data)
    wanted = form.password.data
    secret_hash = aside(lambda: passwords.hash_password(wanted))
    with transaction() as session:
        passwords.choose_password(session, session.get_one(SignIn, sign_in_id), secret_hash, now=utc_now())


def _require_present(email: str, present: str) -> None:
    try:
        attempts.check_password(email, present)
    except DomainError as error:
        attempts.note_password(email, error)
        raise DomainError("password_is_wrong") if error.code == "sign_in_failed" else error from error


@blueprint.post("/sessions/end")
@signed_in
def end_session() -> Response:
    """End one of the own sessions: that of a lost telephone."""
    OneButtonForm()
    number, person_id = number_in(request.form.get("sign_in_id")), current_user.person.id
    if number is not None:
        with transaction() as session:
            sign_ins.end_one_of(session, person_id, number, now=utc_now())
        flash(gettext("The session has ended."), "success")
    return redirect(url_for("account.show"), 303)


@blueprint.route("/leave/<int:membership_id>", methods=["GET", "POST"])
@signed_in
def leave(membership_id: int) -> str | Response:
    """Leave a jury by oneself; asked once more, because it takes effect at once."""
    form, membership = OneButtonForm(), _own(membership_id)
    if form.validate_on_submit():
        try:
            _leave(membership_id)
            flash(gettext("You have left the jury."), "success")
            return redirect(url_for("account.show"), 303)
        except DomainError as error:
            tell(error)
            return redirect(url_for("account.show"), 303)
    jury = db.session().get_one(Jury, membership.jury_id)
    return render_template("account/leave.html", form=form, membership=membership, jury=jury)


def _own(membership_id: int) -> Membership:
    """A living membership of this person within the reach of this session. Raises `member_is_unknown`."""
    found = next((row for row, _jury in memberships.memberships_of(
        db.session(), current_user.person.id, within=reach()) if row.id == membership_id), None)
    if found is None:
        raise NotFound("member_is_unknown")
    return found


def _leave(membership_id: int) -> None:
    vault, now, within = current_vault(), utc_now(), reach()
    with transaction() as session:
        membership = session.get_one(Membership, membership_id)
        jury = session.get_one(Jury, membership.jury_id)
        actor = actors.actor_for(session, membership.person, jury.id, within=within)
        seat = departures.seat_of(session, jury, membership.person_id) if membership.role is Role.JUROR else None
        if seat is not None and departures.can_be_given_up(jury):
            departures.give_up_seat(session, jury, seat, "", vault=vault, actor=actor, now=now)
        else:
            memberships.end_membership(session, jury, membership_id, actor=actor, now=now)
