"""The draw: its public page, its steps, and the files by which anybody checks it."""
from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.phases import Decision, DiceOutcome
from app.domain.roles import Role
from app.domain.stages import Stage
from app.extensions import db
from app.forms.draws import AgainForm, BeaconForm, DiceForm, PublishForm, StartForm, WordForm
from app.i18n.draws import dice_outcome
from app.installation import current_settings, current_vault, utc_now
from app.models import Draw
from app.services.draw import beacons, dice, draw_approvals, draws
from app.services.draw.draws import DrawPlan
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.draw import draw_pages
from app.web.limits import number_in
from app.web.refusals import attach, tell

blueprint = Blueprint("draws", __name__, url_prefix="/juries/<slug>/draw")
_TYPISTS = dice.TYPISTS
_TICKET_DIGITS = 8


@blueprint.get("/")
@blueprint.get("/<int:number>/")
@public
def show(slug: str, number: int | None = None) -> str | Response:
    """The page of one draw, the latest by default: where it stands, and what those who run it can do."""
    if "ticket" in request.args:
        return _to_ticket(request.args["ticket"], number)
    return _page(number)


def _to_ticket(typed: str, number: int | None) -> Response:
    """Links of older letters carry the ticket in the query. Behind # it stays with the browser, which looks it up."""
    ticket = typed.strip() if typed.strip().isdecimal() and len(typed.strip()) <= _TICKET_DIGITS else ""
    return redirect(url_for("draw_proofs.show", slug=jury().slug, number=number,
                            _anchor=f"ticket={ticket}" if ticket else "ticket"), 302)


def _page(number: int | None = None, **forms: object) -> str:
    if jury().stage is Stage.DRAFT and not actor().roles:
        abort(404)
    session = db.session()
    draw = draws.find_draw(session, jury(), number) if number else draws.latest_draw(session, jury())
    expected = draws.stamp(draws.latest_draw(session, jury()))
    found = draw_pages.page_of(session, jury(), draw, actor()) if draw else None
    return render_template("draws/show.html", jury=jury(), page=found, draws=draws.draws_of(session, jury()),
                           expected=expected, is_beacon_fetched=bool(current_settings().beacon_addresses),
                           **(_forms() | forms))


def _forms() -> dict[str, object]:
    """The forms of all steps; a reader gets none, because a form needs a token and the token a cookie."""
    if not actor().roles:
        return dict.fromkeys(("publish", "word", "start", "again", "dice_form", "beacon_form"))
    advised = str(draws.advised_panel_count(db.session(), jury()))
    return {"publish": PublishForm(formdata=None), "word": WordForm(formdata=None),
            "start": StartForm(formdata=None, panel_count=advised),
            "again": AgainForm(formdata=None, panel_count=advised),
            "dice_form": DiceForm(formdata=None), "beacon_form": BeaconForm(formdata=None)}


@blueprint.post("/start")
@member(Role.ORGANIZER, fresh=True)
def start(slug: str) -> str | Response:
    form = StartForm()
    if not form.validate():
        return _page(start=form)
    try:
        with transaction() as session:
            draw = draws.start_draw(session, jury(), _plan(form), expected=form.expected.data, actor=actor(),
                                    now=utc_now())
            job_id = draw.job_id
        return redirect(url_for("jobs.show", slug=slug, job_id=job_id), 303)
    except DomainError as error:
        tell(error)
        return redirect(url_for("draws.show", slug=slug), 303)


@blueprint.post("/again")
@member(Role.ORGANIZER, fresh=True)
def again(slug: str) -> str | Response:
    form = AgainForm()
    if not form.validate():
        return _page(again=form)
    try:
        with transaction() as session:
            draw = draws.draw_again(session, jury(), _plan(form), form.reason.data, expected=form.expected.data,
                                    actor=actor(), now=utc_now())
            job_id = draw.job_id
        return redirect(url_for("jobs.show", slug=slug, job_id=job_id), 303)
    except DomainError as error:
        tell(error)
        return redirect(url_for("draws.show", slug=slug), 303)


def _plan(form: StartForm) -> DrawPlan:
    moment = form.beacon_at.data if form.randomness.data == "beacon" else None
    if form.randomness.data == "beacon" and moment is None:
        raise DomainError("beacon_time_is_too_soon")
    local = moment.replace(tzinfo=ZoneInfo(jury().time_zone)).astimezone(UTC) if moment else None
    return DrawPlan(panel_count=int(form.panel_count.data), beacon_at=local)


@blueprint.post("/<int:number>/publish")
@member(Role.ORGANIZER, fresh=True)
def publish(slug: str, number: int) -> str | Response:
    """Publish the commitment."""
    form = PublishForm()
    if not form.validate():
        return _page(number, publish=form)
    try:
        with transaction() as session:
            draw_id = draws.find_draw(session, jury(), number).id
            draws.publish_commitment(session, jury(), draw_id, reason=form.reason.data or "", vault=current_vault(),
                                     actor=actor(), now=utc_now())
        flash(gettext("The list and its fingerprint are published. Now throw the dice in public."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("draws.show", slug=slug), 303)


@blueprint.post("/<int:number>/decide")
@member(Role.OVERSEER)
def decide(slug: str, number: int) -> str | Response:
    """An overseer approves the computed list, or objects."""
    form = WordForm()
    if not form.validate() or form.decision.data not in ("approved", "objected"):
        return _page(number, word=form)
    try:
        with transaction() as session:
            draw_id = draws.find_draw(session, jury(), number).id
            draw_approvals.decide(session, jury(), draw_id, Decision(form.decision.data), seen=form.seen.data or "",
                                  reason=form.reason.data or "", actor=actor(), now=utc_now())
        flash(gettext("Your decision is recorded and public."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("draws.show", slug=slug), 303)


@blueprint.post("/<int:number>/dice")
@member(*_TYPISTS)
def enter_dice(slug: str, number: int) -> str | Response:
    form = DiceForm()
    if not form.validate():
        return _page(number, dice_form=form)
    digits = "".join(letter for letter in form.digits.data if letter.isdigit())
    try:
        with transaction() as session:
            draw_id = draws.find_draw(session, jury(), number).id
            outcome = dice.enter_dice(session, jury(), draw_id, digits, dice_round=number_in(form.dice_round.data) or 0,
                                      vault=current_vault(), actor=actor(), now=utc_now())
        _tell_outcome(outcome)
    except DomainError as error:
        if error.code == "dice_are_malformed":
            attach(form, error)
            form.digits.errors = [form.form_errors.pop()]
            return _page(number, dice_form=form)
        tell(error)
    return redirect(url_for("draws.show", slug=slug), 303)


def _tell_outcome(outcome: DiceOutcome) -> None:
    category = {DiceOutcome.WAITING: "message", DiceOutcome.DIFFERENT: "error", DiceOutcome.PUBLISHED: "success"}
    flash(dice_outcome(outcome), category[outcome])


@blueprint.post("/<int:number>/beacon")
@member(*_TYPISTS)
def enter_beacon(slug: str, number: int) -> str | Response:
    form = BeaconForm()
    if not form.validate():
        return _page(number, beacon_form=form)
    try:
        with transaction() as session:
            draw_id = draws.find_draw(session, jury(), number).id
            beacons.enter(session, jury(), draw_id, beacons.read_round(form.published.data), vault=current_vault(),
                          actor=actor(), now=utc_now())
        flash(gettext("The signature is right. The panel is drawn."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("draws.show", slug=slug), 303)


def published_draw(slug: str, number: int) -> Draw:
    """A draw whose files are public, else 404."""
    draw = draws.find_draw(db.session(), jury(), number)
    if not draws.is_public(draw):
        abort(404)
    return draw
