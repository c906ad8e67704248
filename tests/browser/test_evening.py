"""A whole evening in nine browsers: the queue, a hearing of two sides, tables twice, one clause, a vote, a dissent."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.domain.phases import Choice
from tests.browser.evening import (
    JURORS,
    JURY,
    ROOM,
    TABLES,
    Evening,
    draft_number,
    follow_live,
    gather,
    look,
    member_of,
    queue_is,
    record,
    runs,
    say,
)
from tests.browser.house import DELIBERATING, House
from tests.browser.visitors import Visitor
from tests.browser.voting import cast

pytestmark = pytest.mark.browser
VOTERS, YES = 20, 17
SECRET = "тек біздің үстелге"  # in everything that is said or noted at a table
DISSENT = "Күріш өсіретін ауылдар жұмыссыз қалмауы керек."


def test_an_evening(house: House, visit: Callable[..., Visitor]) -> None:
    evening = gather(house, visit)
    evening.come_in(evening.plenary)
    wait_for_the_floor(evening)
    hear_two_sides(evening)
    sit_at_tables(evening)
    carry_into_the_plenary(evening)
    write_one_clause(evening)
    vote(evening)
    dissent(evening)


def wait_for_the_floor(evening: Evening) -> None:
    """Two ask to speak, everybody sees the same order; who loses the line meanwhile keeps the place."""
    second, third = evening.jurors[1:3]
    order = [member_of(second), member_of(third)]
    for place, juror in enumerate((second, third)):
        juror.press("Ask to speak")
        queue_is([juror], order[:place + 1])
    queue_is(evening.plenary, order)
    look(third, "queue-390")
    third.context.set_offline(True)
    evening.chair.press("Give the floor")
    second.sees("You have the floor")
    queue_is([visitor for visitor in evening.plenary if visitor is not third], order)
    second.press("I have finished")
    queue_is([visitor for visitor in evening.plenary if visitor is not third], order[1:])
    third.context.set_offline(False)
    queue_is([third], order[1:])
    third.sees("You are number %(place)s – about %(minutes)s min", place=1, minutes=0)
    evening.chair.press("Give the floor")
    third.sees("You have the floor")
    third.press("I have finished")
    queue_is(evening.plenary, [])


def hear_two_sides(evening: Evening) -> None:
    """The clock of the side that is heard runs; when the other side has the floor, only the other's does."""
    first, other = evening.experts
    evening.begin("Hearing", evening.plenary)
    runs(evening.plenary, 0)
    take_the_floor(evening, first)
    runs(evening.plenary, 0)
    ticking = evening.jurors[0].page.locator("[data-target=room-sides] li").nth(0).locator("[data-clock]")
    expect(ticking).not_to_have_text(ticking.inner_text())
    say(first, "Your message", "Рис кормит село.")
    for visitor in evening.plenary:
        expect(record(visitor).last).to_have_text("Рис кормит село.")
    first.press("I have finished")
    take_the_floor(evening, other)
    runs(evening.plenary, 1)
    look(evening.jurors[3], "two-sides-390")
    look(evening.chair, "two-sides-1280")
    other.press("I have finished")
    runs(evening.plenary, 0)


def take_the_floor(evening: Evening, expert: Visitor) -> None:
    expert.press("Ask to speak")
    queue_is([evening.chair], [member_of(expert)])
    evening.chair.press("Give the floor")
    expert.sees("You have the floor")


def sit_at_tables(evening: Evening) -> None:
    """Two rounds with other neighbours; what is said there stays there, also when somebody tries every door."""
    evening.begin("Small tables", evening.jurors)
    plan(evening)
    first = seat_everybody(evening, 1)
    talk_apart(evening, first)
    try_every_door(evening, list(first))
    end_round(evening)
    second = seat_everybody(evening, 2)
    assert {frozenset(people) for people in first.values()} != {frozenset(people) for people in second.values()}
    end_round(evening)


def plan(evening: Evening) -> None:
    """For those who are here: five people at two tables."""
    chair = evening.chair
    chair.go(f"{TABLES}plan")
    for label, number in (("How many rounds", "2"), ("People at a table", "3"), ("Minutes of a round", "10")):
        chair.write(label, number)
    chair.page.get_by_label(chair.words("Seat people of one language together as far as possible")).uncheck()
    chair.press("Make the plan")
    expect(chair.page.locator(".seat-plan li")).to_have_count(2 * JURORS)
    look(chair, "plan-1280")


def seat_everybody(evening: Evening, number: int) -> dict[str, list[int]]:
    """Begin a round; each juror goes the way that the room shows. Table → places of the jurors."""
    evening.come_in(evening.jurors)
    evening.chair.go(f"{TABLES}plan")
    evening.chair.press("Begin round %(number)s: seat everybody", number=number)
    expect(evening.chair.page.locator(".seat-grid > article")).to_have_count(2)
    seated: dict[str, list[int]] = {}
    for place, juror in enumerate(evening.jurors):
        follow_live(juror, "Go to my table")
        juror.page.wait_for_url(re.compile(r"/tables/\d+/$"))
        seated.setdefault(table_of(juror), []).append(place)
    assert sorted(len(places) for places in seated.values()) == [2, 3]
    for places in seated.values():
        for seats in (evening.jurors[place].page.locator(".seat-list") for place in places):
            expect(seats.locator("> li")).to_have_count(len(places))
            expect(seats.locator("> li[data-mine]")).to_have_count(1)
    return seated


def table_of(juror: Visitor) -> str:
    return juror.page.url.rstrip("/").rpartition("/")[2]


def talk_apart(evening: Evening, seated: dict[str, list[int]]) -> None:
    """Everybody says something, one of each table writes its note, and only the table sees it."""
    for place, juror in enumerate(evening.jurors):
        say(juror, "Your message to the table", f"{SECRET} {place}")
        expect(record(juror).last).to_have_text(f"{SECRET} {place}")
    for places in seated.values():
        for place in places:
            expect(record(evening.jurors[place])).to_have_text([f"{SECRET} {other}" for other in places])
    for juror in evening.jurors:
        expect(juror.page.locator(".seat-list")).not_to_contain_text(juror.words("not connected"))
    look(evening.jurors[0], "table-390")
    for table, places in seated.items():
        writer = evening.jurors[places[0]]
        writer.follow("Write in the note")
        look(writer, f"note-{table}-390")
        writer.write("Your text of the note", f"{SECRET}: құбыр ескі, {table}")
        writer.press("Save the note")
        for place in places:
            expect(evening.jurors[place].page.locator("[data-target=note]")).to_contain_text(f"құбыр ескі, {table}")


def try_every_door(evening: Evening, tables: list[str]) -> None:
    """An expert and an observer: by address they are refused, and their open room tells nothing of the tables."""
    shut = [f"{TABLES}overview", f"{TABLES}plan", *(f"{TABLES}{table}/{door}" for table in tables
                                                   for door in ("", "note", "events"))]
    for stranger in (evening.experts[0], evening.observer):
        door = stranger.context.new_page()
        for path in (ROOM, f"{ROOM}events?after=0", f"{ROOM}?plenary=1", f"{JURY}/agenda/", f"{JURY}/record"):
            door.goto(stranger.house.url(f"/{stranger.language}{path}"))
            tells_nothing(door)
        for path in (TABLES, *shut):
            answer = door.goto(stranger.house.url(f"/{stranger.language}{path}"))
            assert answer is not None
            assert answer.status in {403, 404}, f"{answer.status} {path}"
            tells_nothing(door)
        door.close()
        tells_nothing(stranger.page)
    expect(evening.experts[0].page.locator("[data-connection]")).to_be_hidden()
    look(evening.experts[0], "outside-390")


def tells_nothing(page: Page) -> None:
    assert SECRET not in page.content(), page.url


def end_round(evening: Evening) -> None:
    evening.chair.go(TABLES)
    evening.chair.press("End the round: everybody back to the plenary")
    for juror in evening.jurors:
        juror.sees("This round is over. The note is kept, and everybody goes back to the plenary.")


def carry_into_the_plenary(evening: Evening) -> None:
    """The notes lie side by side; what the facilitator puts together is said to the jurors, not to the witness."""
    chair = evening.chair
    evening.come_in(evening.jurors)
    chair.go(TABLES)
    chair.page.get_by_role("region", name=chair.words("What the tables brought")).get_by_role("link").click()
    expect(chair.page.get_by_role("checkbox")).to_have_count(2)
    for point in chair.page.get_by_role("checkbox").all():
        point.check()
    chair.write("What these points say together", "Құбыр ескі")
    chair.press("Put the chosen points together")
    look(chair, "results-1280")
    chair.press("Say it in the plenary")
    for juror in evening.jurors:
        expect(record(juror).last).to_contain_text("Құбыр ескі")
        expect(record(juror).last).to_contain_text(SECRET)
    for stranger in (*evening.experts, evening.observer):
        tells_nothing(stranger.page)
        stranger.page.reload()
        tells_nothing(stranger.page)


def write_one_clause(evening: Evening) -> None:
    """Two type in one clause at the same time; both end with the same text."""
    writers = evening.jurors[:2]
    fields = [juror.page.locator("textarea[name=body-kk]") for juror in writers]
    for juror in writers:
        juror.go(f"{JURY}/proposals/{draft_number(evening.house)}/edit")
        expect(juror.page.locator("[data-draft-state]")).to_have_text(juror.words("All changes are kept."))
    before = fields[0].input_value()
    fields[0].press("Control+Home")
    fields[1].press("Control+End")
    for first, last in zip("Алдымен: ", " Әділ бол", strict=False):
        writers[0].page.keyboard.insert_text(first)
        writers[1].page.keyboard.insert_text(last)
    for field in fields:
        expect(field).to_have_value(f"Алдымен: {before} Әділ бол")
    look(writers[0], "clause-390")
    writers[0].press("Save a version")
    expect(writers[0].page.get_by_text("Әділ бол").first).to_be_visible()


def vote(evening: Evening) -> None:
    """The five vote on their telephones, the others elsewhere; the result is there for everybody at once."""
    evening.come_in(evening.jurors)
    chair = evening.chair
    chair.go(f"{JURY}/ballots/open")
    chair.page.get_by_role("checkbox").first.check()
    chair.press("Open the ballot")
    for place, juror in enumerate(evening.jurors):
        follow_live(juror, "A secret ballot is open. Go to the ballot.")
        juror.page.wait_for_url("**/ballots/")
        seal(juror, "Against" if place == 0 else "For")
    cast(evening.house, DELIBERATING, range(JURORS, VOTERS),
         lambda place: Choice.YES if place <= YES else Choice.ABSTAIN)
    evening.come_in(evening.jurors)
    chair.page.reload()
    chair.sees("%(sealed)s of %(voters)s", sealed=VOTERS, voters=VOTERS)
    chair.press("Open the box and count")
    for juror in evening.jurors:
        follow_live(juror, "The ballot is over. Look at the result.")
        juror.follow("Ballot No. %(number)s", number=1)
        expect(juror.page.locator(".votes")).to_contain_text(str(YES))
        juror.sees("Adopted")
    look(evening.jurors[1], "result-390")


def seal(juror: Visitor, choice: str) -> None:
    juror.follow("Vote now")
    juror.page.get_by_role("radio", name=juror.words(choice), exact=True).check()
    juror.press("Check my ballot")
    juror.press("Seal my ballot")
    expect(juror.page.locator(".receipt-code")).to_be_visible()


def dissent(evening: Evening) -> None:
    """One juror attaches a dissent and asks another, who signs it; a third reads both names."""
    author, friend, reader = evening.jurors[:3]
    author.follow("Attach a dissent or concurrence")
    author.choose("Dissent")
    author.write("Your text", DISSENT)
    author.page.get_by_label(author.words("Publish it under my name")).check()
    author.press("Attach it")
    author.follow("Change, ask others to sign")
    author.page.get_by_role("checkbox").first.check()
    author.press("Ask them to sign")
    author.sees("has not answered yet")
    look(author, "dissent-author-390")
    author.follow("Change the text")
    look(author, "dissent-change-390")
    friend.go(f"{JURY}/dissents/")
    friend.follow("Read and decide")
    look(friend, "sign-390")
    friend.page.get_by_label(friend.words("Sign under my name")).check()
    friend.press("Sign this text")
    friend.sees("You have signed this")
    reader.go(f"{JURY}/dissents/")
    quote = reader.page.locator("blockquote").filter(has_text=DISSENT)
    expect(quote.locator(".quote-by")).to_contain_text(", ")
    look(reader, "dissent-390")
