"""People and roles: whoever invites somebody must not become that somebody."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.roles import Actor, Role
from app.installation import utc_now
from app.models import Jury, Person
from app.models.sign_ins import SignIn as SignInRow
from app.services import juries
from app.services.accounts import access_links, memberships
from app.services.accounts.access_links import NewLink
from app.transaction import transaction
from tests.cast import Cast, frame
from tests.pages import CheckedClient

SignIn = Callable[[int], FlaskClient]
OTHER = "roads-2026"


@pytest.fixture
def other(app: Flask, cast: Cast) -> str:
    """Another jury, of the outsider, who has nothing to do with the first."""
    with app.app_context(), transaction() as session:
        juries.create_jury(session, OTHER, frame(), vault=app.extensions["alqa.vault"], now=utc_now(),
                           actor=Actor(person_id=cast.outsider, is_staff=True))
    return OTHER


@contextmanager
def mail_server(app: Flask) -> Iterator[None]:
    """The settings of an installation that sends e-mail and is no demo."""
    before = app.extensions["alqa.settings"]
    app.extensions["alqa.settings"] = replace(before, demo=False, smtp_url="smtp://localhost:2525")
    try:
        yield
    finally:
        app.extensions["alqa.settings"] = before


def invite(client: FlaskClient, slug: str, email: str, role: Role) -> str:
    return client.send(f"/en/juries/{slug}/members/invite", {
        "role": role.value, "name": "Somebody", "email": email, "language": "en"}).text


def come_in(app: Flask, page: str, client: FlaskClient | None = None) -> FlaskClient:
    """Use the link and the code that the page of an invitation shows."""
    app.test_client_class = CheckedClient
    browser = client or app.test_client()
    token, code = re.search(r"/enter/([\w-]+)", page), re.search(r"receipt-code[^>]*>(\w+)<", page)
    assert token and code
    assert browser.send(f"/en/enter/{token[1]}", {"code": code[1]}).status_code == 302
    return browser


def test_whoever_invites_an_account_does_not_get_its_other_juries(
        app: Flask, cast: Cast, other: str, sign_in: SignIn) -> None:
    page = invite(sign_in(cast.outsider), other, "organizer@example.kz", Role.OBSERVER)
    thief = come_in(app, page)
    assert thief.get(f"/en/juries/{other}/agenda/").status_code == 200
    assert thief.get(f"/en/juries/{cast.slug}/members/").status_code == 404
    assert thief.get(f"/en/juries/{cast.slug}/").status_code == 404  # a draft
    assert thief.get("/en/juries/new").status_code == 403
    home = thief.get("/en/").text
    assert f"/juries/{cast.slug}/" not in home
    assert "/juries/new" not in home


def test_a_second_link_in_the_same_browser_adds_its_jury(app: Flask, cast: Cast, other: str, sign_in: SignIn) -> None:
    with app.app_context(), transaction() as session:
        juror = session.get_one(Person, cast.expert)
        first = access_links.issue_link(session, juror, jury_id=cast.jury_id, now=utc_now())
    browser = come_in(app, _as_page(first))
    come_in(app, invite(sign_in(cast.outsider), other, "expert@example.kz", Role.EXPERT), browser)
    for slug in (cast.slug, other):
        assert browser.get(f"/en/juries/{slug}/agenda/").status_code == 200


def test_a_link_does_not_inherit_what_somebody_else_is_signed_in_to(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    with app.app_context(), transaction() as session:
        link = access_links.issue_link(session, session.get_one(Person, cast.expert), jury_id=cast.jury_id,
                                       now=utc_now())
    come_in(app, _as_page(link), sign_in(cast.outsider))
    with app.app_context(), transaction() as session:
        newest = session.query(SignInRow).order_by(SignInRow.id.desc()).first()
        assert newest is not None and newest.jury_ids == [cast.jury_id]


def _as_page(link: NewLink) -> str:
    return f'/enter/{link.token} <p class="receipt-code">{link.code}</p>'


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.OVERSEER])
def test_an_organizer_cannot_appoint_themselves_to_sign_or_to_watch(cast: Cast, sign_in: SignIn, role: Role) -> None:
    client = sign_in(cast.organizer)
    assert "cannot have another role" in invite(client, cast.slug, "organizer@example.kz", role)
    assert "charge/decide" not in client.get(f"/en/juries/{cast.slug}/charge/").text


def test_the_commissioner_cannot_chair(cast: Cast, sign_in: SignIn) -> None:
    page = invite(sign_in(cast.organizer), cast.slug, "commissioner@example.kz", Role.FACILITATOR)
    assert "cannot have another role" in page


def test_the_page_of_an_invitation_shows_the_code_but_not_the_link(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    with mail_server(app):
        page = invite(sign_in(cast.organizer), cast.slug, "new.overseer@example.kz", Role.OVERSEER)
    assert "receipt-code" in page
    assert "/enter/" not in page


def test_without_a_mail_server_somebody_must_hand_the_link_over(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    assert "/enter/" in invite(sign_in(cast.organizer), cast.slug, "new.overseer@example.kz", Role.OVERSEER)


def test_an_ended_membership_is_over_at_once(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    expert, organizer = sign_in(cast.expert), sign_in(cast.organizer)
    assert expert.get(f"/en/juries/{cast.slug}/agenda/").status_code == 200
    with app.app_context(), transaction() as session:
        row = memberships.find_member(session, session.get_one(Jury, cast.jury_id).id, cast.expert, Role.EXPERT)
        assert row is not None
        membership_id = row.id
    page = f"/en/juries/{cast.slug}/members/"
    organizer.send(f"{page}end", {"membership_id": str(membership_id)}, page=page)
    assert expert.get(f"/en/juries/{cast.slug}/agenda/").status_code == 404
