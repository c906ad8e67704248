"""The overseers' part of the demo: lists approved, an objection with its public answer, and planned dates."""
from __future__ import annotations

from datetime import datetime

from app.cli.demo.steps import Play
from app.domain.agenda_templates import AgendaTemplate
from app.domain.lists import ListKind
from app.domain.phases import Decision
from app.domain.roles import Role
from app.services import timelines
from app.services.oversight import objections, reviews

OBJECTION = ("В списке нет никого, кто говорит от имени семей с приусадебными участками. "
             "Прошу хотя бы письменное мнение.")
ANSWER = ("Согласны. Письменное мнение объединения огородников добавлено в материалы, "
          "и модератор прочтёт его вслух перед вопросами.")


def decide(play: Play, kind: ListKind, decision: Decision, reason: str | None = None) -> int:
    play.pass_time(minutes=2)
    with play.step(Role.OVERSEER) as (session, jury, actor):
        mark = reviews.review_of(session, jury, kind).mark
        return reviews.decide(session, jury, kind, decision, mark=mark, reason=reason, actor=actor, now=play.now).id


def approve_lists(play: Play) -> None:
    for kind in ListKind:
        decide(play, kind, Decision.APPROVED)


def object_and_answer(play: Play) -> None:
    """An objection to the witness list is answered in public, and the list approved afterwards."""
    objection = decide(play, ListKind.WITNESSES, Decision.OBJECTED, OBJECTION)
    play.pass_time(minutes=4)
    with play.step() as (session, jury, actor):
        objections.answer(session, jury, ListKind.WITNESSES.value, objection, ANSWER, language="ru", actor=actor,
                          now=play.now)
    approve_lists(play)


def plan_dates(play: Play, template: AgendaTemplate, first: datetime) -> None:
    """`first`: on the clock of the jury's place."""
    with play.step() as (session, jury, actor):
        timelines.use_template(session, jury, template, first, actor=actor, now=play.now)
