"""An organizer at work, in Russian: from an empty page and a messy file to a jury that can begin."""
from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.house import ORGANIZER, PASSWORD, House, open_house
from tests.browser.organizing import SEATS, SLUG, go_on, look
from tests.browser.recruiting import answer_letter, find_in_pool, import_pool, send_letters, set_targets
from tests.browser.visitors import Visitor
from tests.serving.server import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """With the worker that computes draws and sends letters."""
    with open_house(template, tmp_path_factory.mktemp("house"), ALQA_EMBEDDED_WORKER="1") as house:
        house.set_password(ORGANIZER)
        yield house


def test_from_a_file_to_a_jury(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    organizer = visit(language="ru")
    sign_in(organizer)
    create_jury(organizer)
    write_charge(organizer)
    commissioner, overseer = (invite(organizer, visit, role) for role in ("Commissioner", "Overseer"))
    decide(commissioner, "Sign version %(version)s")
    decide(overseer, "Approve version %(version)s")
    go_on(organizer, "Recruitment")
    import_pool(organizer, tmp_path)
    set_targets(organizer)
    newcomer = visit(language="kk")
    own_page = answer_letter(newcomer, send_letters(organizer, overseer, tmp_path))
    find_in_pool(organizer)
    go_on(organizer, "Draw")
    compute_and_publish(organizer, overseer)
    newcomer.page.goto(own_page)
    newcomer.sees("Your ticket")
    newcomer.sees("The dice have not been thrown yet.")
    look(newcomer, "own-ticket")
    hall = visit(language="kk", phone=False)  # nobody signed in: what the projector and everybody at home see
    hall.go(f"/juries/{SLUG}/draw/ceremony")
    throw_dice(organizer, overseer)
    watch_the_ceremony(organizer, hall)
    check_the_draw(organizer, tmp_path)
    seat(organizer, visit(language="ru"))
    prepare_agenda(organizer)
    go_on(organizer, "Deliberation")
    organizer.follow("Hold the sessions")
    organizer.sees("Nothing has been said in writing yet.")


def sign_in(organizer: Visitor) -> None:
    organizer.go("/")
    organizer.follow("Sign in for staff")
    organizer.write("E-mail address", ORGANIZER)
    organizer.write("Password", PASSWORD)
    organizer.press("Sign in")
    expect(organizer.button("Sign out")).to_be_visible()


def create_jury(organizer: Visitor) -> None:
    organizer.follow("Set up a new jury")
    organizer.press("Set up the jury")
    expect(organizer.page.get_by_role("alert")).to_be_visible()
    look(organizer, "new-jury-errors")
    organizer.write("Address of the jury", SLUG)
    for question, word in (("Short name of the jury", "Парк"), ("Place", "Көкшетау"),
                           ("Authority that asks and will answer", "Әкімдік")):
        organizer.write_texts(question, {"kk": f"{word} (кк)", "ru": f"{word} (ру)", "en": f"{word} (en)"})
    organizer.write("Seats", str(SEATS))
    organizer.press("Set up the jury")
    expect(organizer.page).to_have_url(re.compile(f"/ru/juries/{SLUG}/"))


def write_charge(organizer: Visitor) -> None:
    organizer.go(f"/juries/{SLUG}/run")
    look(organizer, "run-draft")
    organizer.follow("Write the charge in three languages")
    organizer.follow("Edit the charge")
    for question in ("The question to the jury", "What the jury deals with", "What the jury does not deal with",
                     "What the jury may do, and what happens with its verdict", "The authority’s promise to reply"):
        organizer.write_texts(question, {"kk": "Қандай саябақ керек?", "ru": "Какой нужен парк?", "en": "Which park?"})
    organizer.press("Save the charge")
    expect(organizer.page.get_by_text("Қандай саябақ керек?").first).to_be_visible()
    look(organizer, "charge")


def invite(organizer: Visitor, visit: Callable[..., Visitor], role: str) -> Visitor:
    """The organizer reads the code out; the invited person comes in on a device of their own."""
    organizer.go(f"/juries/{SLUG}/members/")
    organizer.follow("Invite somebody")
    organizer.page.get_by_role("radio", name=re.compile(f"^{organizer.words(role)}")).check()
    organizer.write("Name", f"Некто {role}")
    organizer.write("E-mail address", f"{role.lower()}@parks.example.org")
    languages = organizer.page.get_by_role("group", name=organizer.words("Language of the invitation"))
    languages.get_by_label("Русский").check()
    organizer.page.get_by_role("button", name=organizer.words("Invite"), exact=True).click()
    look(organizer, f"link-{role}")
    link = re.search(r"http\S+/enter/\S+", organizer.page.inner_text("main"))
    assert link is not None
    invited = visit(language="ru")
    invited.enter(link[0], organizer.page.locator(".receipt-code").inner_text())
    return invited


def decide(member: Visitor, button: str) -> None:
    member.page.get_by_role("link", name="Парк (ру)").first.click()
    member.page.get_by_role("main").get_by_role("link", name=member.words("Go there")).click()
    look(member, f"decide-{button.split(maxsplit=1)[0]}")
    member.press(button, version=1)
    expect(member.page.get_by_role("table", name=member.words("Decisions on the charge"))).to_be_visible()


def compute_and_publish(organizer: Visitor, overseer: Visitor) -> None:
    """The organizer cannot publish what no overseer has approved."""
    organizer.follow("Publish the list of possible panels")
    look(organizer, "draw-start")
    organizer.page.get_by_role("radio", name=re.compile("^100 ")).check()
    organizer.press("Compute the list")
    organizer.page.reload()  # the computation goes on without the page
    organizer.page.get_by_text(organizer.words("Compute it again")).first.wait_for(timeout=90_000)
    look(organizer, "draw-computed")
    expect(organizer.button("Publish the list")).to_have_count(0)
    overseer.go(f"/juries/{SLUG}/draw/")
    look(overseer, "draw-to-be-approved")
    object_to_the_list(organizer, overseer)
    overseer.press("Approve the list")
    overseer.sees("Your decision is recorded and public.")
    organizer.page.reload()
    organizer.press("Publish the list")
    expect(organizer.page.get_by_role("button", name=organizer.words("Send my entry"))).to_be_visible()
    look(organizer, "draw-published")


def object_to_the_list(organizer: Visitor, overseer: Visitor) -> None:
    """One objection holds the list back until its overseer is satisfied; both words stay public."""
    page = overseer.page
    page.get_by_text(overseer.words("Object to the list")).first.click()
    page.locator("details[open] textarea[name=reason], details[open] input[name=reason]").first.fill("Где село?")
    page.locator("details[open] button.btn").first.click()
    organizer.page.reload()
    expect(organizer.page.get_by_text("Где село?").first).to_be_visible()
    expect(organizer.button("Publish the list")).to_have_count(0)
    look(organizer, "draw-objected")


def throw_dice(organizer: Visitor, overseer: Visitor) -> None:
    label = "The dice, in the order in which they were announced"
    organizer.write(label, "4 2")
    organizer.press("Send my entry")
    organizer.sees("Your entry is kept. A second person must type the same; until then you can still correct yours.")
    overseer.go(f"/juries/{SLUG}/draw/")
    overseer.write(label, "42")
    overseer.press("Send my entry")
    expect(overseer.page.get_by_role("heading", name=overseer.words("Result of the draw"))).to_be_visible()
    look(overseer, "draw-result")


def watch_the_ceremony(presenter: Visitor, hall: Visitor) -> None:
    """One presses keys; the screens of the others follow without being touched."""
    scene = "[data-scene={}]".format
    expect(hall.page.locator(scene("panel"))).to_be_visible()
    presenter.go(f"/juries/{SLUG}/draw/ceremony").wait_for_load_state("networkidle")  # the script that hears keys
    for key, shown in (("PageUp", "dice"), ("ArrowLeft", "list"), ("PageDown", "dice")):
        presenter.page.keyboard.press(key)
        expect(hall.page.locator(scene(shown))).to_be_visible()
        expect(presenter.button("Next")).to_be_focused()
    look(hall, "ceremony-dice")
    presenter.page.keyboard.press("Enter")  # the focus is on the button
    presenter.page.locator(scene("panel")).wait_for()
    presenter.page.keyboard.press("ArrowRight")  # everybody at once
    expect(hall.page.locator(".ticket:not(.ticket-dark)")).to_have_count(SEATS)
    look(hall, "ceremony-panel")
    assert not hall.context.cookies()


def check_the_draw(organizer: Visitor, folder: Path) -> None:
    """Anybody can: the two files, and a program that knows nothing of this site."""
    organizer.go(f"/juries/{SLUG}/draw/proof")
    organizer.press("Check in this browser")
    expect(organizer.page.locator("[data-module=verify_draw] .note-ok")).to_be_visible(timeout=15_000)
    files = {}
    for name in ("commitment.json", "result.json"):
        with organizer.page.expect_download() as download:
            organizer.page.get_by_role("link", name=name).first.click()
        files[name] = folder / name
        download.value.save_as(files[name])
    assert verify(*files.values()).startswith("OK:")
    result = json.loads(files["result.json"].read_text("utf-8"))
    result["panel"][0] = result["reserve_order"][0]
    (folder / "tampered.json").write_text(json.dumps(result, ensure_ascii=False), "utf-8")
    assert verify(files["commitment.json"], folder / "tampered.json").startswith("NOT OK (panel_wrong)")


def verify(commitment: Path, result: Path) -> str:
    done = subprocess.run([sys.executable, "-m", "sortition", "verify", str(commitment), str(result)], cwd=ROOT,
                          capture_output=True, text=True)
    answer = (done.stdout + done.stderr).strip().splitlines()[-1]
    assert (done.returncode == 0) == answer.startswith("OK"), done
    return answer


def seat(organizer: Visitor, drawn: Visitor) -> None:
    """Two say no and are replaced; everybody else says yes, each by the link in their letter."""
    go_on(organizer, "Seating")
    organizer.follow("Fill the seats")
    organizer.press("Invite the drawn people")
    table = organizer.words("Who was invited and what they answered")
    rows = organizer.page.get_by_role("table", name=table).get_by_role("row")
    expect(rows).to_have_count(SEATS + 1)
    look(organizer, "seats-invited")
    links = invitations(organizer)
    assert len(links) == SEATS
    for link in links[:2]:
        answer(drawn, link, "No, give it to somebody else")
    organizer.go(f"/juries/{SLUG}/seats/")
    expect(rows).to_have_count(SEATS + 3)
    look(organizer, "seats-replaced")
    replacements = set(invitations(organizer)) - set(links)
    assert len(replacements) == 2
    for link in [*links[2:], *replacements]:
        answer(drawn, link, "Yes, I take the seat")
    look(drawn, "seat-confirmed")
    drawn.page.goto(links[0])
    drawn.sees("You said no. The seat goes to the next person by the published rule. Thank you for your answer.")


def invitations(organizer: Visitor) -> list[str]:
    """The links in the letters of the outbox."""
    organizer.go(f"/juries/{SLUG}/messages/")
    title = organizer.words("Invitation to take a seat")
    rows = organizer.page.get_by_role("row").filter(has_text=title).get_by_role("link")
    letters = [row.get_attribute("href") for row in rows.all()]
    found = []
    for letter in letters:
        organizer.page.goto(organizer.house.url(str(letter)))
        found.append(str(organizer.page.locator("article a[href*='/seat/']").get_attribute("href")))
    return found


def answer(drawn: Visitor, link: str, button: str) -> None:
    drawn.page.goto(link)
    drawn.language = str(drawn.page.locator("html").get_attribute("lang"))
    drawn.press(button)
    expect(drawn.button(button)).to_have_count(0)


def prepare_agenda(organizer: Visitor) -> None:
    organizer.go(f"/juries/{SLUG}/agenda/template")
    look(organizer, "agenda-template")
    organizer.page.get_by_role("radio").first.check()
    organizer.page.locator("#starts_at").fill("2027-02-01T10:00")
    organizer.press("Lay out the agenda")
    expect(organizer.page).to_have_url(re.compile("/agenda/$"))
    look(organizer, "agenda")
