"""The draw of addresses in public: announced, decided by a public number, for everybody to repeat."""
from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.wrappers import Response as FileResponse
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.letters import LetterDrawState
from app.domain.roles import Role
from app.domain.stages import Stage
from app.extensions import db
from app.forms.draws import BeaconForm
from app.forms.letters import AnnounceForm, CallOffForm, SixDiceForm
from app.i18n.draws import dice_outcome
from app.installation import current_vault, utc_now
from app.models import Jury, LetterDraw
from app.services.draw.beacons import read_round
from app.services.recruitment import letter_draws, letter_numbers
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.limits import number_in
from app.web.refusals import attach, tell
from sortition.beacon import round_time
from sortition.letters import Address, draw_letters, place_in_line

blueprint = Blueprint("letter_draws", __name__, url_prefix="/juries/<slug>/letter-draws")


def init_app(app: Flask) -> None:
    app.add_template_global(_has_letter_draws, "has_letter_draws")


def _has_letter_draws(of: Jury) -> bool:
    """Whether the overview leads the public here."""
    return bool(letter_draws.draws_of(db.session(), of))


@blueprint.get("")
@public
def show(slug: str) -> str:
    """All draws of addresses of a jury, the latest first, with everything to repeat them."""
    return _page()


def _page(**forms: object) -> str:
    if jury().stage is Stage.DRAFT and not actor().roles:
        abort(404)
    session, draws = db.session(), letter_draws.draws_of(db.session(), jury())
    may_type = actor().has(*letter_draws.TYPISTS)
    waiting = next((draw for draw in draws if draw.state is LetterDrawState.ANNOUNCED), None)
    status = letter_numbers.status_of(session, waiting, actor=actor()) if waiting and may_type else None
    known: dict[str, object] = {"dice_form": SixDiceForm(formdata=None), "beacon_form": BeaconForm(formdata=None),
                                "call_off_form": CallOffForm(formdata=None)} if may_type and waiting else {}
    return render_template("letter_draws/show.html", jury=jury(), draws=draws, waiting=waiting, status=status,
                           digits=letter_draws.DIGITS, round_moment=_round_moment, looked_up=_look_up(draws),
                           **(known | forms))


def _round_moment(number: int) -> datetime:
    return datetime.fromtimestamp(round_time(number), UTC)


def _look_up(draws: list[LetterDraw]) -> tuple[int, LetterDraw | None, str] | None:
    """What anybody may ask: was the number of my letter drawn? Number, its draw or None, its public hash."""
    number = number_in(request.args.get("letter", "").strip())
    if number is None:
        return None
    for draw in draws:
        if draw.state is LetterDrawState.DRAWN and draw.seed is not None:
            drawn = {address.id for address in draw_letters(letter_draws.read_list(draw), draw.by_area, draw.seed)}
            if str(number) in drawn:
                return number, draw, place_in_line(Address(str(number)), draw.seed)
    return number, None, ""


@blueprint.post("")
@member(Role.ORGANIZER, fresh=True)
def announce(slug: str) -> Response:
    """Publish the list's hash and the source of the number; from here on the list is fixed."""
    form = AnnounceForm()
    try:
        moment = form.beacon_at.data if form.validate() and form.randomness.data == "beacon" else None
        if form.randomness.data == "beacon" and moment is None:
            raise DomainError("beacon_time_is_too_soon")
        local = moment.replace(tzinfo=ZoneInfo(jury().time_zone)).astimezone(UTC) if moment else None
        with transaction() as session:
            letter_draws.announce(session, jury(), beacon_at=local, vault=current_vault(), actor=actor(),
                                  now=utc_now())
        flash(gettext("The draw of addresses is announced; the list is fixed."), "success")
    except DomainError as error:
        tell(error)
        return redirect(url_for("letters.index", slug=slug), 303)
    return redirect(url_for("letter_draws.show", slug=slug), 303)


@blueprint.post("/<int:number>/dice")
@member(*letter_draws.TYPISTS)
def enter_dice(slug: str, number: int) -> str | Response:
    form = SixDiceForm()
    if not form.validate():
        return _page(dice_form=form)
    try:
        with transaction() as session:
            draw = letter_draws.find_draw(session, jury(), number)
            outcome = letter_numbers.enter_dice(
                session, jury(), draw.id, "".join(filter(str.isdigit, form.digits.data)),
                dice_round=number_in(form.dice_round.data) or 0, vault=current_vault(), actor=actor(), now=utc_now())
        flash(dice_outcome(outcome))
    except DomainError as error:
        attach(form, error)
        return _page(dice_form=form)
    return redirect(url_for("letter_draws.show", slug=slug), 303)


@blueprint.post("/<int:number>/beacon")
@member(*letter_draws.TYPISTS)
def enter_beacon(slug: str, number: int) -> str | Response:
    form = BeaconForm()
    if not form.validate():
        return _page(beacon_form=form)
    try:
        with transaction() as session:
            draw = letter_draws.find_draw(session, jury(), number)
            letter_numbers.enter_beacon(session, jury(), draw.id, read_round(form.published.data),
                                        vault=current_vault(), actor=actor(), now=utc_now())
        flash(gettext("The signature is right, and the addresses are drawn."), "success")
    except DomainError as error:
        attach(form, error)
        return _page(beacon_form=form)
    return redirect(url_for("letter_draws.show", slug=slug), 303)


@blueprint.post("/<int:number>/call-off")
@member(Role.ORGANIZER, fresh=True)
def call_off(slug: str, number: int) -> str | Response:
    form = CallOffForm()
    if not form.validate():
        return _page(call_off_form=form)
    try:
        with transaction() as session:
            draw = letter_draws.find_draw(session, jury(), number)
            letter_draws.call_off(session, jury(), draw.id, form.reason.data, actor=actor(), now=utc_now())
        flash(gettext("The draw of addresses is called off; the reason is public."))
    except DomainError as error:
        tell(error)
    return redirect(url_for("letter_draws.show", slug=slug), 303)


@blueprint.get("/<int:number>/list.csv")
@public
def list_file(slug: str, number: int) -> FileResponse:
    """The published list: numbers and areas, byte for byte what the hash is of."""
    return _file(letter_draws.find_draw(db.session(), jury(), number).list_text, f"{slug}-letters-{number}.csv")


@blueprint.get("/<int:number>/areas.csv")
@public
def areas_file(slug: str, number: int) -> FileResponse:
    """Weights and responses by area, for the command line."""
    draw = letter_draws.find_draw(db.session(), jury(), number)
    return _file(letter_draws.areas_text(draw), f"{slug}-areas-{number}.csv")


def _file(text: str, name: str) -> FileResponse:
    return FileResponse(text.encode(), mimetype="text/csv",
                        headers={"Content-Disposition": f"attachment; filename={name}"})
