"""Setting up a jury, its charge, who decides on it, and the timeline."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.stages import Stage
from app.models import Charge, Jury
from app.transaction import transaction
from tests.cast import Cast

SignIn = Callable[[int], FlaskClient]
FRAME = {  # what a complete form sends
    "authentic_language": "kk", "seats": "21", "threshold": "4/5", "quorum": "2/3", "reply_working_days": "10",
} | {
    f"{name}-{language}": f"{name} {language}" for name in ("title", "place", "commissioner_name")
    for language in ("kk", "ru", "en")}
CHARGE = {f"{name}-{language}": f"{name} {language}" for name in (
    "question", "scope_in", "scope_out", "powers", "reply_promise") for language in ("kk", "ru", "en")}


def test_an_organizer_sets_up_a_jury(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.organizer).send("/en/juries/new", FRAME | {"slug": "air-2026"}, follow_redirects=True)
    assert "Run the jury" in answer.text
    assert "The charge has not been written yet." in answer.text
    with app.app_context(), transaction() as session:
        assert session.query(Jury).filter_by(slug="air-2026").one().seats == 21


@pytest.mark.parametrize(("changed", "words"), [
    ({"slug": "Air 2026"}, "small Latin letters"), ({"slug": "water-2026"}, "already a jury"),
    ({"seats": "2"}, "between 3 and 500"),
    ({"seats": "many"}, "integer"), ({"title-kk": ""}, "missing in this language"),
    ({"starts_on": "2026-12-02", "ends_on": "2026-12-01"}, "lies before the first")])
def test_bad_input_is_told_and_kept(cast: Cast, sign_in: SignIn, changed: dict[str, str], words: str) -> None:
    answer = sign_in(cast.organizer).send("/en/juries/new", FRAME | {"slug": "air-2026"} | changed)
    assert answer.status_code == 200
    assert words in answer.text
    assert "place ru" in answer.text, "what was typed must stay"


def test_a_charge_is_written_signed_approved_and_frozen(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    organizer = sign_in(cast.organizer)
    page = f"/en/juries/{cast.slug}/charge/"
    organizer.send(f"{page}edit", CHARGE)
    assert "Missing in this language" not in organizer.get(page).text
    sign_in(cast.commissioner).send(f"{page}decide", {"version": "1", "decision": "signed"}, page=page)
    sign_in(cast.overseer).send(f"{page}decide", {"version": "1", "decision": "approved"}, page=page)
    organizer.send(f"/en/juries/{cast.slug}/move", {"target": "recruitment"}, page=f"/en/juries/{cast.slug}/run")
    with app.app_context(), transaction() as session:
        assert session.get_one(Jury, cast.jury_id).stage is Stage.RECRUITMENT
    assert "question en" in app.test_client().get(f"/en/juries/{cast.slug}/").text


def test_a_change_after_a_signature_is_a_new_version_with_a_reason(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    organizer, page = sign_in(cast.organizer), f"/en/juries/{cast.slug}/charge/"
    organizer.send(f"{page}edit", CHARGE)
    sign_in(cast.commissioner).send(f"{page}decide", {"version": "1", "decision": "signed"}, page=page)
    assert "Please give the reason" in organizer.send(f"{page}edit", CHARGE | {"question-kk": "new"}).text
    organizer.send(f"{page}edit", CHARGE | {"question-kk": "new", "reason": "Clearer words"})
    with app.app_context(), transaction() as session:
        assert [row.version for row in session.query(Charge).order_by(Charge.version)] == [1, 2]
    stale = sign_in(cast.overseer).send(f"{page}decide", {"version": "1", "decision": "approved"}, page=page,
                                        follow_redirects=True)
    assert "changed while you were reading" in stale.text


def test_an_objection_needs_a_reason_and_blocks(cast: Cast, sign_in: SignIn) -> None:
    page = f"/en/juries/{cast.slug}/charge/"
    sign_in(cast.organizer).send(f"{page}edit", CHARGE)
    overseer = sign_in(cast.overseer)
    bare = overseer.send(f"{page}decide", {"version": "1", "decision": "objected"}, page=page, follow_redirects=True)
    assert "Please give the reason" in bare.text
    overseer.send(f"{page}decide", {"version": "1", "decision": "objected", "reason": "Too narrow"}, page=page)
    assert "An overseer objects" in sign_in(cast.organizer).get(f"/en/juries/{cast.slug}/run").text


@pytest.mark.parametrize("who", ["juror", "expert", "observer", "facilitator"])
def test_others_cannot_decide_on_the_charge(cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    answer = client.send(f"/en/juries/{cast.slug}/charge/decide", {"version": "1", "decision": "signed"}, page="/en/")
    assert answer.status_code == 403


def test_the_outsider_sees_nothing_of_a_draft(cast: Cast, sign_in: SignIn) -> None:
    outsider = sign_in(cast.outsider)
    for page in ("", "run", "edit", "charge/", "charge/edit", "record"):
        assert outsider.get(f"/en/juries/{cast.slug}/{page}").status_code == 404


def test_a_reader_is_asked_to_sign_in_and_comes_back(client: FlaskClient, cast: Cast) -> None:
    answer = client.get(f"/ru/juries/{cast.slug}/run")
    assert answer.headers["Location"] == f"/ru/sign-in?next=/ru/juries/{cast.slug}/run"
