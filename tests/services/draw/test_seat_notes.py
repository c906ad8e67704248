"""Around the seats: one reminder, the past counted again, reserves, needs, stipends and who opened the names."""
from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, Forbidden
from app.domain.needs import SeatNeed
from app.domain.phases import OfferState, StipendState
from app.domain.roles import Role
from app.i18n.letters import render_letter
from app.models import Draw, Membership, Message, Registrant, SeatNeeds, Stipend
from app.services import messages
from app.services.draw import compositions, name_views, needs, reserves, seat_history, seat_reminders, seats, stipends
from app.services.draw.needs import Needs
from app.services.draw.stipends import Payment
from app.services.vault import Vault
from app.services.verdict import ballots
from sortition.replacements import replacements
from tests.cast import Cast, actor, jury_of
from tests.drawing import SEATS
from tests.seating import WEEK, invited, say, waiting


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.extensions["alqa.vault"]
    return found


@pytest.fixture
def draw(session: Session, cast: Cast, vault: Vault, now: datetime) -> Draw:
    return invited(session, cast, vault, now)


def sent(session: Session, template: str) -> list[Message]:
    return list(session.scalars(select(Message).where(Message.template == template).order_by(Message.id)))


def test_each_who_has_not_answered_is_reminded_once_in_their_language(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury, first = jury_of(session, cast), waiting(session, draw)[0]
    say(session, cast, first, True, vault, now=now)
    assert seat_reminders.due_ids(session, now=now + timedelta(days=4)) == []
    then = now + WEEK - seats.REMIND_BEFORE
    due = seat_reminders.due_ids(session, now=then)
    assert len(due) == SEATS - 1 and first.id not in due
    assert [seat_reminders.remind(session, offer_id, vault=vault, now=then) for offer_id in due] == [True] * len(due)
    assert not any(seat_reminders.remind(session, offer_id, vault=vault, now=then) for offer_id in [*due, first.id])
    assert seat_reminders.due_ids(session, now=then) == []
    for message in sent(session, "seat_reminder"):
        person = session.get_one(Registrant, message.registrant_id)
        content = messages.content_of(jury, message, vault=vault)
        assert message.language == person.language
        found = seats.find_by_token(session, content.values["token"])
        assert found.registrant_id == person.id, "the first link still works"
        letter = render_letter("seat_reminder", message.language, jury, content.values, base_url="http://localhost")
        assert content.values["token"] in letter.body and content.values["ticket"] in letter.body


def test_whoever_is_called_later_has_a_reminder_of_their_own_and_nobody_after_the_deadline(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    day = timedelta(days=1)
    say(session, cast, waiting(session, draw)[0], False, vault, now=now + day)
    late = waiting(session, draw)[-1]
    assert (late.remind_at, late.answer_by) == (now + day + WEEK - seats.REMIND_BEFORE, now + day + WEEK)
    assert seat_reminders.due_ids(session, now=now + WEEK) == [late.id], "the time of the others is over"
    assert seat_reminders.remind(session, waiting(session, draw)[0].id, vault=vault, now=now + WEEK) is False
    with pytest.raises(DomainError, match="reminder_is_too_early"):
        seats.invite_panel(session, jury_of(session, cast), WEEK, vault=vault, now=now, remind_before=WEEK,
                           actor=actor(session, cast, "organizer"))


def test_the_panel_of_any_past_moment_can_be_counted(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury, hour = jury_of(session, cast), timedelta(hours=1)
    offers = waiting(session, draw)
    say(session, cast, offers[0], True, vault, now=now + hour)
    say(session, cast, offers[1], False, vault, now=now + 2 * hour)
    moments = seat_history.moments_of(seats.offers_of(session, draw))
    assert [moment.what for moment in moments] == [None, OfferState.CONFIRMED, OfferState.DECLINED]
    counted = [(moment.counts[OfferState.INVITED], moment.counts[OfferState.CONFIRMED],
                moment.counts[OfferState.DECLINED]) for moment in moments]
    assert counted == [(SEATS, 0, 0), (SEATS - 1, 1, 0), (SEATS - 1, 1, 1)], "the replacement is invited at once"
    at_first = seat_history.tickets_at(seats.offers_of(session, draw), moments[0].at, *compositions.HOLDING)
    groups = compositions.of_tickets(session, jury, draw, at_first, vault=vault)
    drawn = compositions.of_draw(session, jury, draw)
    assert [row.panel for group in groups for row in group.rows] == [row.panel for group in drawn for row in group.rows]


def test_reserves_are_those_whom_the_rule_is_likely_to_call_and_they_cannot_vote(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    look = reserves.outlook(session, jury, draw, vault=vault, actor=organizer)
    assert look == reserves.outlook(session, jury, draw, vault=vault, actor=organizer)
    assert look.likely and look.likely[0].chance >= look.likely[-1].chance > 0
    told = reserves.tell_reserves(session, jury, draw, [row.ticket for row in look.likely[:2]], now + WEEK,
                                  vault=vault, actor=organizer, now=now)
    assert reserves.tell_reserves(session, jury, draw, [told[0].ticket], now + WEEK, vault=vault, actor=organizer,
                                  now=now) == [], "nobody is told twice"
    assert len(sent(session, "reserve_notice")) == 2
    members = session.scalars(select(Membership).where(Membership.jury_id == jury.id, Membership.role == Role.JUROR))
    assert len(list(members)) == 3, "the three of the cast: a reserve is no member"
    assert not hasattr(told[0], "person_id") and ballots.FEWEST_BALLOTS == 3
    for wrong in ([], ["9999"], [seats.offers_of(session, draw)[0].ticket]):
        with pytest.raises(DomainError, match="reserve_is_unknown"):
            reserves.tell_reserves(session, jury, draw, wrong, now + WEEK, vault=vault, actor=organizer, now=now)
    with pytest.raises(DomainError, match="reserve_day_is_wrong"):
        reserves.tell_reserves(session, jury, draw, [look.likely[-1].ticket], now, vault=vault, actor=organizer,
                               now=now)


def test_the_short_list_calls_whom_the_whole_order_calls(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    from app.services.draw import dice
    document, result = dice.document_of(draw), dice.result_of(draw)
    features = vault.open(jury_of(session, cast), draw.features_sealed or b"")
    short = {**result, "reserve_order": reserves.shortlist(result["reserve_order"], features)}
    assert len(short["reserve_order"]) < len(result["reserve_order"])
    for ticket in result["panel"]:
        assert replacements(document, short, features, [ticket]) == replacements(document, result, features, [ticket])


def test_needs_are_sealed_taken_from_the_registration_and_ticked_off(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    offer, other = waiting(session, draw)[:2]
    session.get_one(Registrant, offer.registrant_id).needs_sealed = vault.seal(
        jury, {"needs": ["travel", "child_care", "unheard_of"], "words": "Two children", "languages": ["kk"]})
    say(session, cast, offer, True, vault, now=now)
    said = needs.needs_of(session, jury, offer, vault=vault)
    assert said == Needs(frozenset({SeatNeed.TRAVEL, SeatNeed.CHILD_CARE}), frozenset(), "Two children", ("kk",))
    noted = Needs(said.kinds, frozenset({SeatNeed.TRAVEL, SeatNeed.DIET}), "Two children")
    needs.note_needs(session, jury, offer, noted, vault=vault, actor=organizer, now=now)
    needs.note_needs(session, jury, other, Needs(frozenset({SeatNeed.DIET})), vault=vault, actor=organizer, now=now)
    found = needs.to_do(needs.rows_of(session, jury, draw, vault=vault, actor=organizer))
    assert [(row.kind, row.people, row.open, row.tickets) for row in found] == [
        (SeatNeed.CHILD_CARE, 1, 1, (offer.ticket,)), (SeatNeed.TRAVEL, 1, 0, ())], "only who has confirmed is counted"
    assert b"children" not in session.get_one(SeatNeeds, offer.id).sealed
    for who in ("facilitator", "overseer", "juror"):
        with pytest.raises(Forbidden):
            needs.rows_of(session, jury, draw, vault=vault, actor=actor(session, cast, who))


def test_a_stipend_has_a_day_and_a_remark_but_never_an_account(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    offer = say(session, cast, waiting(session, draw)[0], True, vault, now=now)

    def note(*payment: object) -> None:
        stipends.note_payment(session, jury, offer, Payment(*payment), vault=vault, actor=organizer, now=now)  # type: ignore[arg-type]

    for code, payment in {
            "payment_day_is_missing": (StipendState.PAID, None, ""),
            "payment_day_is_wrong": (StipendState.PAID, date(2031, 1, 1), ""),
            "bank_data_is_refused": (StipendState.UNPAID, None, "to KZ86125KZT5004100100 please")}.items():
        with pytest.raises(DomainError, match=code):
            note(*payment)
    note(StipendState.PAID, date(2026, 11, 20), "Receipt 14")
    assert stipends.payment_of(session, jury, offer, vault=vault) == Payment(
        StipendState.PAID, date(2026, 11, 20), "Receipt 14")
    assert b"Receipt" not in (session.get_one(Stipend, offer.id).note_sealed or b"")
    assert stipends.counts_of(session, draw) == {
        StipendState.UNPAID: 0, StipendState.PAID: 1, StipendState.DECLINED: 0}


def test_openings_of_names_are_counted(session: Session, cast: Cast, now: datetime) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    for what in (name_views.LIST, name_views.LIST, name_views.NEEDS):
        name_views.note_view(session, jury, what, actor=organizer, now=now)
    assert [(row.what, row.times, row.people) for row in name_views.counts_of(session, jury)] == [
        ("list", 2, 1), ("needs", 1, 1)]
    with pytest.raises(Forbidden):
        name_views.note_view(session, jury, name_views.LIST, actor=actor(session, cast, "facilitator"), now=now)


def test_link_and_code_never_go_into_one_mailbox(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury = jury_of(session, cast)
    known = ({"email": "a@example.kz", "phone": "+77001234567"}, {"email": "b@example.kz"},
             {"phone": "+77007654321"}, {})
    ways = []
    for offer, contact in zip(waiting(session, draw), known, strict=False):
        session.get_one(Registrant, offer.registrant_id).contact_sealed = vault.seal(
            jury, {"name": f"Name {offer.ticket}", **contact})
        say(session, cast, offer, True, vault, now=now)
        pair = {message.template: message.channel for message in session.scalars(select(Message).where(
            Message.person_id == offer.person_id))}
        ways.append((pair["juror_link"], pair["juror_code"]))
    assert ways == [("email", "sms"), ("email", "letter"), ("sms", "letter"), ("letter", "letter")]
