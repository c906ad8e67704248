"""The journey of an objection: an overseer objects in public, the organizer answers in public, the list changes."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.roles import Role
from app.domain.stages import Stage
from app.extensions import db
from app.installation import utc_now
from app.jobs import chores
from app.models import Jury, ListDecision, Message
from app.services import stage_checks
from app.services.accounts import memberships
from app.services.room import documents
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of, texts
from tests.pages import CheckedClient

SignIn = Callable[[int], CheckedClient]
REASON = "Only the side of the farms is heard."
ANSWER = "A speaker for the households is invited."


def declare(app: Flask, cast: Cast, stance: str) -> None:
    with app.app_context(), transaction() as session:
        expert = memberships.find_member(session, cast.jury_id, cast.expert, Role.EXPERT)
        assert expert is not None
        memberships.declare_stance(session, expert, topic=texts("Water"), stance=texts(stance), interests=texts("None"))


@pytest.fixture
def seated(app: Flask, cast: Cast) -> Cast:
    declare(app, cast, "For the farms")
    with app.app_context(), transaction() as session:
        session.get_one(Jury, cast.jury_id).stage = Stage.SEATING
    return cast


def mark_on(page: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', page)
    assert found, "the page offers no decision"
    return found[1]


def decide(client: CheckedClient, address: str, decision: str, mark: str, reason: str = "") -> str:
    return client.send(f"{address}/decide", {"decision": decision, "mark": mark, "reason": reason}, page=address,
                       follow_redirects=True).get_data(as_text=True)


def test_an_objection_is_answered_in_public_and_the_changed_list_is_asked_about_again(
        app: Flask, seated: Cast, sign_in: SignIn, client: FlaskClient) -> None:
    overseer, organizer = sign_in(seated.overseer), sign_in(seated.organizer)
    base = f"/en/juries/{seated.slug}/approvals/"
    address = f"{base}witnesses"
    assert "Waiting for you" in overseer.get(base).text and "The witness list" in overseer.get(base).text

    # A bare objection says nothing; with a reason it is public, and the jury cannot begin over it.
    mark = mark_on(overseer.get(address).text)
    assert "Please give the reason" in decide(overseer, address, "objected", mark)
    decide(overseer, address, "objected", mark, REASON)
    assert REASON in client.get(base).text and "No answer yet" in client.get(base).text
    with app.app_context():
        jury = db.session.get_one(Jury, seated.jury_id)
        assert [each.code for each in stage_checks.list_objections_are_answered(db.session(), jury)] == [
            "list_objection_is_unanswered"]
        chores.remind()
        assert {row.template for row in db.session.scalars(select(Message))} == {"objection_raised"}
    assert "An overseer objects" in organizer.get(f"/en/juries/{seated.slug}/run").text

    # The organizer answers; everybody reads it, the overseer hears of it, nothing stops the jury any more.
    with app.app_context():
        decision_id = db.session.scalars(select(ListDecision.id)).one()
    organizer.send(f"{base}objections/witnesses/{decision_id}/answer", {"text": ANSWER}, page=base)
    assert ANSWER in client.get(base).text and "No answer yet" not in client.get(base).text
    with app.app_context():
        assert not stage_checks.list_objections_are_answered(db.session(), db.session.get_one(Jury, seated.jury_id))

    # The list changes: the old mark is refused, the difference is shown, and the new list can be approved.
    declare(app, seated, "For the households")
    assert "changed while you were reading" in decide(overseer, address, "approved", mark)
    page = overseer.get(address).text
    assert "What has changed since you decided on version 1" in page
    assert re.search(r"<del[^>]*>For the farms \(en\)</del>", page)
    assert re.search(r"<ins[^>]*>For the households \(en\)</ins>", page)
    assert "Approved" in decide(overseer, address, "approved", mark_on(page))
    assert "Nothing waits for you" in overseer.get(base).text

    # Approved, and changed afterwards: it says so and asks again.
    declare(app, seated, "For nobody")
    assert "Changed since it was approved" in client.get(base).text
    assert "changed since you decided" in overseer.get(base).text
    with app.app_context():
        chores.remind()
        kinds = [row.template for row in db.session.scalars(select(Message).order_by(Message.id))]
        assert kinds.count("list_to_approve") == 1 and kinds.count("objection_answered") == 1


def test_only_overseers_decide_and_only_organizers_answer(app: Flask, seated: Cast, sign_in: SignIn,
                                                          client: FlaskClient) -> None:
    address = f"/en/juries/{seated.slug}/approvals/witnesses"
    assert "Approve this list" not in sign_in(seated.organizer).get(address).text
    overseer, organizer = sign_in(seated.overseer), sign_in(seated.organizer)
    other = f"/en/juries/{seated.slug}/approvals/objections/charge/1/answer"
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        assert sign_in(seated.juror).post(f"{address}/decide", data={"decision": "approved"}).status_code == 403
        assert overseer.post(other, data={"text": "x"}).status_code == 403
        assert overseer.post(f"{address}/decide", data={"decision": "nonsense"}).status_code == 400
        assert overseer.post(f"{address}/decide", data={"decision": "signed", "mark": "x"}).status_code == 303
        assert organizer.post(other, data={"text": "x"}).status_code == 303
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert "they do not sign" in overseer.get(address).text
    assert "There is no such objection" in organizer.get(address).text
    with app.app_context(), transaction() as session:
        session.get_one(Jury, seated.jury_id).stage = Stage.DRAFT
    assert client.get(address).status_code == 404, "a draft belongs to its members"


def test_the_balance_counts_experts_minutes_and_documents_by_position(app: Flask, seated: Cast,
                                                                      sign_in: SignIn) -> None:
    with app.app_context(), transaction() as session:
        documents.add_document(session, jury_of(session, seated), documents.Upload(
            title=texts("Prices"), author="A. Author", stance=texts("FOR the  farms"), language="en",
            file_name="p.txt", content=b"Prices"), actor=actor(session, seated, "organizer"), now=utc_now())
    page = sign_in(seated.overseer).get(f"/en/juries/{seated.slug}/approvals/balance").text
    assert page.count("For the farms (en)") == 1, "the same words in another case are the same position"
    assert "Expert Person" in page
    assert sign_in(seated.juror).get(f"/en/juries/{seated.slug}/approvals/balance").status_code == 403
