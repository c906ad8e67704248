"""Opinions: one statement after the other on a phone, and the map of all answers."""
from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.roles import Role
from app.domain.writing import guess_language
from app.extensions import db
from app.forms.opinions import AnswerForm, HideOpinionForm, OpinionForm, SwitchForm
from app.i18n import current_language
from app.installation import utc_now
from app.services.opinions import opinion_maps, opinions
from app.web.access import actor, jury, member
from app.web.deliberation import close_to_witnesses
from app.web.refusals import carry_out
from app.web.sections import DELIBERATION_ROLES

blueprint = Blueprint("opinions", __name__, url_prefix="/juries/<slug>/opinions")
close_to_witnesses(blueprint)


@blueprint.get("/")
@member(*DELIBERATION_ROLES)
def index(slug: str) -> str:
    """A juror's next statement and own answers; for the facilitator the round and its statements."""
    session = db.session()
    me = actor().memberships.get(Role.JUROR)
    own = opinions.own_answers(session, jury(), me) if me is not None else []
    return render_template(
        "opinions/index.html", jury=jury(), is_open=opinions.is_open(session, jury()), own=own, form=OpinionForm(),
        next=next((one for one in own if one.value is None), None), turnout=opinions.turnout(session, jury()),
        opinions=opinions.opinions_of(session, jury(), with_hidden=True), hide_form=HideOpinionForm(),
        map=opinion_maps.latest_map(session, jury()), news=opinion_maps.news(session, jury()))


@blueprint.post("/")
@member(Role.JUROR, Role.FACILITATOR)
def write(slug: str) -> Response:
    form = OpinionForm()
    text = form.text.data or ""
    return _carry_out(lambda session: opinions.write_opinion(
        session, jury(), text, language=guess_language(text, current_language()), actor=actor(), now=utc_now()),
        gettext("Your statement is there. Others can answer it now."))


@blueprint.post("/answer")
@member(Role.JUROR)
def answer(slug: str) -> Response:
    form = AnswerForm()
    if not form.validate_on_submit():
        abort(400)
    return _carry_out(lambda session: opinions.answer_opinion(
        session, jury(), form.opinion.data or 0, int(form.value.data), actor=actor()))


@blueprint.post("/hide")
@member(Role.FACILITATOR)
def hide(slug: str) -> Response:
    form = HideOpinionForm()
    return _carry_out(lambda session: opinions.hide_opinion(
        session, jury(), form.opinion.data or 0, form.reason.data or "", actor=actor(), now=utc_now()))


@blueprint.post("/switch")
@member(Role.FACILITATOR)
def switch(slug: str) -> Response:
    form = SwitchForm()
    return _carry_out(lambda session: opinions.switch(
        session, jury(), to_open=form.to.data == "open", actor=actor(), now=utc_now()))


@blueprint.get("/map")
@member(*DELIBERATION_ROLES)
def show_map(slug: str) -> str:
    """The map with its words; the reader's own place is on the reader's page only."""
    session = db.session()
    drawn = opinion_maps.latest_map(session, jury())
    document = drawn.document if drawn and drawn.document else None
    me = str(actor().memberships.get(Role.JUROR, ""))
    return render_template(
        "opinions/map.html", jury=jury(), map=drawn, document=document,
        place=(drawn.places or {}).get(me) if drawn else None,
        shared=opinion_maps.shared_statements(document) if document else [],
        dividing=opinion_maps.dividing_statements(document) if document else [],
        by_number={one.number: one for one in opinions.opinions_of(session, jury())},
        latest=opinion_maps.latest_map(session, jury(), is_ready=False), news=opinion_maps.news(session, jury()))


@blueprint.post("/map")
@member(Role.FACILITATOR)
def draw(slug: str) -> Response:
    SwitchForm()
    return _carry_out(lambda session: opinion_maps.ask_for_map(session, jury(), actor=actor(), now=utc_now()),
                      gettext("The map is being drawn. It takes a few seconds."), "opinions.show_map")


def _carry_out(act: Callable[[Session], object], done: str = "", back: str = "opinions.index") -> Response:
    carry_out(act, done=done)
    anchor = "next" if request.endpoint == "opinions.answer" else None
    return redirect(url_for(back, slug=jury().slug, _anchor=anchor), 303)
