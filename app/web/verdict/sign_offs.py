"""The jurors read the verdict before it is published and sign it off, or say what is wrong."""
from __future__ import annotations

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, NotFound
from app.domain.roles import Role
from app.extensions import db
from app.forms import sign_offs as forms
from app.i18n import current_language
from app.installation import current_vault, utc_now
from app.models import SignOffRound, Verdict
from app.services.verdict import sign_offs, verdicts
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.deliberation import close_to_witnesses
from app.web.refusals import attach

blueprint = Blueprint("sign_offs", __name__, url_prefix="/juries/<slug>/verdict/sign-off")
close_to_witnesses(blueprint)
USUAL_TIME = timedelta(days=2)


@blueprint.route("/", methods=["GET", "POST"])
@member(Role.JUROR)
def show(slug: str) -> ResponseReturnValue:
    """The text as it would be published, and the juror's own word on it."""
    form = forms.SignOffForm(language=current_language())
    if form.validate_on_submit():
        try:
            with transaction() as store:
                sign_offs.give(store, jury(), seen=form.seen.data or "", is_signed=form.verdict.data == forms.SIGNED,
                               remark=form.remark.data or "", language=form.language.data,
                               is_named=form.is_named.data, actor=actor(), now=utc_now())
            return redirect(url_for("sign_offs.show", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    draft, asked = _asked()
    own = sign_offs.own_answer(asked, actor()) if asked else None
    form.seen.data = asked.text_sha256 if asked else ""
    return render_template("sign_offs/show.html", jury=jury(), form=form, draft=draft, asked=asked, own=own,
                           is_open=asked is not None and utc_now() < asked.closes_at,
                           preview=verdicts.preview(db.session(), jury(), draft, now=utc_now()) if asked else None)


def _asked() -> tuple[Verdict | None, SignOffRound | None]:
    """The draft and the round about its present words; no round for what is published or was never put before them."""
    draft = _draft()
    return draft, sign_offs.round_of(db.session(), draft) if draft else None


def _draft() -> Verdict | None:
    latest = verdicts.latest(db.session(), jury())
    return latest if latest and latest.document is None else None


@blueprint.route("/desk", methods=["GET", "POST"])
@member(*sign_offs.WRITERS)
def desk(slug: str) -> ResponseReturnValue:
    """For the writers: ask the jurors, see how many have answered, answer what they found wrong."""
    form = forms.AskForm()
    if form.validate_on_submit():
        moment = form.closes_at.data.replace(tzinfo=ZoneInfo(jury().time_zone)).astimezone(UTC)
        try:
            with transaction() as store:
                sign_offs.ask(store, jury(), moment, seen=form.seen.data or "", vault=current_vault(), actor=actor(),
                              now=utc_now())
            return _back(slug)
        except DomainError as error:
            attach(form, error)
    draft = _draft()
    found = sign_offs.standing(db.session(), jury(), draft)
    _fill(form, draft, found)
    return render_template("sign_offs/desk.html", jury=jury(), draft=draft, found=found, form=form, now=utc_now(),
                           reasons=sign_offs.faults(db.session(), jury(), draft, now=utc_now()))


def _fill(form: forms.AskForm, draft: Verdict | None, found: sign_offs.Standing) -> None:
    form.seen.data = sign_offs.text_mark(draft) if draft else ""
    if not form.is_submitted():
        moment = found.closes_at or (utc_now() + USUAL_TIME).replace(minute=0)
        form.closes_at.data = moment.astimezone(ZoneInfo(jury().time_zone))


@blueprint.route("/remarks/<key>", methods=["GET", "POST"])
@member(*sign_offs.WRITERS)
def answer(slug: str, key: str) -> ResponseReturnValue:
    """Answer one remark; the answer can be changed until the verdict is published."""
    found = sign_offs.standing(db.session(), jury(), _draft())
    remark = next((each for each in found.remarks if each.key == key), None)
    if remark is None:
        raise NotFound("remark_is_unknown")
    form = forms.RemarkAnswerForm(answer=remark.answer, language=remark.answer_language)
    if form.validate_on_submit():
        try:
            with transaction() as store:
                sign_offs.answer_remark(store, jury(), key, form.answer.data, language=form.language.data,
                                        actor=actor())
            flash(gettext("Your answer stands beside the remark."), "success")
            return _back(slug)
        except DomainError as error:
            attach(form, error)
    return render_template("sign_offs/answer.html", jury=jury(), form=form, remark=remark)


@blueprint.route("/waive", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def waive(slug: str) -> ResponseReturnValue:
    """Publish without the sign-off, for a public reason; the publication itself asks for a recent sign-in."""
    form = forms.WaiverForm()
    if form.validate_on_submit():
        try:
            with transaction() as store:
                sign_offs.waive(store, jury(), form.reason.data, seen=form.seen.data or "", actor=actor(),
                                now=utc_now())
            return redirect(url_for("verdicts.edit", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    draft = _draft()
    form.seen.data = sign_offs.text_mark(draft) if draft else ""
    return render_template("sign_offs/waive.html", jury=jury(), form=form,
                           found=sign_offs.standing(db.session(), jury(), draft))


def _back(slug: str) -> Response:
    return redirect(url_for("sign_offs.desk", slug=slug), 303)
