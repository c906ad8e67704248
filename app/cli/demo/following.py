"""The follow-up of the demo: jurors rate a reply, the authority promises and reports, one answer stays out."""
from __future__ import annotations

from datetime import timedelta

from app.cli.demo.steps import Play
from app.domain.milestones import Answer, ReportKind
from app.domain.roles import Role
from app.installation import current_vault
from app.models import Reply
from app.services.accounts import memberships
from app.services.replies import milestones, ratings, replies
from app.services.replies.milestones import ReportTexts

Texts = dict[str, str]


def rate(play: Play, proposal_id: int, answers: tuple[int, int, int], words: tuple[str, ...]) -> None:
    """So many jurors say yes, partly and no of the newest reply; the first of them add some words."""
    vault = current_vault()
    given = [answer for answer, count in zip(Answer, answers, strict=True) for _ in range(count)][::-1]
    for place, answer in enumerate(given):
        play.pass_time(minutes=9)
        with play.step() as (session, jury, _actor):
            newest: Reply = replies.replies_of(session, jury)[proposal_id][0]
            juror = memberships.members_of(session, jury.id, Role.JUROR)[place]
            ratings.rate(session, jury, newest.id, answer, words[place] if place < len(words) else "",
                         actor=play.actor_of(session, jury, juror), vault=vault, now=play.now)


def end_ratings(play: Play) -> None:
    """The time for rating passes."""
    play.pass_time(days=15)
    with play.step() as (session, jury, _actor):
        ratings.close_due(session, jury, current_vault(), play.now)


def promise(play: Play, proposal_id: int, title: Texts, days: int) -> int:
    """The authority promises a step so many days ahead; returns its id."""
    with play.step(Role.COMMISSIONER) as (session, jury, actor):
        due = (play.now + timedelta(days=days)).date()
        return milestones.add(session, jury, proposal_id, title, due, actor=actor, now=play.now).id


def report_done(play: Play, milestone_id: int, words: Texts, link: str) -> None:
    with play.step(Role.COMMISSIONER) as (session, jury, actor):
        milestones.report(session, jury, milestone_id, ReportTexts(ReportKind.DONE, words, link), actor=actor,
                          now=play.now)
