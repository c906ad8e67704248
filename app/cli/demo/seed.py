"""Plays the three juries of the demo up to the present moment."""
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.cli.demo import (
    air,
    deliberation,
    desk,
    drafting,
    evidence,
    following,
    hearings,
    letters,
    opinions,
    oversight,
    public,
    registrants,
    schools,
    seating,
    steps,
    water,
    weighing,
)
from app.cli.demo.steps import Play
from app.domain.agenda_templates import AgendaTemplate
from app.domain.phases import ProposalKind
from app.domain.stages import Stage
from app.domain.surveys import SurveyKind
from app.domain.topics import Topic
from app.jobs.worker import work_until_idle
from app.models import Jury
from app.services.discovery import jury_topics
from app.services.juries import JuryFrame
from app.services.pool import targets
from app.services.pool.targets import FeatureTarget, ValueTarget
from app.services.verdict.proposals import ProposalTexts
from app.transaction import transaction

TOPICS = {air.SLUG: (Topic.AIR, Topic.ENERGY, Topic.HEALTH), water.SLUG: (Topic.WATER,),
          schools.SLUG: (Topic.EDUCATION, Topic.TRANSPORT)}


def seeded_juries() -> int:
    """How many of the demo's juries are there: all three, none, or some when an earlier seeding was cut off."""
    wanted = [air.SLUG, water.SLUG, schools.SLUG]
    with transaction() as session:
        return len(list(session.scalars(select(Jury.id).where(Jury.slug.in_(wanted)))))


def seed(now: datetime) -> None:
    """Play all three juries. The one that deliberates does so today, in an item that began ten minutes ago."""
    steps.create_staff(now - timedelta(days=120))
    play_air(now)
    play_water(now)
    play_schools(now)
    public.speak(Play(water.SLUG, now), now - timedelta(minutes=2))
    for slug, topics in TOPICS.items():
        with Play(slug, now).step() as (session, jury, actor):
            jury_topics.set_topics(session, jury, topics, actor=actor, now=now)
    work_until_idle()


def _frame(content: object, seats: int, first: datetime, last: datetime) -> JuryFrame:
    return JuryFrame(
        title=content.TITLE, place=content.PLACE, commissioner_name=content.AUTHORITY,  # type: ignore[attr-defined]
        authentic_language="kk", seats=seats, threshold=(4, 5), quorum=(2, 3), starts_on=first.date(),
        ends_on=last.date(), reply_working_days=10)


def _set_targets(play: Play) -> None:
    with play.step() as (session, jury, actor):
        wanted = [FeatureTarget(name, tuple(ValueTarget(value, share=Decimal(str(share)))
                                            for value, share in shares.items()))
                  for name, shares in registrants.POPULATION.items()]
        targets.save_targets(session, jury, targets.from_shares(wanted, jury.seats, tolerance=1), actor=actor,
                             now=play.now)
        names = [(name, "") for name in registrants.POPULATION]
        names += [(name, value) for name, shares in registrants.POPULATION.items() for value in shares]
        targets.write_words(session, jury, {key: registrants.LABELS[key[1] or key[0]] for key in names}, actor=actor)


def play_air(now: datetime) -> None:
    """Published: one recommendation is accepted and followed, one rejected and rated, one reply is overdue."""
    play = Play(air.SLUG, now - timedelta(days=100))
    first = now - timedelta(days=40)
    steps.found(play, _frame(air, 21, first, first + timedelta(days=2)), air.CHARGE, air.EXPERTS)
    _draw(play, 240, "Алматы", "417")
    play.now = first
    deliberation.lay_out(play, AgendaTemplate.THREE_DAYS)
    deliberation.share_documents(play, air.DOCUMENTS)
    weighing.give_hearings(play)
    oversight.approve_lists(play)
    steps.move(play, Stage.DELIBERATION)
    made = _deliberate_on_air(play)
    play.now = first + timedelta(days=6)
    steps.move(play, Stage.VERDICT)
    deliberation.publish(play, air.ANSWER, air.PROCESS_NOTE, air.CASES, air.REMARK)
    given = {made[place]: row[4] for place, row in enumerate(air.RECOMMENDATIONS) if row[4] is not None}
    deliberation.answer(play, given, "Экология басқармасы")
    promised = [following.promise(play, made[0], title, days) for title, days in air.PROMISES]
    following.rate(play, made[1], *air.RATING)
    following.end_ratings(play)
    following.report_done(play, promised[0], *air.REPORT)


def _draw(play: Play, people: int, settlement: str, thrown: str) -> None:
    play.pass_time(days=3)
    steps.import_pool(play, people, settlement)
    _set_targets(play)
    play.pass_time(days=20)
    steps.draw(play, thrown)
    steps.seat(play, refusals=2)


def _deliberate_on_air(play: Play) -> list[int]:
    """Three days in the room; returns the recommendations' ids in their order."""
    deliberation.agree_on_conduct(play)
    weighing.survey(play, SurveyKind.OPENING)
    weighing.hold(play, 7)
    for place, (language, body) in enumerate(air.STATEMENTS, start=1):
        deliberation.say(play, f"juror{place}", language, body)
    for place, (language, body, _answer_language, _answer) in enumerate(air.QUESTIONS):
        deliberation.ask(play, place, place + 1, language, body)
    weighing.listen(play, [(row[2], row[3]) for row in air.QUESTIONS])
    weighing.hold(play, 10)
    findings = [deliberation.propose(play, ProposalKind.FINDING, ProposalTexts(title, body, {}), 1)
                for title, body in air.FINDINGS]
    made = [deliberation.propose(play, ProposalKind.RECOMMENDATION, ProposalTexts(title, body, why), place)
            for place, (title, body, why, _votes, _reply) in enumerate(air.RECOMMENDATIONS)]
    weighing.weigh(play, [*findings, *made])
    weighing.review(play)
    weighing.hold(play, 4)
    votes = dict.fromkeys(findings, (20, 0, 1))
    votes |= {proposal_id: row[3] for proposal_id, row in zip(made, air.RECOMMENDATIONS, strict=True)}
    deliberation.vote(play, votes)
    deliberation.dissent(play, made[-1], 14, *air.DISSENT)
    weighing.survey(play, SurveyKind.CLOSING)
    return made


def play_water(now: datetime) -> None:
    """Deliberating today: the room is open, an item runs, questions wait, one recommendation is drafted."""
    play = Play(water.SLUG, now - timedelta(days=60))
    steps.found(play, _frame(water, 20, now - timedelta(days=1), now + timedelta(days=1)), water.CHARGE, water.EXPERTS)
    _draw(play, 190, "Қызылорда", "892")
    seating.settle(play)
    play.now = now - timedelta(minutes=30)
    deliberation.lay_out(play, AgendaTemplate.REHEARSAL)
    hearings.plan_two_sides(play)
    deliberation.share_documents(play, water.DOCUMENTS)
    oversight.object_and_answer(play)
    steps.move(play, Stage.DELIBERATION)
    deliberation.agree_on_conduct(play)
    deliberation.run_until(play, 6)
    for who, language, body in water.STATEMENTS:
        deliberation.say(play, who, language, body)
    for who, expert, language, body in water.QUESTIONS:
        deliberation.ask(play, int(who.removeprefix("juror")) - 1, expert, language, body)
    hearings.slate(play)
    desk.take_turns(play)
    desk.set_aside(play)
    opinions.ask_before(play)
    opinions.gather(play)
    proposal_id = deliberation.propose(play, ProposalKind.RECOMMENDATION, ProposalTexts(*water.RECOMMENDATION), 2)
    evidence.lay_open(play, proposal_id)
    evidence.open_review(play)
    drafting.discuss(play, proposal_id)


def play_schools(now: datetime) -> None:
    """Recruiting: letters went out and are answered, the pool is being filled, the targets are set."""
    play = Play(schools.SLUG, now - timedelta(days=12))
    first = now + timedelta(days=50)
    steps.found(play, _frame(schools, 18, first, first + timedelta(days=2)), schools.CHARGE)
    oversight.plan_dates(play, AgendaTemplate.THREE_DAYS, first.replace(
        hour=9, minute=0, second=0, microsecond=0, tzinfo=None))
    letters.send_letters(play, "604182")
    play.pass_time(days=6)
    steps.import_pool(play, 130, "Петропавл")
    letters.answer_letters(play)
    _set_targets(play)
    steps.open_registration(play, first.date() - timedelta(days=20))
