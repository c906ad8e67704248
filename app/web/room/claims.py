"""The jury's claims: written down, linked, disputed, and relied on or not."""
from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.evidence import Bearing, Trust
from app.domain.roles import Role
from app.domain.stages import Stage
from app.extensions import db
from app.forms.claims import ClaimForm, LinkForm, TrustForm, UnlinkForm
from app.forms.rooms import ReasonForm
from app.i18n import current_language
from app.installation import utc_now
from app.models import Jury
from app.services.room import claim_trust, claims
from app.services.room.claim_views import claim_views
from app.services.room.evidence_refs import place_of
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.deliberation import require_insider
from app.web.limits import number_in
from app.web.refusals import attach, carry_out
from app.web.room.claim_choices import read_source, read_target, source_groups, target_groups
from app.web.room.room_context import room_values
from app.web.sections import DELIBERATION_ROLES

blueprint = Blueprint("claims", __name__, url_prefix="/juries/<slug>/claims")
WRITERS = (Role.JUROR, Role.FACILITATOR)


@blueprint.get("/")
@member(*DELIBERATION_ROLES)
def index(slug: str) -> str:
    require_insider()
    session = db.session()
    return render_template("claims/index.html", claims=claim_views(session, jury().id), **_shared(session))


@blueprint.get("/<int:claim_id>")
@member(*DELIBERATION_ROLES)
def show(slug: str, claim_id: int) -> str:
    require_insider()
    session = db.session()
    found = claims.find_claim(session, jury(), claim_id)
    view = claim_views(session, jury().id, [found.id])[0]
    return render_template(
        "claims/show.html", claim=view, form=LinkForm(), may_change=claims.may_change(found, actor()),
        groups=target_groups(session, jury(), without=found.id), **_shared(session))


@blueprint.route("/new", methods=["GET", "POST"])
@member(*WRITERS)
def add(slug: str) -> str | Response:
    form = ClaimForm(source=request.args.get("source"), paragraph=number_in(request.args.get("paragraph")))
    if form.validate_on_submit():
        try:
            with transaction() as session:
                claim = claims.add_claim(
                    session, session.get_one(Jury, jury().id), form.text.data or "",
                    read_source(form.source.data, form.paragraph.data), page_language=current_language(),
                    actor=actor(), now=utc_now(), command_id=form.command_id.data or None)
                number = claim.id
            return redirect(url_for("claims.show", slug=slug, claim_id=number), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("claims/add.html", form=form, jury=jury(), slug=slug,
                           groups=source_groups(db.session(), jury()))


@blueprint.post("/<int:claim_id>/links")
@member(*WRITERS)
def link(slug: str, claim_id: int) -> Response:
    form = LinkForm()
    return _change(form, claim_id, lambda session, where: _link(session, where, claim_id, form))


@blueprint.post("/<int:claim_id>/unlink")
@member(*WRITERS)
def unlink(slug: str, claim_id: int) -> Response:
    form = UnlinkForm()
    return _change(form, claim_id, lambda session, where: claims.unlink(
        session, where, form.link.data, actor=actor(), now=utc_now()))


@blueprint.post("/<int:claim_id>/trust")
@member(Role.JUROR)
def mark(slug: str, claim_id: int) -> Response:
    form = TrustForm()
    return _change(form, claim_id, lambda session, where: claim_trust.mark_trust(
        session, where, claim_id, Trust(form.trust.data), actor=actor(), now=utc_now()), to_list=True)


@blueprint.post("/<int:claim_id>/close")
@member(Role.FACILITATOR)
def close(slug: str, claim_id: int) -> Response:
    return _change(FlaskForm(), claim_id, lambda session, where: claim_trust.close_trust(
        session, where, claim_id, actor=actor(), now=utc_now()))


@blueprint.post("/<int:claim_id>/reopen")
@member(Role.FACILITATOR)
def reopen(slug: str, claim_id: int) -> Response:
    return _change(FlaskForm(), claim_id, lambda session, where: claim_trust.reopen_trust(
        session, where, claim_id, actor=actor(), now=utc_now()))


@blueprint.post("/<int:claim_id>/withdraw")
@member(*WRITERS)
def withdraw(slug: str, claim_id: int) -> Response:
    form = ReasonForm()
    if carry_out(lambda session: claims.withdraw_claim(
            session, session.get_one(Jury, jury().id), claim_id, form.reason.data or "", actor=actor(),
            now=utc_now()), form=form, done=gettext("The claim has been taken off the list.")):
        return redirect(url_for("claims.index", slug=slug), 303)
    return redirect(url_for("claims.show", slug=slug, claim_id=claim_id), 303)


def _link(session: Session, where: Jury, claim_id: int, form: LinkForm) -> None:
    is_claim, number = read_target(form.target.data)
    bearing, now = Bearing(form.bearing.data), utc_now()
    if is_claim:
        claims.link_claim(session, where, claim_id, bearing, number, actor=actor(), now=now)
        return
    place = place_of(session, where, number, form.paragraph.data)
    claims.link_document(session, where, claim_id, bearing, place, actor=actor(), now=now)


def _change(form: FlaskForm, claim_id: int, action: Callable[[Session, Jury], object], *,
            to_list: bool = False) -> Response:
    carry_out(lambda session: action(session, session.get_one(Jury, jury().id)), form=form)
    if to_list:
        return redirect(url_for("claims.index", slug=jury().slug, _anchor=f"c{claim_id}"), 303)
    return redirect(url_for("claims.show", slug=jury().slug, claim_id=claim_id), 303)


def _shared(session: Session) -> dict[str, object]:
    """What the list and the page of one claim both need; own marks only for the juror they belong to."""
    juror = actor().memberships.get(Role.JUROR)
    return {"own": claim_trust.own_views(session, jury().id, juror) if juror else {},
            "may_write": actor().has(*WRITERS) and jury().stage is Stage.DELIBERATION,
            **room_values(session, "claims.index", now=utc_now())}
