"""Two jurors type in the same clause at the same time, in Kazakh; one of them loses the line for a while."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from app.domain.phases import ProposalState
from app.domain.roles import Role
from app.models import Draft, Proposal
from tests.browser.house import DELIBERATING, House
from tests.browser.visitors import Visitor

pytestmark = pytest.mark.browser


def field(visitor: Visitor) -> Locator:
    return visitor.page.locator("textarea[name=body-kk]")


def is_kept(visitor: Visitor) -> None:
    expect(visitor.page.locator("[data-draft-state]")).to_have_text(visitor.words("All changes are kept."))


def test_two_write_in_one_clause(house: House, visit: Callable[..., Visitor]) -> None:
    with house.session() as session:
        proposal = session.query(Proposal).filter_by(state=ProposalState.DRAFT).order_by(Proposal.id).first()
        assert proposal is not None
        number = proposal.id
    one, two = (visit(house.person(DELIBERATING, Role.JUROR, place), language="kk") for place in (0, 1))
    for visitor in (one, two):
        visitor.go(f"/juries/{DELIBERATING}/proposals/{number}/edit")
        is_kept(visitor)
    before = field(one).input_value()
    field(one).press("Control+Home")
    field(two).press("Control+End")
    for first, last in zip("Ғалымдар, ең алдымен: ", " – әділ, тез. Үңғіөұқ 😀", strict=False):
        one.page.keyboard.insert_text(first)
        two.page.keyboard.insert_text(last)
    both = f"Ғалымдар, ең алдымен: {before} – әділ, тез. Үңғіөұқ "
    for visitor in (one, two):
        expect(field(visitor)).to_have_value(both)
    assert field(one).evaluate("field => field.selectionStart") == len("Ғалымдар, ең алдымен: "), "the cursor stays"
    two.context.set_offline(True)
    two.page.keyboard.insert_text("желісіз 👩‍👩‍👧")
    expect(two.page.locator("[data-draft-note]")).to_have_text(two.words(
        "No connection. What you write is kept on this phone and sent when the connection is back."))
    one.page.keyboard.insert_text("онда ")
    two.context.set_offline(False)
    for visitor in (one, two):
        expect(field(visitor)).to_have_value(f"Ғалымдар, ең алдымен: онда {before} – әділ, тез. Үңғіөұқ желісіз 👩‍👩‍👧")
        is_kept(visitor)
    with house.session() as session:
        assert session.get_one(Draft, number).words["body.kk"] == field(one).input_value()
    one.press("Save a version")
    expect(one.page.locator("h1")).to_be_visible()
    expect(one.page.get_by_text("желісіз 👩‍👩‍👧").first).to_be_visible()
