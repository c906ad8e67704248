"""Dissents and concurrences of jurors."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.phases import DissentKind
from app.domain.roles import Role
from app.extensions import db
from app.forms.dissents import DissentForm
from app.i18n import current_language
from app.installation import utc_now
from app.models import Membership
from app.services.verdict import dissents, proposals
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach, tell
from app.web.sections import DELIBERATION_ROLES

blueprint = Blueprint("dissents", __name__, url_prefix="/juries/<slug>/dissents")


@blueprint.get("/")
@member(*DELIBERATION_ROLES)
def index(slug: str) -> str:
    """Everything that was voted, with what stands beside it."""
    store = db.session()
    voted = [row for row in proposals.proposals_of(store, jury()) if row.state in dissents.VOTED]
    return render_template("dissents/index.html", jury=jury(), voted=voted, words_of=proposals.words_of,
                           dissents=dissents.dissents_of(store, jury()), own=actor().memberships.get(Role.JUROR),
                           is_open=jury().stage in dissents.OPEN_STAGES)


@blueprint.route("/<int:proposal_id>/new", methods=["GET", "POST"])
@member(Role.JUROR)
def new(slug: str, proposal_id: int) -> str | Response:
    proposal = proposals.find_proposal(db.session(), jury(), proposal_id)
    form = DissentForm(language=current_language())
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


@blueprint.post("/<int:dissent_id>/withdraw")
@member(Role.JUROR)
def withdraw(slug: str, dissent_id: int) -> Response:
    try:
        with transaction() as store:
            dissents.withdraw(store, jury(), dissent_id, actor=actor(), now=utc_now())
        flash(gettext("You have taken it back."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("dissents.index", slug=slug), 303)
