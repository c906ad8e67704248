"""The seating on its pages: a link answers only by a button, staff enter answers, everybody sees their part."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.domain.phases import OfferState
from app.extensions import db
from app.installation import utc_now
from app.jobs.worker import work_until_idle
from app.models import Draw, Membership, Message, SeatOffer
from app.services import messages
from app.services.draw import seats
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of
from tests.drawing import SEATS, drawn
from tests.pages import TOKEN

SignIn = Callable[[int], FlaskClient]
BASE = "/en/juries/water-2026/seats/"


@pytest.fixture
def seated(app: Flask, cast: Cast) -> Cast:
    """Invitations are out; the clock of the draw stands a little in the past."""
    with app.app_context(), transaction() as session:
        vault, now = app.extensions["alqa.vault"], utc_now() - timedelta(minutes=5)
        drawn(session, cast, vault, now)
        seats.invite_panel(session, jury_of(session, cast), timedelta(days=7), vault=vault, now=now,
                           actor=actor(session, cast, "organizer"))
    return cast


def links(app: Flask, cast: Cast) -> list[str]:
    """The personal pages as the messages name them."""
    with app.app_context():
        session = db.session()
        rows = session.scalars(select(Message).where(Message.template == "seat_invitation").order_by(Message.id))
        vault, jury = app.extensions["alqa.vault"], jury_of(session, cast)
        return [f"/en/seat/{messages.content_of(jury, row, vault=vault).values['token']}" for row in rows]


def states(app: Flask) -> list[OfferState]:
    with app.app_context():
        return list(db.session.scalars(select(SeatOffer.state).order_by(SeatOffer.id)))


def test_the_organizer_invites_from_the_page(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    with app.app_context(), transaction() as session:
        drawn(session, cast, app.extensions["alqa.vault"], utc_now())
    organizer = sign_in(cast.organizer)
    assert "form-error" in organizer.send(BASE + "invite", {"days": "99"}, page=BASE).text
    answer = organizer.send(BASE + "invite", {"days": "5", "remind_days": "1"}, page=BASE, follow_redirects=True)
    assert f"{SEATS} people are invited" in answer.text and "reminder on" in answer.text
    assert states(app) == [OfferState.INVITED] * SEATS


def test_opening_the_link_answers_nothing(app: Flask, seated: Cast, client: FlaskClient) -> None:
    for _ in range(3):
        page = client.get(links(app, seated)[0])
        assert "You have been drawn" in page.text and "Yes, I take the seat" in page.text
    client.head(links(app, seated)[0])
    assert states(app) == [OfferState.INVITED] * SEATS


def test_yes_makes_a_juror(app: Flask, seated: Cast, client: FlaskClient) -> None:
    address = links(app, seated)[0]
    assert "You are a juror" in client.send(address, {"answer": "yes"}, follow_redirects=True).text
    assert states(app)[0] is OfferState.CONFIRMED


def test_no_passes_the_seat_on(app: Flask, seated: Cast, client: FlaskClient) -> None:
    before = links(app, seated)
    assert "You said no" in client.send(before[0], {"answer": "no"}, follow_redirects=True).text
    assert states(app) == [OfferState.DECLINED] + [OfferState.INVITED] * SEATS
    assert "You have been drawn" in client.get(links(app, seated)[-1]).text


def test_a_second_answer_is_refused_in_words(app: Flask, seated: Cast, client: FlaskClient) -> None:
    address = links(app, seated)[0]
    token = TOKEN.search(client.get(address).text)
    data = {"answer": "yes", "csrf_token": token[1]}  # type: ignore[index]
    assert client.post(address, data=data).status_code == 303
    late = client.post(address, data={**data, "answer": "no"})
    assert late.status_code == 409 and "The first answer counts" in late.text
    assert states(app)[0] is OfferState.CONFIRMED


@pytest.mark.parametrize("answer", ["", "maybe", "YES"])
def test_anything_but_yes_or_no_answers_nothing(app: Flask, seated: Cast, client: FlaskClient, answer: str) -> None:
    client.send(links(app, seated)[0], {"answer": answer})
    assert states(app) == [OfferState.INVITED] * SEATS


def test_a_late_answer_is_refused_in_words(app: Flask, seated: Cast, client: FlaskClient) -> None:
    address = links(app, seated)[0]
    token = TOKEN.search(client.get(address).text)
    with app.app_context(), transaction() as session:
        for offer in session.scalars(select(SeatOffer)):
            offer.answer_by = utc_now() - timedelta(seconds=1)
    late = client.post(address, data={"answer": "yes", "csrf_token": token[1]})  # type: ignore[index]
    assert late.status_code == 409 and "time to answer" in late.text
    with app.app_context():
        work_until_idle()
    assert states(app) == [OfferState.EXPIRED] * SEATS + [OfferState.INVITED] * SEATS


def test_an_invented_link_opens_nothing(seated: Cast, client: FlaskClient) -> None:
    assert client.get("/en/seat/" + "x" * 43).status_code == 404


def test_twenty_fingers_on_yes_and_no_give_one_answer(app: Flask, seated: Cast, client: FlaskClient) -> None:
    address = links(app, seated)[0]
    token = TOKEN.search(client.get(address).text)
    cookie = client.get_cookie("alqa")

    def send(answer: str) -> None:
        other = app.test_client()
        other.set_cookie("alqa", cookie.value)  # type: ignore[union-attr]
        other.post(address, data={"answer": answer, "csrf_token": token[1]})  # type: ignore[index]

    threads = [Thread(target=send, args=(("yes", "no")[number % 2],)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = states(app)
    assert found[0] in (OfferState.CONFIRMED, OfferState.DECLINED)
    assert len(found) == SEATS + (found[0] is OfferState.DECLINED)
    with app.app_context():
        jurors = db.session.scalar(select(func.count()).select_from(Membership)) or 0
    assert jurors == 9 + (found[0] is OfferState.CONFIRMED)  # nine people of the cast


def test_staff_enter_an_answer_with_a_note(app: Flask, seated: Cast, sign_in: SignIn) -> None:
    organizer = sign_in(seated.organizer)
    address = re.search(rf"{BASE}\d+/answer", organizer.get(BASE).text)[0]  # type: ignore[index]
    assert "Say how the answer was given" in organizer.send(address, {"answer": "yes", "note": ""}).text
    done = organizer.send(address, {"answer": "no", "note": "By telephone"}, follow_redirects=True)
    assert "By telephone" in done.text and "Instead of ticket" in done.text


@pytest.mark.parametrize(("who", "status"), [
    ("organizer", 200), ("overseer", 200), ("facilitator", 200), ("juror", 403), ("expert", 403), ("observer", 403),
    ("commissioner", 403), ("outsider", 404)])
def test_who_sees_the_seats(seated: Cast, sign_in: SignIn, who: str, status: int) -> None:
    answer = sign_in(getattr(seated, who)).get(BASE)
    assert answer.status_code == status
    assert "Family" not in answer.text, "names stand on a page of their own"


def test_a_new_invitation_ends_the_old_link(app: Flask, seated: Cast, sign_in: SignIn, client: FlaskClient) -> None:
    organizer = sign_in(seated.organizer)
    old = links(app, seated)[0]
    with app.app_context():
        offer_id = db.session.scalars(select(SeatOffer.id).order_by(SeatOffer.id)).first()
    organizer.send(f"{BASE}{offer_id}/renew", page=BASE)
    assert client.get(old).status_code == 404
    assert client.get(links(app, seated)[-1]).status_code == 200


class TestOutbox:
    BASE = "/en/juries/water-2026/messages/"

    def test_the_demo_opens_every_message_in_its_own_language(
            self, app: Flask, seated: Cast, sign_in: SignIn) -> None:
        organizer = sign_in(seated.organizer)
        page = organizer.get(self.BASE).text
        assert "Invitation to take a seat" in page and "Nothing is sent." in page
        for address in set(re.findall(rf"{self.BASE}\d+(?=\")", page)):
            letter = organizer.get(address)
            assert "/seat/" in letter.text and "http://localhost/" in letter.text

    def test_in_production_nobody_reads_other_peoples_links(
            self, app: Flask, seated: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
        from dataclasses import replace
        monkeypatch.setitem(app.extensions, "alqa.settings", replace(app.extensions["alqa.settings"], demo=False))
        organizer = sign_in(seated.organizer)
        assert ">Open<" not in organizer.get(self.BASE).text
        with app.app_context():
            number = db.session.scalars(select(Message.id)).first()
        answer = organizer.get(f"{self.BASE}{number}")
        assert answer.status_code == 403 and "/seat/" not in answer.text

    @pytest.mark.parametrize("who", ["facilitator", "juror", "overseer", "observer"])
    def test_only_organizers_see_the_outbox(self, seated: Cast, sign_in: SignIn, who: str) -> None:
        assert sign_in(getattr(seated, who)).get(self.BASE).status_code == 403

    def test_a_failed_message_is_sent_again(self, app: Flask, seated: Cast, sign_in: SignIn) -> None:
        from app.domain.phases import MessageState
        with app.app_context(), transaction() as session:
            message = session.scalars(select(Message).order_by(Message.id.desc())).first()
            assert message is not None
            message.state, message.error_code, number = MessageState.FAILED, "mail_address_refused", message.id
        organizer = sign_in(seated.organizer)
        assert "does not know this address" in organizer.get(self.BASE).text
        organizer.send(f"{self.BASE}{number}/again", page=self.BASE)
        with app.app_context():
            assert db.session.get_one(Message, number).state is MessageState.QUEUED


def test_the_ticket_letters_are_written_once_after_the_commitment(app: Flask, cast: Cast) -> None:
    from tests.drawing import committed
    with app.app_context():
        with transaction() as session:
            committed(session, cast, app.extensions["alqa.vault"], utc_now())
        work_until_idle()
        work_until_idle()
        vault, session = app.extensions["alqa.vault"], db.session()
        rows = list(session.scalars(select(Message).where(Message.template == "ticket")))
        values = [messages.content_of(jury_of(session, cast), row, vault=vault).values for row in rows]
        draw = session.scalars(select(Draw)).one()
    assert sorted(own["ticket"] for own in values) == [f"{number:04d}" for number in range(1, 41)]
    assert sum(own["count"] for own in values) == SEATS * draw.panel_count
