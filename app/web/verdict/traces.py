"""The evidence trace of a finding or recommendation: what it rests on, what speaks against it, down to the passages."""
from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, url_for
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.evidence import Bearing
from app.domain.phases import ProposalState
from app.domain.roles import Role
from app.domain.stages import Stage
from app.extensions import db
from app.forms.claims import LinkForm, UnlinkForm
from app.installation import utc_now
from app.models import Jury
from app.services.room import evidence_refs
from app.services.verdict import evidence_links, proposals
from app.web.access import actor, jury, member
from app.web.deliberation import require_insider
from app.web.refusals import carry_out
from app.web.room.claim_choices import read_target, target_groups
from app.web.sections import DELIBERATION_ROLES

blueprint = Blueprint("traces", __name__, url_prefix="/juries/<slug>/proposals/<int:proposal_id>/evidence")
LINKERS = (Role.JUROR, Role.FACILITATOR)


@blueprint.get("/")
@member(*DELIBERATION_ROLES)
def show(slug: str, proposal_id: int) -> str:
    require_insider()
    session = db.session()
    proposal = proposals.find_proposal(session, jury(), proposal_id)
    is_open = jury().stage is Stage.DELIBERATION and proposal.state is ProposalState.DRAFT and actor().has(*LINKERS)
    return render_template(
        "traces/show.html", jury=jury(), proposal=proposal, trace=evidence_links.trace(session, proposal),
        form=LinkForm(), may_link=is_open, groups=target_groups(session, jury()) if is_open else {})


@blueprint.post("/")
@member(*LINKERS)
def link(slug: str, proposal_id: int) -> Response:
    form = LinkForm()
    return _change(form, proposal_id, lambda session, where: _link(session, where, proposal_id, form))


@blueprint.post("/remove")
@member(*LINKERS)
def unlink(slug: str, proposal_id: int) -> Response:
    form = UnlinkForm()
    return _change(form, proposal_id, lambda session, where: evidence_links.unlink(
        session, where, form.link.data, actor=actor(), now=utc_now()))


def _link(session: Session, where: Jury, proposal_id: int, form: LinkForm) -> None:
    is_claim, number = read_target(form.target.data)
    bearing = Bearing(form.bearing.data)
    if is_claim:
        evidence_links.link_claim(session, where, proposal_id, bearing, number, actor=actor(), now=utc_now())
        return
    place = evidence_refs.place_of(session, where, number, form.paragraph.data)
    evidence_links.link_document(session, where, proposal_id, bearing, place, actor=actor(), now=utc_now())


def _change(form: FlaskForm, proposal_id: int, action: Callable[[Session, Jury], object]) -> Response:
    carry_out(lambda session: action(session, session.get_one(Jury, jury().id)), form=form)
    return redirect(url_for("traces.show", slug=jury().slug, proposal_id=proposal_id), 303)
