"""The practice vote: the steps of the ballot in earnest, clearly marked, about nothing, thrown away."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.phases import Choice
from app.domain.roles import Role
from app.extensions import db
from app.forms.practice_ballots import PracticeForm
from app.installation import current_vault, utc_now
from app.models import Jury
from app.services.verdict import ballot_box, practice_ballots
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import tell
from app.web.sections import DELIBERATION_ROLES
from app.web.verdict.ballots import CONFIRMED

blueprint = Blueprint("practice_ballots", __name__, url_prefix="/juries/<slug>/practice-ballot")


@blueprint.get("/")
@member(*DELIBERATION_ROLES)
def show(slug: str) -> str:
    """What stands now. The number of votes is for the chair, as in earnest; the receipt is shown once."""
    practice = practice_ballots.present_practice(db.session(), jury())
    watches = actor().has(*practice_ballots.CHAIRS, Role.OVERSEER) and practice is not None
    return render_template(
        "practice_ballots/show.html", jury=jury(), practice=practice, receipt=_receipt(),
        own=practice_ballots.own_row(practice, actor()), fewest=practice_ballots.FEWEST,
        sealed=practice_ballots.sealed_count(practice) if watches and practice else None)


def _receipt() -> str | None:
    kept = session.pop("practice_receipt", None)
    return kept[1] if kept and kept[0] == jury().slug else None


@blueprint.post("/begin")
@member(*practice_ballots.CHAIRS)
def begin(slug: str) -> Response:
    try:
        with transaction() as store:
            practice_ballots.begin(store, _jury(), vault=current_vault(), actor=actor(), now=utc_now())
    except DomainError as error:
        tell(error)
    return _back()


@blueprint.route("/vote", methods=["GET", "POST"])
@member(Role.JUROR, fresh_for=CONFIRMED)
def vote(slug: str) -> str | Response:
    """Choose, then check; the answer travels in the form."""
    practice = practice_ballots.present_practice(db.session(), jury())
    row, form = practice_ballots.own_row(practice, actor()), PracticeForm()
    if practice is None or practice.box is None or row is None or row.has_voted:
        return _back()
    is_chosen = request.form.get("go") == "next" and form.validate_on_submit()
    return render_template(f"practice_ballots/{'check' if is_chosen else 'vote'}.html", jury=jury(), form=form,
                           receipt=ballot_box.new_receipt())


@blueprint.post("/cast")
@member(Role.JUROR, fresh_for=CONFIRMED)
def seal(slug: str) -> Response:
    form, code = PracticeForm(), request.form.get("receipt", "")
    try:
        if not form.validate_on_submit() or len(ballot_box.normal_receipt(code)) != ballot_box.RECEIPT_LENGTH:
            raise DomainError("command_not_understood")
        with transaction() as store:
            practice_ballots.cast(store, _jury(), Choice(form.choice.data), receipt=code, vault=current_vault(),
                                  actor=actor())
        session["practice_receipt"] = [slug, code]
    except DomainError as error:
        tell(error)
    return _back()


@blueprint.post("/count")
@member(*practice_ballots.CHAIRS)
def count(slug: str) -> Response:
    try:
        with transaction() as store:
            practice_ballots.count(store, _jury(), vault=current_vault(), actor=actor())
    except DomainError as error:
        tell(error)
    return _back()


@blueprint.post("/throw-away")
@member(*practice_ballots.CHAIRS)
def throw_away(slug: str) -> Response:
    with transaction() as store:
        practice_ballots.throw_away(store, _jury(), actor=actor(), now=utc_now())
    flash(gettext("The practice vote is thrown away. Nothing of it is left."), "success")
    return _back()


def _back() -> Response:
    return redirect(url_for("practice_ballots.show", slug=jury().slug), 303)


def _jury() -> Jury:
    """The jury inside the transaction."""
    return db.session.get_one(Jury, jury().id)
