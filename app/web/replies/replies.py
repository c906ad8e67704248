"""The commissioner's pages: every adopted recommendation, the reply to each, and what follows."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, NotFound
from app.domain.phases import ReplyStatus
from app.domain.roles import Role
from app.extensions import db
from app.forms.replies import ExtensionForm, ReplyForm
from app.installation import utc_now
from app.models import Jury, PublicFile
from app.services.replies import extensions, public_files, replies, reply_letters, standings, trackers
from app.services.replies.replies import ReplyTexts
from app.services.verdict import proposals
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.limits import number_in
from app.web.refusals import attach
from app.web.replies.enclosures import enclosure

blueprint = Blueprint("replies", __name__, url_prefix="/juries/<slug>/replies")


@blueprint.get("/")
@member(Role.COMMISSIONER)
def index(slug: str) -> str:
    """One list: what must be answered, by when, what has been, and what is promised."""
    store, now = db.session(), utc_now()
    return render_template(
        "replies/index.html", jury=jury(), items=trackers.tracked(store, jury(), now=now),
        standing=standings.standing_of(store, jury(), now=now), extensions=extensions.extensions_of(store, jury()),
        is_letter_ready=reply_letters.is_ready(store, jury(), now=now), letter=reply_letters.letter_of(store, jury()))


@blueprint.route("/<int:proposal_id>", methods=["GET", "POST"])
@member(Role.COMMISSIONER)
def write(slug: str, proposal_id: int) -> str | Response:
    """Answer one recommendation; every version stays public."""
    if proposal_id not in [row.id for row in replies.recommendations(db.session(), jury())]:
        raise NotFound("recommendation_is_unknown")
    form = ReplyForm(data=_present(proposal_id), files_before=_files_before(proposal_id))
    version = number_in(form.version.data)
    if form.validate_on_submit() and version is not None:
        try:
            texts = _texts(form)
            with transaction() as store:
                replies.reply(store, jury(), proposal_id, texts, version=version, actor=actor(), now=utc_now())
            flash(gettext("Your reply is published beside the recommendation."), "success")
            return redirect(url_for("replies.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
            form.version.data = _present(proposal_id)["version"]
    proposal = proposals.find_proposal(db.session(), jury(), proposal_id)
    item = trackers.tracked_item(db.session(), jury(), proposal.number, now=utc_now())
    return render_template("replies/edit.html", jury=jury(), form=form, proposal=proposal, item=item)


@blueprint.route("/more-time", methods=["GET", "POST"])
@member(Role.COMMISSIONER)
def more_time(slug: str) -> str | Response:
    """Say in public that the reply takes longer, and why; the promised date stays."""
    form = ExtensionForm()
    if form.validate_on_submit():
        try:
            with transaction() as store:
                extensions.ask(store, store.get_one(Jury, jury().id), form.until_on.data, form.reasons.data,
                               actor=actor(), now=utc_now())
            flash(gettext("It is public now that the reply takes longer. The promised date stays what it was."),
                  "success")
            return redirect(url_for("replies.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("replies/more_time.html", jury=jury(), form=form)


def _texts(form: ReplyForm) -> ReplyTexts:
    read = [enclosure(file) for file in form.files.data or ()]
    return ReplyTexts(ReplyStatus(form.status.data), form.reasons.data, form.owner.data, form.due_on.data,
                      tuple(each for each in read if each is not None), form.kept_files)


def _files_before(proposal_id: int) -> tuple[PublicFile, ...]:
    given = replies.replies_of(db.session(), jury()).get(proposal_id, [])
    return tuple(public_files.files_of(db.session(), [given[0].id]).get(given[0].id, ())) if given else ()


def _present(proposal_id: int) -> dict[str, object]:
    """The newest reply, as the form wants it."""
    given = replies.replies_of(db.session(), jury()).get(proposal_id, [])
    if not given:
        return {"version": "0"}
    newest = given[0]
    return {"status": newest.status.value, "reasons": newest.reasons, "owner": newest.owner, "due_on": newest.due_on,
            "version": str(newest.version), "kept": [file.id for file in _files_before(proposal_id)]}
