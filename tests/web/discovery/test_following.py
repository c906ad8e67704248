"""The pages of following: one field, the same answer for everybody, links that do nothing by being opened."""
from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.buckets import Buckets
from app.domain.stages import Stage
from app.extensions import db
from app.models import Jury, Message, Subscription
from app.transaction import transaction
from app.web.discovery import subscriptions as pages
from tests.cast import Cast


def rows(app: Flask) -> list[Subscription]:
    with app.app_context():
        db.session.rollback()
        return list(db.session.scalars(select(Subscription)))


def token(app: Flask) -> str:
    with app.app_context():
        row = db.session.scalars(select(Subscription)).one()
        return str(app.extensions["alqa.vault"].open_plain(row.sealed)["token"])


def test_a_reader_follows_and_leaves_without_a_cookie(app: Flask, cast: Cast, client: FlaskClient) -> None:
    assert client.get("/ru/juries/water-2026/follow").status_code == 404, "a draft is not there"
    with app.app_context(), transaction() as session:
        session.get_one(Jury, cast.jury_id).stage = Stage.RECRUITMENT
    page = "/ru/juries/water-2026/follow"
    first = client.send(page, {"email": "reader@example.kz"})
    again = client.send(page, {"email": "reader@example.kz"})
    assert first.status_code == again.status_code == 303 and first.location == again.location
    assert "Set-Cookie" not in first.headers
    assert client.get(first.location).status_code == 200
    trapped = client.send(page, {"email": "robot@example.kz", "website": "x"})
    assert trapped.location == first.location and len(rows(app)) == 1
    wrong = client.send(page, {"email": "no address <b>"})
    assert wrong.status_code == 200 and "no address &lt;b&gt;" in wrong.get_data(as_text=True)
    link = f"/ru/follow/link/{token(app)}"
    for _ in range(2):
        assert client.get(link).status_code == 200
    assert rows(app)[0].confirmed_at is None, "a mail scanner that opens links confirms nothing"
    assert client.post(f"{link}/confirm").status_code == 303 and rows(app)[0].confirmed_at is None, "no token"
    client.send(f"{link}/confirm", page=link)
    assert rows(app)[0].confirmed_at is not None
    assert client.get(f"{link}?do=leave").status_code == 200 and len(rows(app)) == 1
    one_press = client.post(f"{link}/leave", data={"List-Unsubscribe": "One-Click"})
    assert one_press.status_code == 303 and rows(app) == []
    assert client.get(one_press.location).status_code == 200
    assert client.get(link).status_code == 404 and client.post(f"{link}/leave").status_code == 404
    with app.app_context():
        assert db.session.scalars(select(Message)).all() == [], "what waited is erased with the address"


def test_one_connection_cannot_ask_without_end(
        app: Flask, cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "wishes", Buckets(size=2, per_second=0))
    answers = [client.send("/en/follow", {"email": f"reader{number}@example.kz"}) for number in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 200] and len(rows(app)) == 2


def test_the_words_to_pass_on_are_plain_and_the_card_is_code(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        jury = session.get_one(Jury, cast.jury_id)
        jury.stage, jury.title = Stage.RECRUITMENT, {"en": '"><script>x</script>'}
    page = client.get("/en/juries/water-2026/follow").get_data(as_text=True)
    assert "<script>x" not in page and "http://localhost/en/juries/water-2026/" in page
    code = re.search(r'id="share-card".*?>(.*?)</textarea>', page, re.S)
    assert code and "&lt;iframe" in code[1] and "/en/juries/water-2026/card" in code[1]


def test_the_organizer_says_what_a_jury_is_about(app: Flask, cast: Cast, sign_in: object, client: FlaskClient) -> None:
    organizer = sign_in(cast.organizer)  # type: ignore[operator]
    with app.app_context(), transaction() as session:
        session.get_one(Jury, cast.jury_id).stage = Stage.DELIBERATION
    address = "/en/juries/water-2026/topics"
    assert organizer.send(address, {"topics": ["water", "health", "budget", "land"]}).status_code == 200
    assert organizer.send(address, {"topics": ["health", "water"]}).status_code == 303
    page = client.get("/en/juries/?topic=water").get_data(as_text=True)
    assert re.search(r'topic=water">Water</a> ·\s+<a[^>]+topic=health', page) or "topic=health" in page
    assert "topics_set" not in page and client.get("/en/juries/water-2026/record").status_code == 200
