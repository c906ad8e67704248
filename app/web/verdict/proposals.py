"""Findings and recommendations: the draft of the verdict, written by the jurors together."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.phases import ProposalKind
from app.domain.roles import Role
from app.extensions import db
from app.forms.proposals import ProposalForm, WordsForm
from app.installation import utc_now
from app.models import Proposal
from app.services.drafting import amendments, drafts, exchanges, scribes, versions
from app.services.room import rooms
from app.services.verdict import proposals
from app.services.verdict.proposals import EditConflict, ProposalTexts
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.context import in_language
from app.web.deliberation import close_to_witnesses
from app.web.limits import number_in
from app.web.refusals import attach, tell
from app.web.sections import DELIBERATION_ROLES

blueprint = Blueprint("proposals", __name__, url_prefix="/juries/<slug>/proposals")
close_to_witnesses(blueprint)
AUTHORS = (Role.JUROR, Role.FACILITATOR)


@blueprint.get("/")
@member(*DELIBERATION_ROLES)
def index(slug: str) -> str:
    return render_template("proposals/index.html", jury=jury(), proposals=proposals.proposals_of(db.session(), jury()),
                           words_of=proposals.words_of)


@blueprint.route("/new", methods=["GET", "POST"])
@member(*AUTHORS)
def new(slug: str) -> str | Response:
    form = _with_documents(ProposalForm(kind=request.args.get("kind")))
    if form.validate_on_submit():
        try:
            with transaction() as session:
                proposal = proposals.propose(
                    session, jury(), ProposalKind(form.kind.data), _texts(form), evidence=form.evidence.data,
                    command_id=request.form.get("command_id"), actor=actor(), now=utc_now())
                number = proposal.id
            return redirect(url_for("proposals.show", slug=slug, proposal_id=number), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("proposals/edit.html", jury=jury(), form=form, proposal=None, theirs=None, live=None)


@blueprint.get("/<int:proposal_id>")
@member(*DELIBERATION_ROLES)
def show(slug: str, proposal_id: int) -> str:
    """The words that count, the evidence, and every earlier version with its author."""
    session = db.session()
    proposal = proposals.find_proposal(session, jury(), proposal_id)
    is_open = drafts.is_open(session, proposal)
    return render_template(
        "proposals/show.html", jury=jury(), proposal=proposal, words=proposals.words_of(proposal),
        authors=proposals.authors_of(session, proposal), evidence=proposals.evidence_of(session, proposal),
        is_open=is_open, may_write=is_open and drafts.may_write(session, proposal, actor()),
        scribes=scribes.scribes_of(session, proposal), waiting=amendments.count_open(session, proposal),
        is_saved=versions.is_saved(proposal, drafts.draft_of(session, proposal).words))


@blueprint.route("/<int:proposal_id>/edit", methods=["GET", "POST"])
@member(*AUTHORS)
def edit(slug: str, proposal_id: int) -> str | Response | tuple[str, int]:
    """Edit the shared text: live with a script, as a form without. What others changed meanwhile stays; where both
    changed the same words, both texts are shown and none is lost.
    """
    proposal = proposals.find_proposal(db.session(), jury(), proposal_id)
    if not drafts.may_write(db.session(), proposal, actor()):
        flash(gettext("The scribes of this draft hold the pen. You can propose other words for any clause."))
        return redirect(url_for("proposals.show", slug=slug, proposal_id=proposal_id), 303)
    form = _with_documents(WordsForm(data=_present(proposal_id)))
    theirs = None
    version = number_in(form.version.data)
    if form.validate_on_submit() and version is not None:
        try:
            _save(form, proposal_id, version)
            flash(gettext("Your version is saved."), "success")
            return redirect(url_for("proposals.show", slug=slug, proposal_id=proposal_id), 303)
        except DomainError as error:
            attach(form, error)
            theirs = _theirs(form, error, proposal_id)
    page = render_template("proposals/edit.html", jury=jury(), form=form, proposal=proposal, theirs=theirs,
                           live=None if form.is_submitted() else _live(proposal))
    return (page, 409) if theirs else page


@blueprint.post("/<int:proposal_id>/withdraw")
@member(*AUTHORS)
def withdraw(slug: str, proposal_id: int) -> Response:
    try:
        with transaction() as session:
            proposals.withdraw(session, jury(), proposal_id, actor=actor(), now=utc_now())
        flash(gettext("It is withdrawn. Its text stays readable."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("proposals.show", slug=slug, proposal_id=proposal_id), 303)


def _texts(form: WordsForm) -> ProposalTexts:
    return ProposalTexts(title=form.title.data, body=form.body.data, why=form.why.data)


def _with_documents(form: WordsForm) -> WordsForm:
    form.evidence.choices = [(document.id, in_language(document.title).text)
                             for document in proposals.documents_of(db.session(), jury())]
    return form


def _save(form: WordsForm, proposal_id: int, version: int) -> None:
    with transaction() as session:
        proposals.edit(session, jury(), proposal_id, _texts(form), version=version,
                       seq=number_in(request.form.get("seq")),  # not the field's: unsent, that would be the present one
                       evidence=form.evidence.data, actor=actor(), now=utc_now())


def _live(proposal: Proposal) -> dict[str, object] | None:
    """What the script needs to write together with others; None where the words stand."""
    session = db.session()
    room, draft = rooms.find_room(session, jury().id), drafts.draft_of(session, proposal)
    if not drafts.is_open(session, proposal):
        return None
    return {"room": room.id if room else "", "seq": draft.last_seq, "state": exchanges.in_letters(draft.state),
            "me": actor().require(*AUTHORS)}


def _present(proposal_id: int) -> dict[str, object]:
    """What stands now, as the form wants it: the shared text, whether it was saved as a version or not."""
    session = db.session()
    proposal = proposals.find_proposal(session, jury(), proposal_id)
    draft = drafts.draft_of(session, proposal)
    texts = proposals.texts_in(draft.words)
    return {"title": texts.title, "body": texts.body, "why": texts.why, "version": str(proposal.version),
            "seq": str(draft.last_seq), "evidence": [row.document_id for row in proposal.evidence]}


def _theirs(form: WordsForm, error: DomainError, proposal_id: int) -> dict[str, object] | None:
    """After a conflict: the form goes on top of the newest version, whose text is shown beside it."""
    if not isinstance(error, EditConflict):
        return None
    present = _present(proposal_id)
    form.version.data, form.seq.data = str(present["version"]), str(present["seq"])
    return present
