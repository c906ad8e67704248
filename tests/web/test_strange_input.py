"""Numbers and letters that no page ever sends: an answer in words, never a fault of ours."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter

from app.domain.stages import Stage
from app.installation import utc_now
from app.models import Jury
from app.services.room import rooms
from app.transaction import transaction
from tests.cast import Cast

SignIn = Callable[[int], FlaskClient]
HUGE = "9" * 30
ENDLESS = "9" * 5000  # Python itself refuses to read it


def addresses_with_numbers(app: Flask, slug: str) -> list[str]:
    """Every address that takes a number, with one that no database column can hold."""
    found = []
    for rule in app.url_map.iter_rules():
        if any(isinstance(converter, IntegerConverter) for converter in rule._converters.values()):
            values = {name: HUGE if isinstance(converter, IntegerConverter) else "x"
                      for name, converter in rule._converters.items()}
            values |= {"language": "en", "slug": slug, "step": "up"}
            address = "".join(values[part] if is_name else part for is_name, part in rule._trace)
            found.append(address.strip("|"))
    return sorted(set(found))


@pytest.mark.parametrize("who", ["organizer", "facilitator", "juror", "commissioner", "outsider"])
def test_a_number_beyond_any_column_is_not_found(app: Flask, cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    addresses = addresses_with_numbers(app, cast.slug)
    assert len(addresses) > 20
    for address in addresses:
        assert client.get(address).status_code < 500, address
        assert client.send(address, page="/en/").status_code < 500, address


@pytest.mark.parametrize("address", [
    "/en/juries/a%00b/", "/en/juries/{slug}/draw/1/?ticket=%00", "/en/enter/a%00b", "/en/seat/a%00b",
    "/en/juries/{slug}/messages/?page=" + HUGE, "/en/juries/{slug}/pool?page=" + HUGE,
    "/en/juries/{slug}/room/?before=" + HUGE, "/en/juries/{slug}/room/events?after=" + HUGE,
    "/en/juries/{slug}/draw/" + ENDLESS + "/", "/en/juries/{slug}/draw/1/?ticket=" + ENDLESS,
    "/en/juries/{slug}/messages/?page=" + ENDLESS, "/en/juries/{slug}/documents/1/a%00b",
    "/%00", "/en/juries/%F0%28%8C%28/", "/en/sign-in?next=%0d%0aSet-Cookie:a=b"])
def test_strange_addresses_are_answered(cast: Cast, sign_in: SignIn, address: str) -> None:
    assert sign_in(cast.organizer).get(address.format(slug=cast.slug)).status_code < 500


@pytest.mark.parametrize(("address", "fields"), [
    ("/en/sign-in", {"email": "a\0b@example.kz", "password": "a\0b"}),
    ("/en/juries/{slug}/members/end", {"membership_id": HUGE}),
    ("/en/juries/{slug}/members/link", {"membership_id": HUGE}),
    ("/en/juries/{slug}/charge/decide", {"version": HUGE, "decision": "signed"}),
    ("/en/juries/{slug}/charge/decide", {"version": ENDLESS, "decision": "signed"}),
    ("/en/juries/{slug}/move", {"target": "recruitment", "reason": "a\0b"}),
    ("/en/juries/{slug}/move", {"target": "cancelled", "reason": "a\0b"}),
    ("/en/juries/{slug}/draw/1/dice", {"digits": "123", "dice_round": "x"}),
    ("/en/juries/{slug}/edit", {"title-kk": "a\0b", "title-ru": "a\0b", "title-en": "a\0b", "seats": HUGE}),
    ("/en/juries/{slug}/edit", {"reply_working_days": HUGE}),
    ("/en/juries/{slug}/targets", {"step": "add", "add_feature": "a\0", "add_value": "b\0"}),
    ("/en/juries/{slug}/members/invite", {"role": "observer", "name": "a\0b", "email": "n@example.kz"}),
])
def test_strange_fields_are_answered(cast: Cast, sign_in: SignIn, address: str, fields: dict[str, str]) -> None:
    client = sign_in(cast.organizer)
    assert client.send(address.format(slug=cast.slug), fields, page="/en/").status_code < 500


@pytest.mark.parametrize(("who", "address", "field"), [
    ("facilitator", "room/hide", "statement"), ("facilitator", "room/start", "item"),
    ("facilitator", "room/next", "after"),
    ("facilitator", "room/extend", "minutes"), ("facilitator", "floor/give", "request"),
    ("juror", "questions/support", "question"), ("juror", "questions/", "witness"),
    ("expert", "questions/answer", "question")])
def test_a_command_about_a_huge_number_is_refused(
        app: Flask, cast: Cast, sign_in: SignIn, who: str, address: str, field: str) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Jury, cast.jury_id).stage = Stage.DELIBERATION
        rooms.ensure_room(session, cast.jury_id, now=utc_now())
    answer = sign_in(getattr(cast, who)).send(
        f"/en/juries/{cast.slug}/{address}", {field: HUGE, "text": "x", "reason": "x"}, page="/en/")
    assert answer.status_code == 303
