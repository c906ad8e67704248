"""From the opening of a ballot to the answered verdict, in English, each person in a browser of their own."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, text

from app.domain.phases import Choice
from app.domain.roles import Role
from app.installation import current_vault, utc_now
from app.models import Jury
from app.services.accounts import actors, memberships
from app.services.verdict import ballot_box, ballots, sign_offs, verdicts
from app.transaction import transaction
from tests.browser.house import DELIBERATING, ORGANIZER, PASSWORD, House, open_house
from tests.browser.visitors import Visitor

pytestmark = pytest.mark.browser
JURY = f"/juries/{DELIBERATING}"
JURORS, FOR, AGAINST = 20, 17, 2
# What differs between two looks at the same page: tokens, keys of forms, the server's clock.
CHANGING = re.compile(r'value="[^"]*"|content="[^"]*"|data-now="[^"]*"|data-clock>[^<]*')
# The chair and the overseers see how many ballots are in the box, never what they say.
SEALED = re.compile(rf"\b\d+ of {JURORS}\b|\b\d+ ballots? (?=are|is)")


@pytest.fixture(scope="module")
def house(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(template, tmp_path_factory.mktemp("house")) as house:
        house.set_password(ORGANIZER)
        yield house


@pytest.fixture
def seated(visit: Callable[..., Visitor], house: House) -> Callable[..., Visitor]:
    """Somebody of the jury who has signed in before."""
    return lambda role, place=0, **options: visit(house.person(DELIBERATING, role, place), **options)


def test_from_the_ballot_to_the_reply(house: House, seated: Callable[..., Visitor],
                                      visit: Callable[..., Visitor]) -> None:
    facilitator, organizer = seated(Role.FACILITATOR, phone=False), seated(Role.ORGANIZER, phone=False)
    juror = seated(Role.JUROR)
    open_ballot(facilitator)
    receipt = vote(juror, "For")
    vote(seated(Role.JUROR, 1), "Against")
    others_vote(house)
    count(facilitator)
    check_receipt(juror, receipt)
    write(organizer)
    sign_off(juror)
    let_sign_off(house, first=1)
    publish(organizer)
    read(visit(), replied=False)
    reply(seated(Role.COMMISSIONER))
    read(visit(), replied=True)  # another reader: a browser keeps a published page for a minute
    correct(organizer)
    read_what_changed(visit(java_script_enabled=False))


def open_ballot(facilitator: Visitor) -> None:
    facilitator.go(f"{JURY}/ballots/")
    facilitator.follow("Open a ballot")
    facilitator.page.get_by_role("checkbox").first.check()
    facilitator.press("Open the ballot")
    facilitator.sees("%(sealed)s of %(voters)s", sealed=0, voters=JURORS)


def vote(juror: Visitor, choice: str) -> str:
    """Choose, check, seal; returns the code of the receipt."""
    juror.go(f"{JURY}/ballots/")
    juror.follow("Vote now")
    juror.press("Check my ballot")
    juror.sees("Choose one answer to go on. Abstaining is an answer too.")
    juror.shot("verdict-vote-error-390")
    juror.page.get_by_role("radio", name=juror.words(choice), exact=True).check()
    juror.press("Check my ballot")
    juror.sees("Nothing has been cast yet. When you seal the ballot, it counts and cannot be changed.")
    juror.shot("verdict-check-390")
    juror.press("Seal my ballot")
    juror.shot("verdict-receipt-390")
    code = juror.page.locator(".receipt-code").inner_text()
    juror.follow("Done")
    juror.sees("Your ballot is in the box.")
    return code


def others_vote(house: House) -> None:
    """One more vote changes nothing on any page of anybody, but for how many are in the box on the chair's."""
    cast(house, [2])
    before = looks(house)
    cast(house, [3])
    after = looks(house)
    differences = [line for page in before for line in unified_diff(
        before[page].splitlines(), after[page].splitlines(), *page, n=0, lineterm="")]
    assert not differences, "\n".join(differences)
    cast(house, range(4, JURORS))


def cast(house: House, places: list[int] | range) -> None:
    """These jurors, counted from 0, seal a ballot."""
    with house.app.app_context(), transaction() as session:
        jury = session.scalars(select(Jury).where(Jury.slug == DELIBERATING)).one()
        jurors = memberships.members_of(session, jury.id, Role.JUROR)
        items = ballots.find_ballot(session, jury, 1).items
        for place in places:
            choices = {item.id: Choice.YES if place <= FOR else Choice.ABSTAIN for item in items}
            ballots.cast_ballot(session, jury, 1, choices, receipt=ballot_box.new_receipt(), vault=current_vault(),
                                actor=actors.actor_for(session, jurors[place].person, jury.id))


def looks(house: House) -> dict[tuple[str, str], str]:
    """Every page on which a count could show, as a reader, a waiting juror, the organizer and the overseer see it."""
    paths = ("/", "/record", "/room/", "/ballots/", "/ballots/1", "/ballots/1/receipts", "/dissents/", "/proposals/",
             "/verdict/edit", "/run")
    people = {"reader": None, "juror": house.person(DELIBERATING, Role.JUROR, JURORS - 1),
              "organizer": house.person(DELIBERATING, Role.ORGANIZER),
              "overseer": house.person(DELIBERATING, Role.OVERSEER)}
    seen = {}
    for who, person_id in people.items():
        client = house.client(person_id)
        for path in paths:
            html = CHANGING.sub("", client.get(f"/en{JURY}{path}").get_data(as_text=True))
            seen[who, path] = SEALED.sub("", html) if who in {"organizer", "overseer"} else html
        log = client.get(f"/en{JURY}/room/events?after=0").get_json(silent=True) or {}
        seen[who, "events"] = "\n".join(f"{event['seq']} {event['kind']}" for event in log.get("events", []))
    assert "ballot_opened" in seen["juror", "events"]
    return seen


def count(facilitator: Visitor) -> None:
    facilitator.page.reload()
    facilitator.sees("%(sealed)s of %(voters)s", sealed=JURORS, voters=JURORS)
    facilitator.press("Open the box and count")
    expect(facilitator.page.locator(".votes")).to_be_visible()
    facilitator.sees("Adopted")
    facilitator.shot("verdict-counted-1280")


def check_receipt(juror: Visitor, receipt: str) -> None:
    juror.go(f"{JURY}/ballots/1")
    juror.follow("Is my ballot in the box?")
    juror.write("Receipt code", receipt.lower().replace("-", " "))
    juror.press("Check")
    juror.sees("Yes: a ballot with this receipt was in the box when it was counted.")
    juror.write("Receipt code", "2" * 20)
    juror.press("Check")
    juror.sees("No ballot in the box has this receipt.")


def write(organizer: Visitor) -> None:
    """Write, see what will be published and what that lacks, ask the jurors."""
    organizer.go(f"{JURY}/run")
    organizer.press("Go on to: %(stage)s", stage="Verdict")
    organizer.follow("Go there")  # to what is the organizer's next step
    for question, words in (("The answer of the jury", "Drinking water comes first."),
                            ("How the jury worked", "Three days, three experts, one secret ballot."),
                            ("The best case for the answer", "Nobody can live without it.")):
        organizer.write_texts(question, {"kk": f"{words} (kk)", "ru": f"{words} (ru)", "en": words})
    organizer.choose("No juror took the position against the answer")
    organizer.press("Save the verdict")
    organizer.shot("verdict-edit-1280")
    organizer.follow("The jurors have signed off the text")
    organizer.press("Ask the jurors")
    organizer.sees("They can answer until")


def sign_off(juror: Visitor) -> None:
    """On the phone, without a script of the page's own: read, forget to choose, sign off."""
    juror.go(f"{JURY}/")
    juror.follow("Sign off the verdict")
    juror.sees("Nobody can live without it.")
    juror.press("Send my answer")
    juror.sees("Choose one of the two answers.")
    juror.choose("Yes, this says what we decided")
    juror.press("Send my answer")
    juror.sees("You have answered: this says what you decided.")
    juror.shot("verdict-sign-off-390")


def let_sign_off(house: House, *, first: int) -> None:
    """The jurors from this one on, counted from 0, sign the text off."""
    with house.app.app_context(), transaction() as session:
        jury = session.scalars(select(Jury).where(Jury.slug == DELIBERATING)).one()
        draft = verdicts.latest(session, jury)
        assert draft is not None
        for juror in memberships.members_of(session, jury.id, Role.JUROR)[first:]:
            sign_offs.give(session, jury, seen=sign_offs.text_mark(draft), is_signed=True, remark="", language="en",
                           is_named=False, actor=actors.actor_for(session, juror.person, jury.id), now=utc_now())


def publish(organizer: Visitor) -> None:
    """Nothing blocks any more: confirm with the password, publish."""
    organizer.go(f"{JURY}/verdict/edit")
    organizer.sees("Nothing blocks the publication.")
    make_stale(organizer)
    organizer.press("Publish the verdict")
    organizer.write("Password", PASSWORD)
    organizer.press("Confirm")
    organizer.press("Publish the verdict")
    expect(organizer.page).to_have_url(re.compile("/verdict$"))


def make_stale(organizer: Visitor) -> None:
    """As if an hour had passed since the sign-in."""
    with organizer.house.app.app_context(), transaction() as session:
        session.execute(text("UPDATE sign_in SET fresh_at = '2020-01-01 00:00:00.000000'"))


def read(reader: Visitor, *, replied: bool) -> None:
    reader.go("/")
    reader.follow("Kyzylorda’s water")
    expect(reader.page.get_by_text("Drinking water comes first.").first).to_be_visible()
    expect(reader.page.locator(".votes").first).to_contain_text(str(FOR))
    reader.sees("No juror took this position.")
    if replied:
        reader.sees("The authority accepts it")
        reader.page.get_by_text("Read the authority’s reply").click()
        expect(reader.page.get_by_text("The canals are repaired first.")).to_be_visible()
    else:
        reader.sees("Reply awaited")
    reader.shot(f"verdict-reader-{replied}-390")


def reply(commissioner: Visitor) -> None:
    commissioner.go(f"{JURY}/replies/")
    commissioner.follow("Answer the recommendation")
    commissioner.press("Publish the reply")
    expect(commissioner.page.get_by_role("alert")).to_be_visible()
    commissioner.page.get_by_role("radio").first.check()
    commissioner.write_texts("Reasons", {"kk": "Алдымен каналдар жөнделеді.", "en": "The canals are repaired first."})
    commissioner.write("Who is responsible?", "Water office")
    commissioner.press("Publish the reply")
    commissioner.sees("Every recommendation is answered.")


def correct(organizer: Visitor) -> None:
    """A second version: it needs a public reason, and the jurors once more."""
    organizer.go(f"{JURY}/verdict/edit")
    organizer.write_texts("The answer of the jury", {"en": "Drinking water comes first, for villages too."})
    organizer.press("Save the verdict")
    expect(organizer.page.get_by_role("alert")).to_be_visible()
    organizer.write("Why is there a new version?", "The villages had been left out.")
    organizer.press("Save the verdict")
    organizer.follow("The jurors have signed off the text")
    organizer.press("Ask the jurors")
    let_sign_off(organizer.house, first=0)
    publish(organizer)


def read_what_changed(reader: Visitor) -> None:
    """Without scripts: the reason, the difference in words, and the first version as it was."""
    reader.go(f"{JURY}/verdict")
    reader.sees("The villages had been left out.")
    reader.follow("What is different from the version before")
    expect(reader.page.locator("ins", has_text="for villages too").first).to_be_visible()
    reader.go(f"{JURY}/verdict?version=1")
    reader.sees("This is an earlier version. A newer one has been published.")
    expect(reader.page.get_by_text("Drinking water comes first.", exact=True).first).to_be_visible()
