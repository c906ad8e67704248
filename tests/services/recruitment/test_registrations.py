"""Registering: what is kept, who is recognised, what is refused, how somebody leaves."""
from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.phases import OfferState
from app.domain.registrations import RegistrantSource
from app.domain.stages import Stage
from app.models import Address, Jury, Message, RecordEntry, Registrant, RegistrationDraft, SeatOffer
from app.services import messages
from app.services.pool import pools
from app.services.recruitment import (
    letter_codes,
    registrant_tickets,
    registration_answers,
    registration_ends,
    registration_links,
    registration_terms,
    registrations,
)
from app.services.recruitment.registration_answers import Answers, Contact, Support
from app.services.recruitment.registration_terms import Terms
from app.services.vault import Vault
from tests import drawing
from tests.cast import Cast, actor
from tests.registering import CODE, FEATURES, PERSON, answers, enter, open_registration


@pytest.fixture
def vault(context: Flask) -> Vault:
    found: Vault = context.extensions["alqa.vault"]
    return found


@pytest.fixture
def jury(session: Session, cast: Cast, vault: Vault, now: datetime) -> Jury:
    return open_registration(session, cast, vault, now)


def letters(session: Session, jury: Jury, vault: Vault) -> list[tuple[str, str, int | None]]:
    return [(row.template, messages.content_of(jury, row, vault=vault).to, row.registrant_id)
            for row in session.scalars(select(Message).order_by(Message.id))]


def test_a_person_is_in_the_pool_and_can_be_drawn(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    row = enter(session, jury, vault, now, answers(), "token")
    assert (row.number, row.external_id, row.source, row.features) == (1, "1", RegistrantSource.WEB, FEATURES)
    assert vault.open(jury, row.contact_sealed) == {
        "name": PERSON.name, "phone": "+77010001122", "email": "aigul@example.kz", "address": [PERSON.address]}
    assert pools.sortition_pool(session, jury).values == (tuple(FEATURES.values()),)
    assert registration_links.find(session, jury, "token") is row
    assert letters(session, jury, vault) == [("registration_receipt", "aigul@example.kz", row.id)]
    assert registrations.answers_of(jury, row, vault=vault).support == Support(["kk"], ["travel"], "", "all")


def test_the_same_person_is_recognised_and_nobody_else_learns_of_it(
        session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    first = enter(session, jury, vault, now, answers(), "first")
    stranger = Contact("айгүл  НҰРЛАНҚЫЗЫ", "+7 (701) 000-11-22", "other@example.kz", "Тараз, 1")
    second = enter(session, jury, vault, now, answers(stranger), "second")
    assert (second.repeats_number, second.excluded_at) == (first.number, now)
    assert pools.count_pool(session, jury).people == 1
    assert registration_links.find(session, jury, "second") is second  # the same receipt as for anybody
    assert letters(session, jury, vault)[1:] == [("registration_receipt", "other@example.kz", second.id),
                                                 ("registration_again", "aigul@example.kz", first.id)]
    third = enter(session, jury, vault, now, answers(replace(PERSON, phone="")), "third")
    assert third.repeats_number == 1
    assert [kind for kind, _, who in letters(session, jury, vault)[3:]] == ["registration_again"]
    assert registration_terms.count(session, jury).again == 2


def test_another_name_with_the_same_contact_is_one_household(
        session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    first = enter(session, jury, vault, now, answers(), "first")
    wife = enter(session, jury, vault, now, answers(replace(PERSON, name="Ерлан Асқаров", address="Шу, 9")), "second")
    same_home = enter(session, jury, vault, now, answers(Contact(
        "Болат Сапар", "87020000000", "", "алматы абай көшесі 5 12 ПӘТЕР")), "third")
    assert wife.excluded_at is None and wife.household == first.household == same_home.household
    assert pools.count_pool(session, jury).people == 3


def test_the_letter_decides_the_household_and_its_code_counts_once(
        session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    address = letter_codes.find_address(session, jury, CODE, vault=vault)
    row = enter(session, jury, vault, now, answers(address_id=address.id), "first")
    typed = Contact("A B", "87770000001", "", "алматы сәтбаев көшесі 7 3")
    neighbour = enter(session, jury, vault, now, answers(typed), "second")
    assert row.household == neighbour.household
    with pytest.raises(Conflict, match="letter_code_is_used"), session.begin_nested():
        third = Contact("C D", "87770000002", "", "x")
        enter(session, jury, vault, now, answers(third, address_id=address.id), "third")
    registration_ends.erase(session, jury, row, vault=vault, now=now)
    assert session.get_one(Address, address.id).answers == 0


@pytest.mark.parametrize(("change", "codes"), [
    ({"consent_version": 0}, ["consent_is_missing"]),
    ({"features": {}}, ["answer_is_missing"]),
    ({"features": {**FEATURES, "gender": "invented"}}, ["answer_is_missing"]),
    ({"contact": Contact()}, ["name_is_missing", "contact_is_needed", "address_is_needed"]),
    ({"contact": Contact("A", "123", "nobody@here", "x")}, ["phone_is_no_number", "email_is_no_address"]),
])
def test_what_is_missing_is_said_all_at_once(session: Session, jury: Jury, vault: Vault, now: datetime,
                                             change: dict[str, object], codes: list[str]) -> None:
    with pytest.raises(DomainError) as refused:
        enter(session, jury, vault, now, replace(answers(), **change), "token")  # type: ignore[arg-type]
    assert [reason.code for reason in refused.value.reasons] == codes


def test_closed_is_closed(session: Session, jury: Jury, cast: Cast, vault: Vault, now: datetime) -> None:
    organizer = actor(session, cast, "organizer")

    def why(terms: Terms) -> str:
        registration_terms.set_terms(session, jury, terms, vault=vault, actor=organizer, now=now)
        with pytest.raises(DomainError) as refused:
            enter(session, jury, vault, now + timedelta(days=2), answers(), "token")
        return refused.value.code

    assert why(Terms(False)) == "registration_is_closed"
    assert why(Terms(True, True, now.date() + timedelta(days=1))) == "registration_day_has_passed"
    assert why(Terms(True, False)) == "code_is_needed"
    jury.stage = Stage.DRAW
    session.flush()
    with pytest.raises(Conflict, match="pool_is_frozen"):
        enter(session, jury, vault, now, answers(), "token")
    assert registration_terms.why_closed(session, jury, now=now).code == "registration_is_over"  # type: ignore[union-attr]
    kinds = [row.kind for row in session.scalars(select(RecordEntry).order_by(RecordEntry.number))]
    assert kinds[-4:] == ["registration_opened", "registration_closed", "registration_opened", "registration_opened"]


def test_nobody_but_the_organizer_opens_and_only_staff_enter_callers(
        session: Session, jury: Jury, cast: Cast, vault: Vault, now: datetime) -> None:
    how = registrations.Registering(RegistrantSource.PHONE, "token", "again")
    with pytest.raises(DomainError, match="role_is_missing"):
        registration_terms.set_terms(session, jury, Terms(), vault=vault, now=now,
                                     actor=actor(session, cast, "facilitator"))
    for who, note, code in (("juror", "called", "role_is_missing"), ("facilitator", " ", "note_is_missing")):
        with pytest.raises(DomainError, match=code):
            registrations.register_for(session, jury, answers(support=Support(note=note)), how, code="", vault=vault,
                                       actor=actor(session, cast, who), now=now)
    called = answers(support=Support(note="called"))
    row = registrations.register_for(session, jury, called, how, code=CODE, vault=vault, now=now,
                                     actor=actor(session, cast, "facilitator"))
    assert row.source is RegistrantSource.PHONE
    assert registrations.answers_of(jury, row, vault=vault).support.note == "called"


def test_erased_is_erased(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    row = enter(session, jury, vault, now, answers(), "token")
    registration_ends.withdraw(session, jury, row, vault=vault, now=now)
    registration_ends.withdraw(session, jury, row, vault=vault, now=now + timedelta(days=1))
    assert row.withdrawn_at == now and pools.count_pool(session, jury).people == 0
    registration_ends.erase(session, jury, row, vault=vault, now=now)
    registration_ends.erase(session, jury, row, vault=vault, now=now)
    assert vault.open(jury, row.contact_sealed) == {}
    assert row.features == {}
    assert (row.household, row.needs_sealed, row.phone_mark, row.email_mark) == (None, None, None, None)
    assert session.scalars(select(Message)).all() == []
    assert row.number == 1 and registration_terms.count(session, jury).erased == 1
    with pytest.raises(Conflict, match="registrant_is_erased"):
        registrations.answers_of(jury, row, vault=vault)
    again = enter(session, jury, vault, now, answers(), "again")
    assert again.number == 2 and again.repeats_number is None


def test_changing_keeps_the_marks_and_the_household_in_step(
        session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    row = enter(session, jury, vault, now, answers(), "token")
    marks, home = row.phone_mark, row.household
    new = answers(replace(PERSON, phone="87770000009", address="Шымкент, 4"), features={**FEATURES, "gender": "man"})
    registrations.change(session, jury, row, new, vault=vault, now=now)
    assert row.phone_mark != marks and row.household != home and row.features["gender"] == "man"
    jury.stage = Stage.DRAW
    session.flush()
    moved = answers(replace(PERSON, phone="87770000008", address="Шу, 1"))
    registrations.change(session, jury, row, moved, vault=vault, now=now)
    assert row.features["gender"] == "man" and row.household is not None
    assert vault.open(jury, row.contact_sealed)["phone"] == "+77770000008"
    registration_ends.withdraw(session, jury, row, vault=vault, now=now)
    with pytest.raises(Conflict, match="registrant_has_left"):
        registrations.change(session, jury, row, new, vault=vault, now=now)


def test_own_ticket_and_chance(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = drawing.drawn(session, cast, vault, now)
    jury = session.get_one(Jury, cast.jury_id)
    assert registrant_tickets.public_draw(session, jury) is draw
    tickets = [registrant_tickets.ticket_of(session, draw, row) for row in session.scalars(select(Registrant))]
    drawn = [ticket for ticket in tickets if ticket and ticket.is_drawn]
    assert len(drawn) == drawing.SEATS and all(ticket.reserve_place is None for ticket in drawn)
    assert all(ticket.chance == ticket.count / 100 for ticket in tickets if ticket)
    row = session.scalars(select(Registrant).order_by(Registrant.id)).first()
    assert row is not None
    offer = SeatOffer(jury_id=jury.id, draw_id=draw.id, registrant_id=row.id, ticket="9999", state=OfferState.INVITED,
                      token_hash="x", offered_at=now, answer_by=now + timedelta(days=1))
    session.add(offer)
    session.flush()
    for state, code in ((OfferState.INVITED, "seat_must_be_answered"), (OfferState.CONFIRMED, "seat_must_be_left")):
        offer.state = state
        with pytest.raises(Conflict, match=code):
            registration_ends.erase(session, jury, row, vault=vault, now=now)
    offer.state = OfferState.DECLINED
    registration_ends.erase(session, jury, row, vault=vault, now=now)
    assert row.erased_at == now and registrant_tickets.ticket_of(session, draw, row) is not None


# A change of the text is a change of what people agreed to: a new version, and its hash here.
CONSENTS = {1: "c6fe89abc6135cd29f4e75f2cb760b50ee49ff69aca35f4ccd3366851d1764b5"}


def test_the_text_of_the_agreement_is_that_of_its_version() -> None:
    text = (Path(__file__).resolve().parents[3] / "templates/registrations/_consent.html").read_bytes()
    assert hashlib.sha256(text).hexdigest() == CONSENTS[registration_answers.CONSENT_VERSION]


# The answers on their way.

WORDS = st.text(max_size=60)
ANSWERS = st.builds(
    Answers, language=st.sampled_from(["kk", "ru", "en"]), features=st.dictionaries(WORDS, WORDS, max_size=6),
    contact=st.builds(Contact, WORDS, WORDS, WORDS, WORDS), consent_version=st.integers(0, 9),
    support=st.builds(Support, st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3), WORDS, WORDS, WORDS),
    address_id=st.none() | st.integers(1, 2**31 - 1))


def test_any_answers_come_back_as_they_were(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ANSWERS, ANSWERS)
    def walk(first: Answers, then: Answers) -> None:
        token = registration_answers.begin(session, jury, first, vault=vault, now=now)
        draft = registration_answers.find(session, jury, token, now=now)
        assert registration_answers.read(jury, draft, vault=vault) == first
        registration_answers.keep(session, jury, token, then, vault=vault, now=now)
        session.expire_all()
        for text in (then.contact.name, then.contact.address):
            assert len(text) < 8 or json.dumps(text, ensure_ascii=False).encode() not in draft.answers_sealed
        assert registration_answers.take(session, jury, token, vault=vault, now=now + timedelta(minutes=1)) == then
        with pytest.raises(Conflict, match="answers_are_sent"):
            registration_answers.keep(session, jury, token, first, vault=vault, now=now)

    walk()


def test_answers_are_bounded_and_forgotten(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    with pytest.raises(DomainError, match="answers_are_too_long"):
        registration_answers.begin(session, jury, answers(Contact("я" * 5000)), vault=vault, now=now)
    token = registration_answers.begin(session, jury, answers(), vault=vault, now=now)
    assert token not in session.scalars(select(RegistrationDraft.token_hash)).all()
    with pytest.raises(DomainError, match="answered_too_fast"):
        registration_answers.take(session, jury, token, vault=vault, now=now + timedelta(seconds=1))
    late = now + registration_answers.LIFE
    with pytest.raises(NotFound, match="answers_are_gone"):
        registration_answers.find(session, jury, token, now=late)
    assert registration_answers.forget_old(session, now=late) == 1
    assert registration_answers.take_once(session, jury, "key", now=now)
    assert not registration_answers.take_once(session, jury, "key", now=now)
