"""The commissioner's pages: every adopted recommendation, and the reply to each."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, NotFound
from app.domain.phases import ReplyStatus
from app.domain.roles import Role
from app.extensions import db
from app.forms.replies import ReplyForm
from app.installation import utc_now
from app.services.replies import replies
from app.services.replies.replies import ReplyTexts
from app.services.verdict import proposals
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.limits import number_in
from app.web.refusals import attach

blueprint = Blueprint("replies", __name__, url_prefix="/juries/<slug>/replies")


@blueprint.get("/")
@member(Role.COMMISSIONER)
def index(slug: str) -> str:
    """One list: what must be answered, by when, and what has been."""
    store, now = db.session(), utc_now()
    given = replies.replies_of(store, jury())
    rows = [(row, proposals.words_of(row), given.get(row.id, []),
             replies.deadline_of(jury(), given.get(row.id, []), now=now))
            for row in replies.recommendations(store, jury())]
    return render_template("replies/index.html", jury=jury(), rows=rows, due=replies.deadline_of(jury(), [], now=now))


@blueprint.route("/<int:proposal_id>", methods=["GET", "POST"])
@member(Role.COMMISSIONER)
def write(slug: str, proposal_id: int) -> str | Response:
    """Answer one recommendation; every version stays public."""
    proposal = next((row for row in replies.recommendations(db.session(), jury()) if row.id == proposal_id), None)
    if proposal is None:
        raise NotFound("recommendation_is_unknown")
    form = ReplyForm(data=_present(proposal_id))
    version = number_in(form.version.data)
    if form.validate_on_submit() and version is not None:
        try:
            with transaction() as store:
                replies.reply(store, jury(), proposal_id, _texts(form), version=version, actor=actor(),
                              now=utc_now())
            flash(gettext("Your reply is published beside the recommendation."), "success")
            return redirect(url_for("replies.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
            form.version.data = _present(proposal_id)["version"]
    proposal = proposals.find_proposal(db.session(), jury(), proposal_id)
    return render_template("replies/edit.html", jury=jury(), form=form, proposal=proposal,
                           words=proposals.words_of(proposal),
                           versions=replies.replies_of(db.session(), jury()).get(proposal_id, []),
                           due=replies.deadline_of(jury(), [], now=utc_now()))


def _texts(form: ReplyForm) -> ReplyTexts:
    return ReplyTexts(ReplyStatus(form.status.data), form.reasons.data, form.owner.data, form.due_on.data)


def _present(proposal_id: int) -> dict[str, object]:
    """The newest reply, as the form wants it."""
    given = replies.replies_of(db.session(), jury()).get(proposal_id, [])
    if not given:
        return {"version": "0"}
    newest = given[0]
    return {"status": newest.status.value, "reasons": newest.reasons, "owner": newest.owner, "due_on": newest.due_on,
            "version": str(newest.version)}
