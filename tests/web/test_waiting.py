"""What waits for an overseer or a witness: a message once, and a line in the inbox until it is done."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.fragments.letters import letter_of
from app.installation import current_vault, utc_now
from app.jobs import chores
from app.models import Message
from app.services.room import appeals
from app.services.verdict import draft_reviews
from app.transaction import transaction
from tests import evidence, moderating
from tests.cast import Cast, actor, jury_of
from tests.deliberation import vault_of
from tests.drawing import approve, computed
from tests.pages import CheckedClient
from tests.room import open_room

SignIn = Callable[[int], CheckedClient]
BASE = "/en/juries/water-2026/"


def written(app: Flask, cast: Cast) -> list[tuple[int | None, str]]:
    """To whom, and the subject, of everything that the worker has to say after looking twice."""
    with app.app_context():
        chores.remind()
        chores.remind()
        jury = jury_of(db.session(), cast)
        return [(row.person_id, letter_of(db.session(), jury, row, vault=current_vault(), base_url="").subject)
                for row in db.session.scalars(select(Message).order_by(Message.id))]


def test_a_computed_list_waits_for_the_overseer(app: Flask, cast: Cast, now: datetime, sign_in: SignIn) -> None:
    with app.app_context(), transaction() as session:
        computed(session, cast, vault_of(app), now)
    assert written(app, cast) == [(cast.overseer, "Список составов ждёт вашего одобрения")]
    assert "The list of panels of draw 1" in sign_in(cast.overseer).get(f"{BASE}approvals/").text
    assert "The list of panels of draw 1" not in sign_in(cast.organizer).get(f"{BASE}approvals/").text
    with app.app_context(), transaction() as session:
        draw = computed(session, cast, vault_of(app), now)  # anew: another list, another message
    assert len(written(app, cast)) == 2
    with app.app_context(), transaction() as session:
        approve(session, cast, session.merge(draw), now)
    assert "The list of panels of draw 1" not in sign_in(cast.overseer).get(f"{BASE}approvals/").text


def test_appeals_reach_overseers_and_an_open_review_reaches_witnesses(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    with app.app_context(), transaction() as session:
        sitting = open_room(session, cast, utc_now())
        evidence.propose(sitting)
        muted = moderating.mute(sitting)
        appeal = appeals.appeal(session, moderating.jury(sitting), muted.id, "I was calm",
                                **moderating.signature(sitting, "juror")).id
        draft_reviews.open_review(session, moderating.jury(sitting), utc_now() + timedelta(hours=24),
                                  **moderating.signature(sitting, "facilitator"))
    assert written(app, cast) == [
        (cast.overseer, "Жалоба ждёт вашего решения"), (cast.expert, "Проект вердикта открыт для ваших замечаний")]
    assert "1 appeal against moderation" in sign_in(cast.overseer).get(f"{BASE}approvals/").text
    with app.app_context(), transaction() as session:
        appeals.decide(session, jury_of(session, cast), appeal, False, "It was loud", now=utc_now(),
                       actor=actor(session, cast, "overseer"))
    assert "appeal against moderation" not in sign_in(cast.overseer).get(f"{BASE}approvals/").text
