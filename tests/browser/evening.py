"""An evening of the demo jury: who sits at which browser, and what is laid out before anybody comes."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect
from sqlalchemy import select

from app.domain.phases import ItemKind, ProposalState
from app.domain.roles import Role
from app.installation import utc_now
from app.models import AgendaItem, Jury, Person, Proposal
from app.services.accounts import actors, memberships, people
from app.services.room import agenda_changes, agenda_plans, hearings, rooms
from app.services.room.agenda_plans import ItemFrame
from app.services.room.hearings import HearingFrame
from app.transaction import transaction
from tests.browser.house import DELIBERATING, House
from tests.browser.looking import axe_problems
from tests.browser.visitors import Visitor

JURY = f"/juries/{DELIBERATING}"
ROOM, TABLES = f"{JURY}/room/", f"{JURY}/tables/"
JURORS = 5
OBSERVER = "observer@example.org"


@dataclass
class Evening:
    """Everybody at a browser of their own. `experts` speak for two sides."""

    house: House
    chair: Visitor
    jurors: list[Visitor]
    experts: list[Visitor]
    observer: Visitor

    @property
    def plenary(self) -> list[Visitor]:
        """Who may be in the room while witnesses are heard."""
        return [self.chair, *self.jurors, *self.experts, self.observer]

    def come_in(self, visitors: Iterable[Visitor]) -> None:
        for visitor in visitors:
            visitor.go(ROOM)
        for visitor in visitors:
            expect(visitor.page.locator("[data-connection] [data-words]")).to_have_text(visitor.words("Live"))

    def begin(self, english: str, visitors: Sequence[Visitor]) -> None:
        """The facilitator begins the next item; these people see it at once."""
        self.chair.page.locator("form[data-command=start_next] button").first.click()
        for visitor in (self.chair, *visitors):
            expect(visitor.page.locator("#stage-title")).to_contain_text(visitor.words(english))


def gather(house: House, visit: Callable[..., Visitor]) -> Evening:
    """The facilitator at a desk, five jurors on telephones in Kazakh and Russian, two experts, an observer."""
    lay_out(house)

    def seat(role: Role, place: int, **options: object) -> Visitor:
        return visit(house.person(DELIBERATING, role, place), **options)

    return Evening(
        house, chair=seat(Role.FACILITATOR, 0, language="kk", phone=False),
        jurors=[seat(Role.JUROR, place, language="ru" if place % 2 else "kk") for place in range(JURORS)],
        experts=[seat(Role.EXPERT, place, language="ru") for place in (1, 2)],
        observer=seat(Role.OBSERVER, 0, language="ru"))


def lay_out(house: House) -> None:
    """Put a hearing and small tables after the item that runs, and invite an observer."""
    with house.app.app_context(), transaction() as session:
        jury = session.scalars(select(Jury).where(Jury.slug == DELIBERATING)).one()
        chair = memberships.members_of(session, jury.id, Role.FACILITATOR)[0]
        witness = memberships.members_of(session, jury.id, Role.EXPERT)[1]
        current = session.get_one(AgendaItem, rooms.room_of(session, jury.id).current_item_id)
        signature: dict[str, Any] = {"reason": "Сұрақтар көп", "now": utc_now(),
                     "actor": actors.actor_for(session, chair.person, jury.id)}
        hearing = hearings.plan_hearing(session, jury, HearingFrame(current.session_id, witness.id, 10), **signature)
        tables = agenda_changes.add_item(session, jury, current.session_id, ItemFrame(ItemKind.TABLES, {}, {}, 40),
                                         **signature)
        for item, after in ((hearing, current), (tables, hearing)):
            while item.position > after.position + 1:
                agenda_plans.move_item(session, jury, item.id, True, actor=signature["actor"])
        observer = session.scalars(select(Person).where(Person.email == OBSERVER)).first() or people.add_person(
            session, "Observer", email=OBSERVER, now=utc_now(), language="ru")
        memberships.join(session, jury, observer, Role.OBSERVER, now=utc_now())


def draft_number(house: House) -> int:
    """The proposal that the demo's jurors are writing."""
    with house.session() as session:
        proposal = session.query(Proposal).filter_by(state=ProposalState.DRAFT).order_by(Proposal.id).first()
        assert proposal is not None
        return proposal.id


def member_of(visitor: Visitor) -> str:
    """The number by which the open room knows this person."""
    return str(visitor.page.locator("[data-room]").get_attribute("data-me"))


def record(visitor: Visitor) -> Locator:
    """What people have said, in the order in which the page shows it."""
    return visitor.page.locator("[data-target=record] > li.msg:not(.msg-event) > p")


def say(visitor: Visitor, label: str, text: str) -> None:
    visitor.write(label, text)
    visitor.page.get_by_role("button", name=visitor.words("Send"), exact=True).click()


def follow_live(visitor: Visitor, english: str) -> None:
    """By the keyboard: while new lines come in, what a finger aims at moves."""
    visitor.page.get_by_role("link", name=visitor.words(english)).first.press("Enter")


def queue_is(visitors: Iterable[Visitor], expected: Sequence[str]) -> None:
    """All of them see these people at the floor, in this order."""
    for visitor in visitors:
        lines = visitor.page.locator("[data-target=floor] li[data-person]")
        expect(lines).to_have_count(len(expected))
        for place, person in enumerate(expected):
            expect(lines.nth(place)).to_have_attribute("data-person", person)


def runs(visitors: Iterable[Visitor], place: int) -> None:
    """All of them see the clocks of two sides and of the background experts, and that only this one ticks."""
    for visitor in visitors:
        clocks = visitor.page.locator("[data-target=room-sides] li")
        expect(clocks).to_have_count(3)
        for number in range(3):
            expect(clocks.nth(number).locator("[data-clock]")).to_have_count(int(number == place))


def look(visitor: Visitor, name: str) -> None:
    """Keep a picture, and let axe look at the page."""
    visitor.shot(f"evening-{name}")
    problems = axe_problems(visitor.page)
    assert not problems, f"{visitor.page.url}: {problems}"
