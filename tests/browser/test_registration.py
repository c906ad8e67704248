"""On a phone of 390 px without JavaScript, in Kazakh: from the code of the letter to the receipt, and out again."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.domain.registrations import QuestionKind, RegistrantSource
from app.installation import current_vault, utc_now
from app.models import Address, Jury, Registrant
from app.services.recruitment import letter_codes, registration_answers, registration_questions
from app.transaction import transaction
from tests.browser.house import RECRUITING, House
from tests.browser.visitors import Visitor

pytestmark = pytest.mark.browser
CODE = "482103769954"
REGISTER = f"/juries/{RECRUITING}/register"


def post_letter(house: House) -> None:
    """A letter with its code has come to an address in Petropavl."""
    with house.app.app_context(), transaction() as session:
        jury = session.scalars(select(Jury).where(Jury.slug == RECRUITING)).one()
        vault = current_vault()
        session.add(Address(
            jury_id=jury.id, number=90_001, area="", address_hash="journey", added_at=utc_now(), drawn_at=utc_now(),
            contact_sealed=vault.seal(jury, {"town": "Петропавл", "street": "Абай көшесі 12, 4"}),
            code_hash=letter_codes.hash_code(jury, CODE, vault=vault), code_sealed=vault.seal(jury, CODE)))


def test_from_the_letter_to_the_receipt_and_out_again(house: House, visit: Callable[..., Visitor]) -> None:
    post_letter(house)
    person = visit(language="kk", java_script_enabled=False)
    page = person.page
    person.go(f"{REGISTER}?code={CODE}")
    page.get_by_role("main").get_by_role("link", name="Қазақша").click()
    expect(page.get_by_label(person.words("Code from the letter"))).to_have_value(CODE)
    person.press("Begin")
    person.choose("I have read this, I am 18 or older, and I agree")
    person.press("Next")
    answer_questions(house, person)
    person.write("Surname and first name", "Зәуре Жүргенқызы")
    person.write("Telephone", "8 (701) 555-44-33")
    person.press("Next")
    expect(page.get_by_label(person.words("Where do you live?"))).to_have_value("Петропавл, Абай көшесі 12, 4")
    person.press("Next")
    page.go_back()  # the button of the browser leads to the page before, with its answer
    expect(page.get_by_label(person.words("Where do you live?"))).to_have_value("Петропавл, Абай көшесі 12, 4")
    person.press("Next")
    languages = page.get_by_role("group", name=person.words("In which languages can you follow a talk?"))
    languages.get_by_label("Русский").check()
    person.press("Next")
    person.choose("Yes, on all days")
    person.press("Next")
    person.sees("Check your answers")
    page.wait_for_timeout(registration_answers.FASTEST.total_seconds() * 1000)
    person.press("Register")
    person.sees("You are registered")
    person.shot("registration-receipt-kk")
    assert not person.context.cookies()
    person.follow("My registration")
    person.sees("You are registered. When the list of possible juries is published, your ticket and your chance will "
                "stand here.")
    person.follow("Withdraw or erase")
    person.choose("I withdraw, and you erase everything about me")
    person.press("Do it")
    expect(page.get_by_text("Жүргенқызы")).to_have_count(0)
    with house.session() as session:
        row = session.scalars(select(Registrant).where(Registrant.source == RegistrantSource.WEB)).one()
        assert row.erased_at and row.features == {} and row.phone_mark is None


def answer_questions(house: House, person: Visitor) -> None:
    with house.session() as session:
        jury = session.scalars(select(Jury).where(Jury.slug == RECRUITING)).one()
        questions = registration_questions.questions_of(session, jury)
    for question in questions:
        if question.kind is QuestionKind.BIRTH_YEAR:
            person.page.get_by_role("textbox").last.fill("1958")
        else:
            person.page.get_by_role("main").get_by_role("radio").first.check()
        person.press("Next")
