"""The hearings of the demo: a background briefing, two sides with equal minutes, and a fair slate of their questions."""
from __future__ import annotations

from app.cli.demo.steps import Play
from app.domain.audiences import HEARING_KINDS
from app.domain.roles import Role
from app.services.accounts import memberships
from app.services.room import agenda, agenda_plans, hearings, question_slates, rooms
from app.services.room.hearings import HearingFrame


def plan_two_sides(play: Play) -> None:
    """The first expert gives the briefing; the others, one for each side, are heard one after the other."""
    with play.step() as (session, jury, actor):
        experts = memberships.members_of(session, jury.id, Role.EXPERT)
        items = [item for item in agenda.items_in_order(session, jury.id) if item.kind in HEARING_KINDS]
        briefing, hearing, questions = items[:3]
        for item, expert, minutes in ((briefing, experts[0], 15), (hearing, experts[1], 10)):
            hearings.change_hearing(session, jury, item.id, HearingFrame(item.session_id, expert.id, minutes),
                                    actor=actor, now=play.now)
        last = hearings.plan_hearing(session, jury, HearingFrame(hearing.session_id, experts[2].id, 10), actor=actor,
                                     now=play.now)
        while last.position > questions.position:
            agenda_plans.move_item(session, jury, last.id, True, actor=actor)


def slate(play: Play) -> None:
    """The facilitator draws up the slate of the questions to all."""
    with play.step(Role.FACILITATOR) as (session, jury, actor):
        question_slates.make_slate(session, rooms.room_of(session, jury.id), None, 3, actor=actor, now=play.now)
