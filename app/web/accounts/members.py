"""People and roles of a jury: invite, send a new link, end a membership."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, NotFound
from app.domain.roles import Role
from app.extensions import db
from app.forms.members import EndForm, InviteForm
from app.installation import current_settings, current_vault, utc_now
from app.models import Membership
from app.services.accounts import access_links, invitations, memberships
from app.services.draw import departures
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.aside import aside
from app.web.limits import number_in
from app.web.refusals import attach, tell

blueprint = Blueprint("members", __name__, url_prefix="/juries/<slug>/members")


@blueprint.get("/")
@member(Role.ORGANIZER)
def index(slug: str) -> str:
    return render_template("members/index.html", jury=jury(), form=EndForm(),
                           members=memberships.members_of(db.session(), jury().id))


@blueprint.route("/invite", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def invite(slug: str) -> str | Response:
    form = InviteForm()
    if form.validate_on_submit():
        try:
            prepared = aside(access_links.prepare_link)
            with transaction() as session:
                link = invitations.invite(session, jury(), _guest(form), vault=current_vault(), actor=actor(),
                                          now=utc_now(), link=prepared)
            return _show_link(slug, link)
        except DomainError as error:
            attach(form, error)
    return render_template("members/invite.html", jury=jury(), form=form)


def _guest(form: InviteForm) -> invitations.Guest:
    return invitations.Guest(
        role=Role(form.role.data), name=form.name.data, email=form.email.data, alias=form.alias.data or None,
        language=form.language.data, topic=form.topic.data, stance=form.stance.data, interests=form.interests.data)


def _show_link(slug: str, made: invitations.NewLink) -> str:
    """The link goes out by e-mail; the code is for the letter or the telephone, and shown only now."""
    settings, address = current_settings(), None
    # Who holds both could come in as that person, sign for the authority or vote. Only where no e-mail goes out
    # must somebody hand the link over.
    if settings.demo or not settings.smtp_url:
        address = settings.base_url + url_for("sign_in.enter", token=made.token)
    return render_template("members/link.html", jury=jury(), address=address, code=made.code)


@blueprint.post("/link")
@member(Role.ORGANIZER)
def new_link(slug: str) -> str | Response:
    try:
        prepared = aside(access_links.prepare_link)
        with transaction() as session:
            made = invitations.renew(session, jury(), _membership_id(), vault=current_vault(), actor=actor(),
                                     now=utc_now(), link=prepared)
        return _show_link(slug, made)
    except DomainError as error:
        tell(error)
        return redirect(url_for("members.index", slug=slug), 303)


@blueprint.post("/end")
@member(Role.ORGANIZER)
def end(slug: str) -> Response:
    try:
        offer_id = _seat_of(_membership_id())
        if offer_id is not None:  # a seat has more to it than a membership: somebody else is called
            return redirect(url_for("seat_departures.leave", slug=slug, offer_id=offer_id), 303)
        with transaction() as session:
            memberships.end_membership(session, jury(), _membership_id(), actor=actor(), now=utc_now())
        flash(gettext("The membership has ended. It takes effect at once everywhere."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("members.index", slug=slug), 303)


def _seat_of(membership_id: int) -> int | None:
    """The seat that a juror would give up; None for everybody else and after the votes."""
    session = db.session()
    member = session.get(Membership, membership_id)
    if member is None or member.role is not Role.JUROR or not departures.can_be_given_up(jury()):
        return None
    seat = departures.seat_of(session, jury(), member.person_id)
    return seat.id if seat else None


def _membership_id() -> int:
    number = number_in(request.form.get("membership_id"))
    if number is None:
        raise NotFound("member_is_unknown")
    return number
