"""The hearings as they run: clocks, running order, right of reply, and the witnesses' green room."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.audiences import MEMBERS_OF_THE_ROOM, is_present
from app.domain.errors import DomainError
from app.domain.hearings import ReplyState
from app.domain.roles import Role
from app.extensions import db
from app.forms import hearings as forms
from app.i18n import current_language
from app.installation import utc_now
from app.models import Jury, Membership
from app.services.room import declarations, green_rooms, hearings, rights_of_reply, stance_clocks
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach
from app.web.room.room_commands import run
from app.web.room.room_context import room_values

blueprint = Blueprint("hearings", __name__, url_prefix="/juries/<slug>/hearings")
BACK, ANCHOR = "hearings.index", "replies-title"


@blueprint.get("/")
@member(*MEMBERS_OF_THE_ROOM)
def index(slug: str) -> str:
    session, now = db.session(), utc_now()
    values = room_values(session, "hearings.index", now=now)
    room, audience = values["live"], values["audience"]
    replies = rights_of_reply.replies_for(rights_of_reply.replies_of(session, room), audience, values["me"])
    return render_template(
        "hearings/index.html", hearings=hearings.hearings_of(session, jury()), replies=replies,
        equality=hearings.equality_of(session, jury(), now=now), is_here=is_present(audience, room.phase),
        clocks=stance_clocks.clocks_of(session, room, now=now), **values,
        may_plan=actor().has(Role.ORGANIZER, Role.FACILITATOR))


@blueprint.get("/green-room")
@member(Role.EXPERT)
def green_room(slug: str) -> str:
    """Open to the witness always; what is in it never comes from the deliberation."""
    session, now = db.session(), utc_now()
    values = room_values(session, "hearings.index", now=now)
    room, me = values["live"], actor().require(Role.EXPERT)
    replies = [view for view in rights_of_reply.replies_of(session, room) if view.membership_id == me]
    return render_template(
        "hearings/green_room.html", **values, witness=session.get_one(Membership, me), replies=replies,
        hearings=[one for one in hearings.hearings_of(session, jury()) if one.item.witness_id == me],
        questions=green_rooms.questions_for(session, room, me), said=green_rooms.words_heard(session, room, me),
        clocks=stance_clocks.clocks_of(session, room, now=now), is_here=is_present(values["audience"], room.phase),
        is_waiting=any(view.state is ReplyState.ASKED for view in replies))


@blueprint.route("/declaration", methods=["GET", "POST"])
@member(Role.EXPERT)
def declare(slug: str) -> str | Response:
    declared = db.session().get_one(Membership, actor().require(Role.EXPERT)).witness
    form = forms.DeclarationForm(obj=declared)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                declarations.declare(session, session.get_one(Jury, jury().id), topic=form.topic.data, now=utc_now(),
                                     stance=form.stance.data, interests=form.interests.data, actor=actor())
            flash(gettext("What you declare is kept. The overseers see the change."), "success")
            return redirect(url_for("hearings.green_room", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("hearings/declare.html", jury=jury(), slug=slug, form=form)


@blueprint.post("/replies")
@member(Role.EXPERT)
def ask_reply(slug: str) -> Response:
    form = forms.ReplyRequestForm()
    return run(form, lambda session, room, signature: rights_of_reply.ask_reply(
        session, room, form.text.data or "", statement_id=form.statement.data, page_language=current_language(),
        **signature), "hearings.green_room", ANCHOR)


@blueprint.post("/replies/grant")
@member(Role.FACILITATOR)
def grant(slug: str) -> Response:
    form = forms.GrantForm()
    return run(form, lambda session, room, signature: rights_of_reply.grant_reply(
        session, room, form.request.data, **signature), BACK, ANCHOR)


@blueprint.post("/replies/decline")
@member(Role.FACILITATOR)
def decline(slug: str) -> Response:
    form = forms.DeclineForm()
    return run(form, lambda session, room, signature: rights_of_reply.decline_reply(
        session, room, form.request.data, form.reason.data or "", **signature), BACK, ANCHOR)
