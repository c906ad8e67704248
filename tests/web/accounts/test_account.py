"""One's own account: first password, second factor, sessions, leaving, and confirming before a ballot."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.roles import Role
from app.installation import utc_now
from app.models import Membership, Message, Person, TotpSecret
from app.models.sign_ins import SignIn as SignInRow
from app.services import messages
from app.services.accounts import access_links, memberships, passwords, second_factors
from app.transaction import transaction
from tests.cast import Cast, jury_of

SignIn = Callable[[int], FlaskClient]
PASSWORD = "three plain words"
JURY = "/en/juries/water-2026/"


def come_in(app: Flask, client: FlaskClient, person_id: int, jury_id: int | None) -> access_links.NewLink:
    with app.app_context(), transaction() as session:
        link = access_links.issue_link(session, session.get_one(Person, person_id), jury_id=jury_id, now=utc_now())
    client.send(f"/en/enter/{link.token}", {"code": link.code})
    return link


def grow_stale(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.query(SignInRow).update({"fresh_at": utc_now() - timedelta(hours=3)})


def set_password(app: Flask, person_id: int) -> str:
    with app.app_context(), transaction() as session:
        person = session.get_one(Person, person_id)
        passwords.set_password(session, person, PASSWORD, now=utc_now())
        return str(person.email)


def set_up_app(app: Flask, person_id: int) -> tuple[pyotp.TOTP, list[str]]:
    """The second factor as set up some minutes ago."""
    with app.app_context(), transaction() as session:
        person, vault, before = session.get_one(Person, person_id), app.extensions["alqa.vault"], utc_now()
        before -= timedelta(minutes=5)
        totp = pyotp.TOTP(second_factors.begin_set_up(session, person, vault=vault, now=before))
        return totp, second_factors.confirm_set_up(session, person, totp.at(before), vault=vault, now=before)


def test_an_organizer_who_came_by_link_sets_a_password_and_can_confirm(
        app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        memberships.join(session, jury_of(session, cast), session.get_one(Person, cast.outsider), Role.ORGANIZER,
                         now=utc_now())
    come_in(app, client, cast.outsider, cast.jury_id)
    page = "/en/account/password"
    assert "needs at least 12" in client.send(page, {"password": "short", "again": "short"}).text
    assert "not the same" in client.send(page, {"password": PASSWORD, "again": PASSWORD + "x"}).text
    assert client.send(page, {"password": PASSWORD, "again": PASSWORD}).status_code == 303
    grow_stale(app)
    assert "/confirm-sign-in" in client.get(JURY + "seats/names").headers["Location"]
    client.send("/en/confirm-sign-in", {"password": PASSWORD})
    assert client.get(JURY + "seats/names").status_code == 200
    elsewhere = app.test_client()
    elsewhere.send("/en/sign-in", {"email": "outsider@example.kz", "password": PASSWORD})  # type: ignore[attr-defined]
    assert elsewhere.get(JURY + "members/").status_code == 200
    assert elsewhere.get("/en/juries/new").status_code == 403, "the password was set by a link of one jury"


def test_changing_the_password_asks_for_the_old_one_and_ends_other_sessions(
        app: Flask, cast: Cast, sign_in: SignIn) -> None:
    set_password(app, cast.organizer)
    here, there = sign_in(cast.organizer), sign_in(cast.organizer)
    new = {"password": PASSWORD + "!", "again": PASSWORD + "!"}
    assert "not your present password" in here.send("/en/account/password", {**new, "current": "something else"}).text
    assert here.send("/en/account/password", {**new, "current": PASSWORD}).status_code == 303
    assert here.get("/en/account/").status_code == 200
    assert there.get("/en/account/").status_code == 302


def test_the_app_is_set_up_with_its_first_code_and_then_asked_for(
        app: Flask, cast: Cast, client: FlaskClient) -> None:
    email = set_password(app, cast.organizer)
    client.send("/en/sign-in", {"email": email, "password": PASSWORD})
    page = client.get("/en/account/second-factor/").text
    secret = re.search(r'class="mono" translate="no">([A-Z2-7 ]+)<', page)
    assert secret and "data:image/svg+xml" in page and "style=" not in page
    totp = pyotp.TOTP(secret[1].replace(" ", ""))
    assert "code is not right" in client.send("/en/account/second-factor/", {"code": "123"}).text
    done = client.send("/en/account/second-factor/", {"code": totp.at(utc_now() - timedelta(seconds=30))}).text
    codes = re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", done)
    assert len(codes) == 10
    assert codes[0] not in client.get("/en/account/").text, "shown once"
    other = app.test_client()
    assert "/sign-in/code" in _first_step(other, email).headers["Location"]
    assert other.get("/en/account/").status_code == 302, "half in is not in"
    code = totp.at(utc_now())
    assert other.send("/en/sign-in/code", {"code": code}).status_code == 302  # type: ignore[attr-defined]
    assert other.get("/en/account/").status_code == 200
    third = app.test_client()
    _first_step(third, email)
    assert "not right, or it was used" in third.send("/en/sign-in/code", {"code": code}).text  # type: ignore[attr-defined]
    assert third.send("/en/sign-in/code", {"code": codes[3]}).status_code == 302  # type: ignore[attr-defined]
    assert "9 recovery codes are left" in third.get("/en/account/").text
    with app.app_context(), transaction() as session:
        session.query(TotpSecret).update({"last_step": None})
    fresh = third.send("/en/confirm-sign-in", {"password": PASSWORD, "code": "000000"})  # type: ignore[attr-defined]
    assert "not right" in fresh.text


def _first_step(client: FlaskClient, email: str) -> object:
    return client.send("/en/sign-in", {"email": email, "password": PASSWORD})  # type: ignore[attr-defined]


def test_guessing_second_codes_is_slowed_down(app: Flask, cast: Cast, client: FlaskClient) -> None:
    email = set_password(app, cast.organizer)
    _totp, codes = set_up_app(app, cast.organizer)
    _first_step(client, email)
    for _ in range(10):
        client.send("/en/sign-in/code", {"code": "000000"})
    assert "Too many wrong attempts" in client.send("/en/sign-in/code", {"code": codes[0]}).text.split("<main")[1]
    assert "/sign-in" in app.test_client().get("/en/sign-in/code").headers["Location"], "without the password, nothing"


def test_in_production_organizers_set_the_app_up_before_anything_else(
        app: Flask, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(app.extensions["alqa.settings"], environment="production", demo=False)
    monkeypatch.setitem(app.extensions, "alqa.settings", settings)
    set_password(app, cast.organizer)
    organizer = sign_in(cast.organizer)
    assert "/account/second-factor/" in organizer.get(JURY + "members/").headers["Location"]
    assert "/account/second-factor/" in organizer.get("/en/juries/new").headers["Location"]
    assert organizer.get("/en/account/second-factor/").headers.get("Location") is None
    assert sign_in(cast.juror).get(JURY + "agenda/").status_code == 200
    set_up_app(app, cast.organizer)
    assert organizer.get(JURY + "members/").status_code == 200
    monkeypatch.setitem(app.extensions, "alqa.settings", replace(settings, second_factor=False))
    assert sign_in(cast.outsider).get("/en/juries/new").status_code == 200


def test_own_sessions_are_listed_and_ended_one_by_one(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    here, lost, other = sign_in(cast.juror), sign_in(cast.juror), sign_in(cast.expert)
    page = here.get("/en/account/").text
    numbers = re.findall(r'name="sign_in_id" value="(\d+)"', page)
    assert len(numbers) == 1 and "this device" in page
    here.send("/en/account/sessions/end", {"sign_in_id": numbers[0]}, page="/en/account/")
    assert lost.get("/en/account/").status_code == 302 and here.get("/en/account/").status_code == 200
    lost_again = sign_in(cast.juror)
    other.send("/en/account/sessions/end", {"sign_in_id": str(int(numbers[0]) + 2)}, page="/en/account/")
    assert lost_again.get("/en/account/").status_code == 200, "nobody ends the sessions of others"


def test_members_leave_by_themselves_but_not_the_last_organizer(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    with app.app_context(), transaction() as session:
        ids = {row.person_id: row.id for row in session.query(Membership)}
    juror, organizer = sign_in(cast.juror), sign_in(cast.organizer)
    own = f"/en/account/leave/{ids[cast.juror]}"
    assert juror.get(f"/en/account/leave/{ids[cast.expert]}").status_code == 404
    assert "You have left the jury" in juror.send(own, follow_redirects=True).text
    assert juror.get(JURY + "agenda/").status_code == 404
    refused = organizer.send(f"/en/account/leave/{ids[cast.organizer]}", follow_redirects=True)
    assert "You are the last organizer" in refused.text
    assert organizer.get(JURY + "members/").status_code == 200


def test_a_juror_confirms_once_more_before_the_ballot(app: Flask, cast: Cast, client: FlaskClient) -> None:
    link = come_in(app, client, cast.juror, cast.jury_id)
    address = JURY + "ballots/1/vote"
    assert client.get(address).status_code == 404, "just come in: no second question (and there is no ballot)"
    grow_stale(app)
    asked = client.get(address).headers["Location"]
    assert "/confirm-sign-in" in asked and "ballots" in asked
    assert "code is not right" in client.send(asked, {"code": "WRONGCODE2"}).text
    assert client.send(asked, {"code": link.code.lower()}).headers["Location"].endswith(address)
    assert client.get(address).status_code == 404
    grow_stale(app)
    send = "/en/confirm-sign-in/send"
    assert "on its way" in client.send(send, page="/en/confirm-sign-in", follow_redirects=True).text
    with app.app_context(), transaction() as session:
        message = session.query(Message).filter_by(template="step_up_code").one()
        code = messages.content_of(jury_of(session, cast), message, vault=app.extensions["alqa.vault"]).values["code"]
    assert client.send("/en/confirm-sign-in", {"code": code}).status_code == 302
    assert client.get(address).status_code == 404
