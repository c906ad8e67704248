"""Dissents and concurrences of jurors."""
from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, NotFound
from app.domain.phases import DissentKind
from app.domain.roles import Role
from app.extensions import db
from app.forms import dissents as forms
from app.i18n import current_language
from app.installation import utc_now
from app.models import Dissent, Membership, ProposalVersion
from app.services.accounts import memberships
from app.services.verdict import dissent_deadlines, dissent_signatures, dissents, proposals
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.deliberation import close_to_witnesses
from app.web.refusals import attach, carry_out, tell
from app.web.sections import DELIBERATION_ROLES

blueprint = Blueprint("dissents", __name__, url_prefix="/juries/<slug>/dissents")
close_to_witnesses(blueprint)


@blueprint.get("/")
@member(*DELIBERATION_ROLES)
def index(slug: str) -> str:
    """Everything that was voted, with what stands beside it."""
    store = db.session()
    voted = [row for row in proposals.proposals_of(store, jury()) if row.state in dissents.VOTED]
    return render_template("dissents/index.html", jury=jury(), voted=voted, words_of=proposals.words_of,
                           dissents=dissents.dissents_of(store, jury()), own=actor().memberships.get(Role.JUROR),
                           is_open=jury().stage in dissents.OPEN_STAGES, signers_of=dissent_signatures.signers_of,
                           invitations=dissent_signatures.invitations_of(store, jury(), actor=actor()), now=utc_now(),
                           closes_at=dissent_deadlines.closes_at(store, jury()))


@blueprint.route("/<int:proposal_id>/new", methods=["GET", "POST"])
@member(Role.JUROR)
def new(slug: str, proposal_id: int) -> str | Response:
    proposal = proposals.find_proposal(db.session(), jury(), proposal_id)
    form = forms.DissentForm(language=current_language())
    if form.validate_on_submit():
        try:
            with transaction() as store:
                dissents.attach(store, jury(), proposal_id, DissentKind(form.kind.data), form.body.data,
                                language=form.language.data, is_named=form.is_named.data, actor=actor(), now=utc_now())
            flash(gettext("Your text stands beside the item. Until the verdict is published, you can take it back."),
                  "success")
            return redirect(url_for("dissents.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    alias = db.session.get_one(Membership, actor().memberships[Role.JUROR]).alias
    return render_template("dissents/new.html", jury=jury(), form=form, words=proposals.words_of(proposal), alias=alias)


@blueprint.route("/<int:dissent_id>", methods=["GET", "POST"])
@member(Role.JUROR)
def show(slug: str, dissent_id: int) -> str | Response:
    """For the author: asking others to sign. For those who were asked: reading and signing. Nobody else finds it."""
    dissent = dissents.find_present(db.session(), jury(), dissent_id)
    is_author = dissent.membership_id == actor().memberships[Role.JUROR]
    if not is_author and dissent_id not in dissent_signatures.invitations_of(db.session(), jury(), actor=actor()):
        raise NotFound("dissent_is_unknown")
    form: FlaskForm = forms.SignForm(seen=dissent.version)
    if is_author:
        form = _invite_form(dissent)
        if form.validate_on_submit():
            carry_out(lambda store: dissent_signatures.invite(
                store, jury(), dissent_id, form["jurors"].data, actor=actor(), now=utc_now()),
                done=gettext("They are asked."))
            return redirect(url_for("dissents.show", slug=slug, dissent_id=dissent_id), 303)
    dissent = dissents.find_present(db.session(), jury(), dissent_id)
    return render_template("dissents/show.html", jury=jury(), dissent=dissent, is_author=is_author, form=form,
                           signers=dissent_signatures.signers_of(dissent), words=_words(dissent))


def _invite_form(dissent: Dissent) -> forms.InviteForm:
    """Jurors who have not been asked, and those who said no or whose signature has become void are asked once more."""
    form = forms.InviteForm()
    waiting = {row.membership_id for row in dissent.signatures if not row.has_declined}
    form.jurors.choices = [(row.id, row.alias) for row in memberships.members_of(db.session(), jury().id, Role.JUROR)
                           if row.id not in waiting and row.id != dissent.membership_id]
    return form


@blueprint.post("/<int:dissent_id>/sign")
@member(Role.JUROR)
def sign(slug: str, dissent_id: int) -> Response:
    form = forms.SignForm()
    if not form.validate_on_submit():
        tell(DomainError("command_not_understood"))
    else:
        carry_out(lambda store: dissent_signatures.sign(
            store, jury(), dissent_id, seen=form.seen.data, is_named=form.is_named.data, actor=actor(), now=utc_now()),
            done=gettext("You have signed."))
    return redirect(url_for("dissents.index", slug=slug, _anchor=f"d{dissent_id}"), 303)


@blueprint.post("/<int:dissent_id>/decline")
@member(Role.JUROR)
def decline(slug: str, dissent_id: int) -> Response:
    carry_out(lambda store: dissent_signatures.decline(store, jury(), dissent_id, actor=actor()),
        done=gettext("Your name does not stand under it."))
    return redirect(url_for("dissents.index", slug=slug), 303)


@blueprint.route("/<int:dissent_id>/change", methods=["GET", "POST"])
@member(Role.JUROR)
def change(slug: str, dissent_id: int) -> str | Response:
    dissent = dissents.own_dissent(db.session(), jury(), dissent_id, actor=actor())
    form = forms.ChangeForm(seen=dissent.version, body=dissent.body, language=dissent.language,
                            is_named=dissent.is_named)
    if form.validate_on_submit():
        try:
            with transaction() as store:
                dissents.change(store, jury(), dissent_id, form.body.data, seen=form.seen.data,
                                language=form.language.data, is_named=form.is_named.data, actor=actor(), now=utc_now())
            flash(gettext("The new words stand beside the item."), "success")
            return redirect(url_for("dissents.show", slug=slug, dissent_id=dissent_id), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("dissents/edit.html", jury=jury(), form=form, heading=gettext("Change the text"),
                           dissent=None, hint=gettext("Whoever has signed is asked again: nobody has signed words "
                                                      "that they have not read. Translations go."))


@blueprint.route("/<int:dissent_id>/translate", methods=["GET", "POST"])
@member(Role.JUROR, Role.ORGANIZER)
def translate(slug: str, dissent_id: int) -> str | Response:
    find = dissents.find_present(db.session(), jury(), dissent_id)
    if not actor().has(Role.ORGANIZER):
        find = dissents.own_dissent(db.session(), jury(), dissent_id, actor=actor())
    form = forms.TranslationForm(seen=find.version, texts=find.translations)
    if form.validate_on_submit():
        done = carry_out(lambda store: dissents.translate(
            store, jury(), dissent_id, form.texts.data, seen=form.seen.data, actor=actor()),
            done=gettext("The translation stands beside the original."))
        if done:
            return redirect(url_for("dissents.index", slug=slug, _anchor=f"d{dissent_id}"), 303)
    return render_template("dissents/edit.html", jury=jury(), form=form, heading=gettext("Write a translation"),
                           dissent=dissents.find_present(db.session(), jury(), dissent_id), hint="")


@blueprint.route("/deadline", methods=["GET", "POST"])
@member(*dissent_deadlines.CHAIRS)
def deadline(slug: str) -> str | Response:
    form = forms.DeadlineForm()
    if form.validate_on_submit():
        try:
            moment = form.closes_at.data.replace(tzinfo=ZoneInfo(jury().time_zone)).astimezone(UTC)
            with transaction() as store:
                dissent_deadlines.set_deadline(store, jury(), moment, actor=actor(), now=utc_now())
            return redirect(url_for("dissents.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("dissents/edit.html", jury=jury(), form=form, dissent=None, hint="",
                           heading=gettext("Until when dissents can be written"))


def _words(dissent: Dissent) -> ProposalVersion:
    return proposals.words_of(proposals.find_proposal(db.session(), jury(), dissent.proposal_id))


@blueprint.post("/<int:dissent_id>/withdraw")
@member(Role.JUROR)
def withdraw(slug: str, dissent_id: int) -> Response:
    carry_out(lambda store: dissents.withdraw(store, jury(), dissent_id, actor=actor(), now=utc_now()),
              done=gettext("You have taken it back."))
    return redirect(url_for("dissents.index", slug=slug), 303)
