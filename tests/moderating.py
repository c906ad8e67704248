"""A sitting in which people write, report, hide and mute, through the services that real people use."""
from __future__ import annotations

from datetime import timedelta

from app.domain.evidence import ClaimSource
from app.domain.moderation import ReportCategory, TargetKind
from app.domain.phases import ProposalKind
from app.models import Jury, ModerationAction, Report
from app.services.room import claims, moderation, mutes, questions, reports, statements
from app.services.verdict import proposals
from tests.cast import actor, jury_of
from tests.deliberation import words
from tests.room import Sitting


def jury(sitting: Sitting) -> Jury:
    return jury_of(sitting.session, sitting.cast)


def signature(sitting: Sitting, who: str, after: int = 0) -> dict:
    return {"actor": actor(sitting.session, sitting.cast, who), "now": sitting.now + timedelta(seconds=after)}


def member(sitting: Sitting, who: str) -> int:
    return next(iter(actor(sitting.session, sitting.cast, who).memberships.values()))


def say(sitting: Sitting, who: str = "juror", text: str = "Ақымақ сұрақ", after: int = 0) -> int:
    return int(statements.post_statement(sitting.session, sitting.room, text, page_language="ru",
                                         **sitting.by(who, after=after)).data["statement"])


def ask(sitting: Sitting, who: str = "juror", text: str = "Why so dear?", after: int = 0) -> int:
    return int(questions.ask_question(sitting.session, sitting.room, text, witness_id=None, page_language="en",
                                      **sitting.by(who, after=after)).data["question"])


def propose(sitting: Sitting, who: str = "juror", after: int = 0) -> int:
    return proposals.propose(sitting.session, jury(sitting), ProposalKind.FINDING, words("Water"),
                             **signature(sitting, who, after)).id


def claim(sitting: Sitting, who: str = "juror", after: int = 0) -> int:
    source = claims.Source(ClaimSource.MEMBER, member(sitting, who))
    return claims.add_claim(sitting.session, jury(sitting), "Water is dear", source,
                            page_language="en", **signature(sitting, who, after)).id


def mute(sitting: Sitting, who: str = "juror", minutes: int = 5) -> ModerationAction:
    return mutes.mute(sitting.session, jury(sitting), member(sitting, who), minutes, "shouting",
                      **signature(sitting, "facilitator"))


def complain(sitting: Sitting, target_id: int, who: str = "second_juror",
             kind: TargetKind = TargetKind.STATEMENT) -> Report:
    return reports.report(sitting.session, jury(sitting), kind, target_id, ReportCategory.INSULT, words="It hurts",
                          **signature(sitting, who))


def hide(sitting: Sitting, target_id: int, who: str = "facilitator", kind: TargetKind = TargetKind.STATEMENT) -> None:
    moderation.hide(sitting.session, sitting.room, kind, target_id, "an insult", **sitting.by(who))
    sitting.session.expire_all()
