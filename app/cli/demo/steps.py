"""The steps of a jury's life as the demo plays them: each is one transaction of the same services as real use."""
from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.demo import registrants
from app.cli.demo.words import Expert
from app.domain.phases import Decision
from app.domain.pool_columns import ColumnUse
from app.domain.registrations import QuestionKind
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.domain.working_days import is_working_day
from app.installation import current_vault
from app.jobs.worker import work_until_idle
from app.models import Jury, Membership, Person
from app.services import juries, stages
from app.services.accounts import access_links, actors, memberships, people
from app.services.draw import dice, draw_approvals, draws, seats
from app.services.juries import ChargeTexts, JuryFrame
from app.services.pool import pool_columns, pool_files, pool_imports, pool_uploads
from app.services.recruitment import registration_questions, registration_terms
from app.services.recruitment.registration_questions import Wording
from app.services.recruitment.registration_terms import Terms
from app.transaction import transaction

STAFF = {
    Role.FACILITATOR: ("Марат Сейіт", "facilitator@example.org"),
    Role.OVERSEER: ("Лаура Қасым", "overseer@example.org"),
    Role.COMMISSIONER: ("Ерлан Досқали", "commissioner@example.org"),
}
ORGANIZER = ("Айдана Жүніс", "organizer@example.org")
USES = (ColumnUse.ID, ColumnUse.NAME, ColumnUse.PHONE, ColumnUse.EMAIL, ColumnUse.ADDRESS, ColumnUse.LANGUAGE,
        *[ColumnUse.FEATURE] * 5)


@dataclass
class Play:
    """A jury of the demo and the moment at which its story stands."""

    slug: str
    now: datetime

    def pass_time(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def wait_for_office(self) -> None:
        """Until eleven o'clock in Almaty on the next working day: authorities do not answer at night."""
        self.now = (self.now + timedelta(days=1)).replace(hour=6, minute=self.now.minute % 40)
        while not is_working_day(self.now.date()):
            self.pass_time(days=1)

    @contextmanager
    def step(self, who: Role = Role.ORGANIZER) -> Iterator[tuple[Session, Jury, Actor]]:
        """One transaction in which the demo's organizer, facilitator, … acts."""
        with transaction() as session:
            jury = session.scalars(select(Jury).where(Jury.slug == self.slug)).one()
            yield session, jury, actors.actor_for(session, staff_person(session, who), jury.id)

    def actor_of(self, session: Session, jury: Jury, membership: Membership) -> Actor:
        return actors.actor_for(session, membership.person, jury.id)


def staff_person(session: Session, role: Role) -> Person:
    email = ORGANIZER[1] if role is Role.ORGANIZER else STAFF[role][1]
    found = people.find_by_email(session, email)
    assert found is not None, "create_staff() comes first"
    return found


def create_staff(now: datetime) -> None:
    """The people who run all three juries."""
    with transaction() as session:
        people.add_person(session, ORGANIZER[0], email=ORGANIZER[1], language="kk", is_staff=True, now=now)
        for name, email in STAFF.values():
            people.add_person(session, name, email=email, language="ru", now=now)


def found(play: Play, frame: JuryFrame, charge: ChargeTexts,
          experts: tuple[Expert, ...] = ()) -> None:
    """Set the jury up, write its charge, invite everybody, have it signed and approved, open recruitment."""
    with transaction() as session:
        organizer = actors.actor_for(session, staff_person(session, Role.ORGANIZER))
        jury = juries.create_jury(session, play.slug, frame, vault=current_vault(), actor=organizer, now=play.now)
        for role in STAFF:
            memberships.join(session, jury, staff_person(session, role), role, now=play.now)
        for name, email, topic, stance, interests in experts:
            person = people.add_person(session, name, email=email, language="kk", now=play.now)
            joined = memberships.join(session, jury, person, Role.EXPERT, now=play.now)
            memberships.declare_stance(session, joined, topic=topic, stance=stance, interests=interests)
    with play.step() as (session, jury, actor):
        juries.write_charge(session, jury, charge, actor=actor, now=play.now)
    for role, decision in ((Role.COMMISSIONER, Decision.SIGNED), (Role.OVERSEER, Decision.APPROVED)):
        play.pass_time(hours=20)
        with play.step(role) as (session, jury, actor):
            juries.decide_on_charge(session, jury, decision, version=1, actor=actor, now=play.now)
    move(play, Stage.RECRUITMENT)


def move(play: Play, target: Stage) -> None:
    with play.step() as (session, jury, actor):
        stages.advance(session, jury, target, actor=actor, now=play.now)


def import_pool(play: Play, count: int, settlement: str) -> None:
    """Upload a CSV of invented people, choose its columns and confirm."""
    text = io.StringIO()
    csv.writer(text).writerows([registrants.HEADER, *registrants.pool_rows(count, play.slug, settlement)])
    table = pool_files.read_table(text.getvalue().encode())
    vault = current_vault()
    with play.step() as (session, jury, actor):
        upload = pool_uploads.stage_table(session, jury, "registrations.csv", table, vault=vault, actor=actor,
                                          now=play.now)
        upload_id = upload.id
        pool_uploads.choose_columns(session, jury, upload_id, pool_columns.Columns(USES), vault=vault, actor=actor)
    with play.step() as (session, jury, actor):
        plan = pool_imports.plan_import(session, jury, upload_id, vault=vault, now=play.now)
        pool_imports.carry_out(session, jury, plan, actor=actor, now=play.now)


def open_registration(play: Play, closes_on: date) -> None:
    """Anybody may register, with or without a letter; age is asked as a year of birth, the attitude as one."""
    kinds = {"жасы": QuestionKind.BIRTH_YEAR, "көзқарасы": QuestionKind.ATTITUDE}
    with play.step() as (session, jury, actor):
        registration_questions.word_questions(
            session, jury, {feature: Wording(kind, {}) for feature, kind in kinds.items()}, actor=actor)
        registration_terms.set_terms(session, jury, Terms(True, True, closes_on), vault=current_vault(), actor=actor,
                                     now=play.now)


def draw(play: Play, thrown: str) -> None:
    """Compute the lottery, publish the commitment, throw the dice (two people type them), invite the panel."""
    move(play, Stage.DRAW)
    with play.step() as (session, jury, actor):
        draw_id = draws.start_draw(session, jury, draws.DrawPlan(), expected="none", actor=actor, now=play.now).id
    work_until_idle()
    play.pass_time(days=1)
    with play.step(Role.OVERSEER) as (session, jury, actor):
        computed = draws.find_draw(session, jury, 1)
        draw_approvals.decide(session, jury, draw_id, Decision.APPROVED, seen=computed.list_hash or "", reason="",
                              actor=actor, now=play.now)
    with play.step() as (session, jury, actor):
        draws.publish_commitment(session, jury, draw_id, vault=current_vault(), actor=actor, now=play.now)
    play.pass_time(days=5)
    for role in (Role.ORGANIZER, Role.OVERSEER):
        play.pass_time(minutes=1)
        with play.step(role) as (session, jury, actor):
            dice.enter_dice(session, jury, draw_id, thrown, dice_round=0, vault=current_vault(), actor=actor,
                            now=play.now)
    with play.step() as (session, jury, actor):
        seats.invite_panel(session, jury, timedelta(days=7), vault=current_vault(), actor=actor, now=play.now)


def seat(play: Play, refusals: int) -> None:
    """Enter the answers given by telephone: the first `refusals` people decline, everybody else comes.

    The invented jurors of one jury share the code of their links, for hashing one for each takes most of the seeding.
    """
    declined, link = 0, access_links.prepare_link()
    while True:
        with play.step() as (session, jury, actor):
            latest = draws.latest_draw(session, jury)
            assert latest is not None, "draw() comes first"
            waiting = [offer.id for offer in seats.offers_of(session, latest) if offer.answered_at is None]
            if not waiting:
                return
            is_yes = declined >= refusals
            declined += not is_yes
            play.pass_time(minutes=7)
            seats.answer_for(session, jury, waiting[0], is_yes, "Телефон арқылы", vault=current_vault(), actor=actor,
                             now=play.now, link=replace(link, token=token_urlsafe(32)))
