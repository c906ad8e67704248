"""Voting in a browser without JavaScript, and that no page of any role shows a vote."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.phases import BallotState, Choice
from app.services.verdict import ballot_box, ballot_rolls, ballots
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, cast_vote, juror_actors, open_ballot, propose, sit, vault_of, vote_all
from tests.pages import TOKEN

SignIn = Callable[[int], FlaskClient]
BASE = "/en/juries/water-2026/ballots"
ROLES = ("organizer", "facilitator", "juror", "second_juror", "expert", "overseer", "commissioner", "observer",
         "outsider")


@pytest.fixture
def items(app: Flask, cast: Cast) -> list[int]:
    """An open ballot on two items; their ids."""
    with app.app_context(), transaction() as session:
        sit(session, cast)
        return [item.id for item in open_ballot(session, cast, vault_of(app), ("Water", "Air")).items]


def press(client: FlaskClient, page: str, address: str, **fields: object) -> str:
    """Send a form whose token stands in `page`; the next page."""
    token = TOKEN.search(page)
    assert token
    return client.post(address, data={"csrf_token": token[1], **fields}).get_data(as_text=True)


def to_check(client: FlaskClient, items: list[int]) -> str:
    """Answer both items; the page on which everything is checked."""
    page = client.get(f"{BASE}/1/vote").get_data(as_text=True)
    page = press(client, page, f"{BASE}/1/vote", place=0, go="next", **{f"item_{items[0]}": "yes"})
    return press(client, page, f"{BASE}/1/vote", place=1, go="next", **{
        f"item_{items[0]}": "yes", f"item_{items[1]}": "no"})


def seal(client: FlaskClient, page: str, items: list[int]) -> FlaskClient:
    token, code = TOKEN.search(page), re.search(r'name="receipt" value="([^"]+)"', page)
    assert token and code
    return client.post(f"{BASE}/1/cast", data={"csrf_token": token[1], "receipt": code[1], f"item_{items[0]}": "yes",
                                               f"item_{items[1]}": "no"})


def sealed(app: Flask, cast: Cast) -> int:
    with app.app_context(), transaction() as session:
        return ballot_rolls.sealed_count(session, ballots.find_ballot(session, jury_of(session, cast), 1))


def test_a_juror_chooses_checks_and_seals(app: Flask, cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    client = sign_in(cast.juror)
    page = to_check(client, items)
    assert "If all vote alike, everybody will know how you voted." in page
    assert re.findall(r"<dd><b>(\w+)</b></dd>", page) == ["For", "Against"]
    assert sealed(app, cast) == 0  # nothing was kept between the steps
    answer = seal(client, page, items)
    assert (answer.status_code, answer.location) == (303, f"{BASE}/1/receipt")
    receipt = client.get(answer.location).get_data(as_text=True)
    code = re.search(r'class="receipt-code"[^>]*>([^<]+)<', receipt)
    assert code and len(ballot_box.normal_receipt(code[1])) == 20
    assert sealed(app, cast) == 1
    assert client.get(answer.location).status_code == 303  # shown once
    found = press(client, client.get(f"{BASE}/1/check").get_data(as_text=True), f"{BASE}/1/check", code=code[1])
    assert "Yes: a ballot with this receipt is in the box." in found


def test_a_second_press_shows_the_same_receipt_and_counts_nothing(
        app: Flask, cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    client = sign_in(cast.juror)
    page = to_check(client, items)
    answers = [seal(client, page, items) for _ in range(3)]
    assert [answer.location for answer in answers] == [f"{BASE}/1/receipt"] * 3
    assert sealed(app, cast) == 1


def test_another_ballot_of_the_same_juror_is_refused(app: Flask, cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    client = sign_in(cast.juror)
    first, second = to_check(client, items), to_check(client, items)
    seal(client, first, items)
    answer = seal(client, second, items)
    assert answer.location == f"{BASE}/1"
    assert "already in the box" in client.get(answer.location).get_data(as_text=True)


def test_without_an_answer_the_voter_stays_and_loses_nothing(cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    client = sign_in(cast.juror)
    page = client.get(f"{BASE}/1/vote").get_data(as_text=True)
    page = press(client, page, f"{BASE}/1/vote", place=1, go="next", **{f"item_{items[0]}": "abstain"})
    assert "<title>Error" in page
    assert "Item 2 of 2" in page
    assert f'name="item_{items[0]}" value="abstain"' in page


def test_a_choice_can_be_changed_before_sealing(cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    client = sign_in(cast.juror)
    chosen = {f"item_{items[0]}": "yes", f"item_{items[1]}": "no"}
    page = press(client, to_check(client, items), f"{BASE}/1/vote", place=2, go="change-0", **chosen)
    assert "Item 1 of 2" in page
    page = press(client, page, f"{BASE}/1/vote", place=0, go="next", **{**chosen, f"item_{items[0]}": "abstain"})
    assert re.findall(r"<dd><b>(\w+)</b></dd>", page) == ["Abstain", "Against"]


def test_a_bare_post_or_an_invented_choice_seals_nothing(
        app: Flask, cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    client = sign_in(cast.juror)
    page = to_check(client, items)
    code = ballot_box.new_receipt()
    for fields in ({}, {f"item_{items[0]}": "yes"}, {f"item_{items[0]}": "yes", f"item_{items[1]}": "twice"}):
        press(client, page, f"{BASE}/1/cast", receipt=code, **fields)
    press(client, page, f"{BASE}/1/cast", receipt="short", **{f"item_{items[0]}": "yes", f"item_{items[1]}": "no"})
    assert sealed(app, cast) == 0


def test_a_vote_needs_its_token_and_a_post(app: Flask, cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    client = sign_in(cast.juror)
    fields = {"receipt": ballot_box.new_receipt(), f"item_{items[0]}": "yes", f"item_{items[1]}": "no"}
    assert client.post(f"{BASE}/1/cast", data=fields).status_code == 400
    assert client.get(f"{BASE}/1/cast", query_string=fields).status_code == 405
    foreign = client.post(f"{BASE}/1/cast", data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert (foreign.status_code in {400, 403}, sealed(app, cast)) == (True, 0)


@pytest.mark.parametrize(("who", "status"), [
    ("juror", 200), ("facilitator", 403), ("organizer", 403), ("overseer", 403), ("expert", 403), ("commissioner", 403),
    ("outsider", 404)])
def test_only_jurors_see_the_voting_page(cast: Cast, sign_in: SignIn, items: list[int], who: str, status: int) -> None:
    assert sign_in(getattr(cast, who)).get(f"{BASE}/1/vote").status_code == status


def test_only_the_chair_and_overseers_see_how_many_have_voted(
        app: Flask, cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    with app.app_context(), transaction() as session:
        ballot = ballots.find_ballot(session, jury_of(session, cast), 1)
        cast_vote(session, cast, ballot, juror_actors(session, cast)[0], Choice.YES, vault=vault_of(app))
    for who, sees in (("facilitator", True), ("overseer", True), ("second_juror", False)):
        assert ("1 of 3" in sign_in(getattr(cast, who)).get(f"{BASE}/1").get_data(as_text=True)) is sees


def test_the_chair_opens_the_box_when_all_have_voted(
        app: Flask, cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    chair = sign_in(cast.facilitator)
    assert "It cannot be counted yet." in chair.get(f"{BASE}/1").get_data(as_text=True)
    with app.app_context(), transaction() as session:
        ballot = ballots.find_ballot(session, jury_of(session, cast), 1)
        vote_all(session, cast, ballot, [Choice.YES] * 3, vault=vault_of(app))
    assert chair.send(f"{BASE}/1/count", page=f"{BASE}/1").status_code == 303
    page = chair.get(f"{BASE}/1").get_data(as_text=True)
    assert page.count("For 3, against 0, abstained 0; needed to adopt: 3") == 2
    assert chair.get(f"{BASE}/open").status_code == 200


def test_the_receipts_of_a_counted_ballot_are_public_and_nothing_before(
        app: Flask, cast: Cast, client: FlaskClient, items: list[int]) -> None:
    assert client.get(f"{BASE}/1/receipts").status_code == 404
    with app.app_context(), transaction() as session:
        ballot = ballots.find_ballot(session, jury_of(session, cast), 1)
        codes = vote_all(session, cast, ballot, [Choice.YES] * 3, vault=vault_of(app))
        ballots.count_ballot(session, jury_of(session, cast), 1, vault=vault_of(app), now=NOW,
                             actor=actor(session, cast, "facilitator"))
    page = client.get(f"{BASE}/1/receipts").get_data(as_text=True)
    assert re.findall(r"\b[0-9a-f]{64}\b", page) == sorted(map(ballot_box.receipt_hash, codes))


def test_a_damaged_box_is_said_aloud(app: Flask, cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    with app.app_context(), transaction() as session:
        ballot = ballots.find_ballot(session, jury_of(session, cast), 1)
        old = ballot.box
        vote_all(session, cast, ballot, [Choice.YES] * 3, vault=vault_of(app))
        ballot.box = old
    chair = sign_in(cast.facilitator)
    chair.send(f"{BASE}/1/count", page=f"{BASE}/1")
    assert "Nothing was counted" in chair.get(f"{BASE}/1").get_data(as_text=True)


def test_no_page_of_any_role_shows_a_vote(app: Flask, cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    """Every address that takes no unknown part, opened by every role before and after a vote: the same page.

    What differs may be the voter's own sign that they have voted, and the count for those who watch.
    """
    # The room counts seconds, so what changes there by itself is left out; it has tests of its own.
    first = {who: pages_of(app, sign_in(getattr(cast, who)), ("rooms",)) for who in ROLES}
    before = {who: pages_of(app, sign_in(getattr(cast, who))) for who in ROLES}
    restless = {path for who in ROLES for path in first[who] if first[who][path] != before[who].get(path)}
    with app.app_context(), transaction() as session:
        ballot = ballots.find_ballot(session, jury_of(session, cast), 1)
        cast_vote(session, cast, ballot, juror_actors(session, cast)[2], Choice.NO, vault=vault_of(app))
        box = ballot.box
    after = {who: pages_of(app, sign_in(getattr(cast, who))) for who in ROLES}
    different = {(who, path) for who in ROLES for path in before[who]
                 if path not in restless and before[who][path] != after[who][path]}
    watched = {(who, f"{BASE}/1") for who in ("organizer", "facilitator", "overseer")}
    assert different == watched
    everything = "".join(page for pages in after.values() for page in pages.values())
    assert bytes(box or b"").decode()[:40] not in everything


CHANGING = re.compile(r'(name="(?:csrf_token|command_id|receipt)"[^>]*value="|data-now="|csrf-token" content=")[^"]*')


READ = ("ballots", "proposals", "dissents", "juries", "verdicts", "replies", "rooms", "members", "charges")


def pages_of(app: Flask, client: FlaskClient, nouns: tuple[str, ...] = READ) -> dict[str, str]:
    """Every page of this jury that this browser may open, without what changes by itself."""
    found = {}
    for rule in app.url_map.iter_rules():
        needed = rule.arguments - {"language", "slug", "number"}
        if "GET" not in (rule.methods or ()) or needed or "slug" not in rule.arguments:
            continue
        values = {"language": "en", "slug": "water-2026", "number": 1}
        path = rule.build({name: values[name] for name in rule.arguments})
        if path is None or not rule.endpoint.startswith(nouns):
            continue
        answer = client.get(path[1])
        if answer.status_code == 200:
            found[path[1]] = CHANGING.sub("", answer.get_data(as_text=True))
    assert client.get(f"{BASE}/1").status_code != 500
    return found


def test_the_pages_that_were_compared_are_many(app: Flask, cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    """Else the test above would say nothing."""
    pages = pages_of(app, sign_in(cast.organizer))
    assert len(pages) >= 8
    assert f"{BASE}/1" in pages
    with app.app_context(), transaction() as session:
        assert ballots.find_ballot(session, jury_of(session, cast), 1).state is BallotState.OPEN


def test_a_vote_by_approval_step_by_step(app: Flask, cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    """The chair opens options, a juror marks them on one page, checks and seals."""
    with app.app_context(), transaction() as session:
        ids = [propose(session, cast, title).id for title in ("North", "South")]
    chair, juror = sign_in(cast.facilitator), sign_in(cast.juror)
    assert chair.send(f"{BASE}/open", {"items": ids, "method": "approval"}).status_code == 303
    address = f"{BASE}/2/vote"
    options = re.findall(r'name="options"[^>]* value="(\d+)"', juror.get(address).get_data(as_text=True))
    assert len(options) == 2
    for wrong in ([], [options[0], "abstain"], ["none", "abstain"]):
        page = juror.send(address, {"place": "0", "go": "next", "options": wrong}).get_data(as_text=True)
        assert "Seal my ballot" not in page
        assert "Please correct this to go on" in page
    page = juror.send(address, {"place": "0", "go": "next", "options": [options[0]]}).get_data(as_text=True)
    assert "I could support it" in page
    receipt = re.findall(r'name="receipt" value="([^"]+)"', page)[0]
    answer = juror.send(f"{BASE}/2/cast", {"place": "1", "options": [options[0]], "receipt": receipt}, page=address)
    assert "Your ballot is sealed" in juror.get(answer.location).get_data(as_text=True)


def test_practice_in_the_browser(app: Flask, cast: Cast, sign_in: SignIn, items: list[int]) -> None:
    practice = "/en/juries/water-2026/practice-ballot/"
    chair, juror = sign_in(cast.facilitator), sign_in(cast.juror)
    chair.send(f"{practice}begin", page=practice)
    assert "This is practice." in juror.get(f"{practice}vote").get_data(as_text=True)
    page = juror.send(f"{practice}vote", {"choice": "yes", "go": "next"}).get_data(as_text=True)
    receipt = re.findall(r'name="receipt" value="([^"]+)"', page)[0]
    juror.send(f"{practice}cast", {"choice": "yes", "receipt": receipt}, page=f"{practice}vote")
    assert receipt in juror.get(practice).get_data(as_text=True)
    assert receipt not in juror.get(practice).get_data(as_text=True)  # once
    assert "1 of 3" in chair.get(practice).get_data(as_text=True)
    assert "1 of 3" not in juror.get(practice).get_data(as_text=True)
    assert sign_in(cast.expert).get(practice).status_code == 403
