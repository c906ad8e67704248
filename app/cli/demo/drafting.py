"""A draft in the making: a clause changed by a second juror, an amendment with support, first answers on the scale."""
from __future__ import annotations

from sqlalchemy.orm import Session

from app.cli.demo.steps import Play
from app.domain.drafting import ClausePart, Consensus, DraftChangeKind
from app.domain.roles import Actor, Role
from app.models import Jury, Proposal
from app.services.accounts import memberships
from app.services.drafting import amendments, consensus_checks, drafts
from app.services.drafting.drafts import Signature

ADDED = " Кестені әкімдік жариялайды."
REASON = "Күн нақты болмаса, кезекті ешкім тексере алмайды."
WISH = "Суармалы жерге де кепілді үлес жазылса."
ANSWERS = (Consensus.LIKE_IT, Consensus.LOVE_IT, Consensus.LIVE_WITH_IT, Consensus.CONCERN, Consensus.LIKE_IT,
           Consensus.LIKE_IT)


def discuss(play: Play, proposal_id: int) -> None:
    """Jurors work on the body of one proposal."""
    play.pass_time(minutes=5)
    with play.step() as (session, jury, _actor):
        proposal, jurors = session.get_one(Proposal, proposal_id), _jurors(play, session, jury)
        body = drafts.draft_of(session, proposal).words["body.kk"]
        writer = jurors[3].require(Role.JUROR)
        drafts.rewrite(session, proposal, {"body.kk": body + ADDED}, Signature(DraftChangeKind.TYPED, writer, play.now))
        amendment = amendments.propose(
            session, proposal, "body.kk", (body + ADDED).replace("алдын ала", "1 сәуірге дейін"), REASON,
            actor=jurors[4], now=play.now)
        for place in (5, 6):
            amendments.support(session, jury, amendment.id, actor=jurors[place])
        for juror, step in zip(jurors, ANSWERS, strict=False):
            wish = WISH if step is Consensus.CONCERN else ""
            consensus_checks.answer(session, proposal, ClausePart.BODY, step, wish, version=1, actor=juror)


def _jurors(play: Play, session: Session, jury: Jury) -> list[Actor]:
    return [play.actor_of(session, jury, row) for row in memberships.members_of(session, jury.id, Role.JUROR)]
