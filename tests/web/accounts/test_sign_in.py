"""Coming in and going out: by password, by link and code; sessions end at once; nothing tells who has an account."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.buckets import Buckets
from app.extensions import db
from app.installation import utc_now
from app.models import AccessLink, FailedAttempt, Person
from app.services.accounts import access_links, passwords, sign_ins
from app.transaction import transaction
from app.web.accounts import account, members, sign_in
from app.web.accounts import attempts as views
from tests.cast import Cast

PASSWORD = "correct horse battery"


@pytest.fixture
def staff(app: Flask, cast: Cast) -> str:
    """The organizer with a password; returns the address."""
    with app.app_context(), transaction() as session:
        person = session.get_one(Person, cast.organizer)
        passwords.set_password(session, person, PASSWORD, now=utc_now())
        return str(person.email)


def _link(app: Flask, person_id: int) -> access_links.NewLink:
    with app.app_context(), transaction() as session:
        return access_links.issue_link(session, session.get_one(Person, person_id), now=utc_now())


def test_staff_come_in_with_their_password(client: FlaskClient, staff: str) -> None:
    answer = client.send("/en/sign-in", {"email": f" {staff.upper()} ", "password": PASSWORD}, follow_redirects=True)
    assert "My juries" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_unknown_and_wrong_get_the_same_words(client: FlaskClient, staff: str) -> None:
    tries = ((staff, "wrong password here"), ("nobody@example.kz", PASSWORD))
    answers = {client.send("/ru/sign-in", {"email": email, "password": password}).text
               .split("<main")[1].split("value=")[0] for email, password in tries}
    assert len(answers) == 1


def test_after_ten_wrong_attempts_the_right_password_waits(client: FlaskClient, staff: str) -> None:
    for _ in range(sign_ins.MAX_FAILURES):
        client.send("/en/sign-in", {"email": staff, "password": "wrong password here"})
    answer = client.send("/en/sign-in", {"email": staff, "password": PASSWORD})
    assert answer.status_code == 200
    assert "wait 15 minutes" in answer.text


def test_only_a_path_of_this_site_follows(client: FlaskClient, staff: str) -> None:
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = client.send(f"/en/sign-in?next={target}", {"email": staff, "password": PASSWORD})
        assert answer.headers["Location"] == "/en/"
        client.send("/en/sign-out", page="/en/")


def test_a_juror_comes_in_by_link_and_code_once(app: Flask, client: FlaskClient, cast: Cast) -> None:
    link = _link(app, cast.juror)
    address = f"/kk/enter/{link.token}"
    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 200, "looking, as a mail scanner does, must not use the link up"
    typed = f"{link.code[:5].lower()}-{link.code[5:]} "
    assert client.send(address, {"code": typed}).headers["Location"] == "/kk/"
    assert app.test_client().get(address).status_code == 400


def test_five_wrong_codes_kill_a_link(app: Flask, client: FlaskClient, cast: Cast) -> None:
    link = _link(app, cast.juror)
    address = f"/en/enter/{link.token}"
    for _ in range(access_links.MAX_WRONG_CODES):
        assert "The code is not right" in client.send(address, {"code": "WRONGCODE2"}).text
    assert "used or is too old" in client.get(address).text


def test_an_old_link_is_dead(app: Flask, client: FlaskClient, cast: Cast) -> None:
    link = _link(app, cast.juror)
    with app.app_context(), transaction() as session:
        session.query(AccessLink).update({"expires_at": utc_now() - timedelta(seconds=1)})
    assert "used or is too old" in client.get(f"/en/enter/{link.token}").text


def test_signing_out_ends_the_session_on_the_server(app: Flask, client: FlaskClient, staff: str) -> None:
    client.send("/en/sign-in", {"email": staff, "password": PASSWORD})
    with client.session_transaction() as cookie:
        stolen = dict(cookie)
    client.send("/en/sign-out", page="/en/")
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(stolen)
    assert "My juries" not in thief.get("/en/").text


def test_signing_out_everywhere_ends_the_other_phone_too(sign_in: Callable[[int], FlaskClient], cast: Cast) -> None:
    phone, tablet = sign_in(cast.juror), sign_in(cast.juror)
    phone.send("/en/sign-out", {"everywhere": "y"}, page="/en/")
    assert "My juries" not in tablet.get("/en/").text


def test_removal_takes_effect_at_once(app: Flask, sign_in: Callable[[int], FlaskClient], cast: Cast) -> None:
    phone = sign_in(cast.juror)
    assert "My juries" in phone.get("/en/").text
    with app.app_context(), transaction() as session:
        session.get_one(Person, cast.juror).removed_at = utc_now()
    assert "My juries" not in phone.get("/en/").text


def test_readers_get_no_cookie(client: FlaskClient) -> None:
    for page in ("/kk/", "/ru/help", "/en/juries/nothing/"):
        assert "Set-Cookie" not in client.get(page).headers


def test_a_foreign_post_is_refused(client: FlaskClient, staff: str) -> None:
    answer = client.send("/en/sign-in", {"email": staff, "password": PASSWORD},
                         headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_post_without_token_is_refused(client: FlaskClient, staff: str) -> None:
    answer = client.post("/en/sign-in", data={"email": staff, "password": PASSWORD})
    assert answer.status_code == 400
    assert "Load the page again" in answer.text


def test_a_flood_of_attempts_is_refused_before_it_is_hashed(
        app: Flask, client: FlaskClient, staff: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "attempts", Buckets(size=0, per_second=0))  # this address has used up its attempts
    assert "too fast" in client.send("/en/sign-in", {"email": staff, "password": PASSWORD}).text
    link = _link(app, cast.juror)
    assert "too fast" in client.send(f"/en/enter/{link.token}", {"code": link.code}).text
    with app.app_context(), transaction() as session:
        assert session.query(FailedAttempt).count() == 0, "it was not an attempt"
        assert session.query(AccessLink).one().wrong_codes == 0


def test_nobody_waits_for_the_hashing(app: Flask, client: FlaskClient, staff: str, cast: Cast,
                                      monkeypatch: pytest.MonkeyPatch) -> None:
    """It happens beside the event loop and outside of a transaction that writes; SQLite has one writer."""
    writing = []

    def beside(compute: Callable[[], bool]) -> bool:
        options = db.session().connection().get_execution_options()
        writing.append(options.get("is_writing", False))
        return compute()

    for module in (views, sign_in, members, account):
        monkeypatch.setattr(module, "aside", beside)
    client.send("/en/sign-in", {"email": staff, "password": PASSWORD})
    client.send("/en/confirm-sign-in", {"password": PASSWORD})
    client.send("/en/juries/water-2026/members/invite", {
        "role": "observer", "name": "Somebody", "email": "somebody@example.kz", "language": "en"})
    client.send("/en/account/password", {"current": PASSWORD, "password": PASSWORD + "!", "again": PASSWORD + "!"})
    link = _link(app, cast.juror)
    client.send(f"/en/enter/{link.token}", {"code": link.code})
    assert writing == [False] * 6


def test_old_attempts_are_forgotten(app: Flask, client: FlaskClient, staff: str) -> None:
    client.send("/en/sign-in", {"email": staff, "password": "wrong password here"})
    with app.app_context(), transaction() as session:
        session.query(FailedAttempt).update({"at": utc_now() - sign_ins.FAILURE_WINDOW})
    client.send("/en/sign-in", {"email": "nobody@example.kz", "password": "wrong password here"})
    with app.app_context(), transaction() as session:
        assert session.query(FailedAttempt).count() == 1
