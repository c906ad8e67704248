"""Drawn people answer once; a refusal goes to the person whom the public rule names, and a yes makes a juror."""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.phases import OfferState
from app.domain.roles import Role
from app.domain.stages import Stage
from app.models import Draw, Message, Registrant, SeatOffer
from app.services import messages, records
from app.services.accounts import memberships
from app.services.draw import compositions, dice, seats
from app.services.vault import Vault
from sortition.replacements import replacements
from tests.cast import Cast, actor, jury_of
from tests.drawing import SEATS, drawn

WEEK = timedelta(days=7)


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.extensions["alqa.vault"]
    return found


@pytest.fixture
def draw(session: Session, cast: Cast, vault: Vault, now: datetime) -> Draw:
    """A drawn panel with its invitations out."""
    made = drawn(session, cast, vault, now)
    seats.invite_panel(session, jury_of(session, cast), WEEK, vault=vault, now=now,
                       actor=actor(session, cast, "organizer"))
    return made


def token_of(session: Session, cast: Cast, vault: Vault, offer: SeatOffer) -> str:
    """The personal link as it stands in the person's mailbox."""
    found = session.scalars(select(Message).where(
        Message.registrant_id == offer.registrant_id, Message.template == "seat_invitation")).all()
    return str(messages.content_of(jury_of(session, cast), found[-1], vault=vault).values["token"])


def offers(session: Session, draw: Draw, state: OfferState) -> list[SeatOffer]:
    return [offer for offer in seats.offers_of(session, draw) if offer.state is state]


def test_everybody_on_the_panel_is_invited_once_and_the_jury_moves_on(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury = jury_of(session, cast)
    assert [offer.ticket for offer in seats.offers_of(session, draw)] == dice.result_of(draw)["panel"]
    assert jury.stage is Stage.SEATING
    with pytest.raises(Conflict, match="seats_are_offered"):
        seats.invite_panel(session, jury, WEEK, vault=vault, actor=actor(session, cast, "organizer"), now=now)


def test_the_time_to_answer_has_limits(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    drawn(session, cast, vault, now)
    with pytest.raises(DomainError, match="time_to_answer_is_wrong"):
        seats.invite_panel(session, jury_of(session, cast), timedelta(hours=1), vault=vault, now=now,
                           actor=actor(session, cast, "organizer"))


def test_yes_makes_a_juror_with_link_and_code(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    offer = seats.offers_of(session, draw)[0]
    seats.answer_by_link(session, token_of(session, cast, vault, offer), True, vault=vault, now=now)
    assert offer.state is OfferState.CONFIRMED and offer.person_id is not None
    assert memberships.find_member(session, cast.jury_id, offer.person_id, Role.JUROR) is not None
    sent = set(session.scalars(select(Message.template).where(Message.person_id == offer.person_id)))
    assert sent == {"juror_link", "juror_code"}


def test_an_answer_counts_once(session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    offer = seats.offers_of(session, draw)[0]
    token = token_of(session, cast, vault, offer)
    seats.answer_by_link(session, token, True, vault=vault, now=now)
    for is_yes in (True, False):
        with pytest.raises(Conflict, match="offer_is_answered"):
            seats.answer_by_link(session, token, is_yes, vault=vault, now=now)
    assert offer.state is OfferState.CONFIRMED


def test_refusals_are_replaced_exactly_by_the_public_rule(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury = jury_of(session, cast)
    refused = []
    for _ in range(5):
        offer = offers(session, draw, OfferState.INVITED)[1]
        refused.append(offer.ticket)
        seats.answer_by_link(session, token_of(session, cast, vault, offer), False, vault=vault, now=now)
    expected = replacements(dice.document_of(draw), dice.result_of(draw),
                            vault.open(jury, draw.features_sealed or b""), refused)
    assert sorted(offer.ticket for offer in offers(session, draw, OfferState.INVITED)) == list(expected[-1].seated)
    called = [offer for offer in seats.offers_of(session, draw) if offer.replaces_id]
    assert [(offer.ticket, offer.violation) for offer in called] == [(one.ticket, one.violation) for one in expected]
    answered = [entry.data for entry in records.entries_of(session, jury.id) if entry.kind == "seat_answered"]
    assert [(data["ticket"], data["called"]) for data in answered] == [(one.declined, one.ticket) for one in expected]


def test_when_nobody_is_left_the_seat_stays_empty(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    while invited := offers(session, draw, OfferState.INVITED):
        seats.answer_by_link(session, token_of(session, cast, vault, invited[0]), False, vault=vault, now=now)
    people = session.query(Registrant).count()
    assert SEATS < len(offers(session, draw, OfferState.DECLINED)) <= people


def test_no_answer_in_time_is_a_refusal_and_the_late_yes_is_told_why(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    late = offers(session, draw, OfferState.INVITED)[0]
    token = token_of(session, cast, vault, late)
    after = now + WEEK + timedelta(seconds=1)
    with pytest.raises(Conflict, match="invitation_has_expired"):
        seats.answer_by_link(session, token, True, vault=vault, now=after)
    assert seats.draws_with_overdue_offers(session, now=now) == []
    assert seats.draws_with_overdue_offers(session, now=after) == [draw.id]
    assert seats.expire_overdue(session, draw.id, vault=vault, now=after) == SEATS
    assert seats.expire_overdue(session, draw.id, vault=vault, now=after) == 0
    assert len(offers(session, draw, OfferState.EXPIRED)) == SEATS
    fresh = offers(session, draw, OfferState.INVITED)
    assert len(fresh) == SEATS and all(offer.answer_by == after + WEEK for offer in fresh)


def test_staff_enter_an_answer_only_with_a_note(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    offer, organizer = seats.offers_of(session, draw)[0], actor(session, cast, "organizer")
    with pytest.raises(DomainError, match="note_is_missing"):
        seats.answer_for(session, jury_of(session, cast), offer.id, True, "", vault=vault, actor=organizer, now=now)
    seats.answer_for(session, jury_of(session, cast), offer.id, True, "By telephone", vault=vault, now=now,
                     actor=organizer)
    assert (offer.state, offer.note) == (OfferState.CONFIRMED, "By telephone")


@pytest.mark.parametrize("who", ["facilitator", "juror", "overseer", "expert", "outsider"])
def test_others_do_not_answer_for_anybody(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw, who: str) -> None:
    offer = seats.offers_of(session, draw)[0]
    with pytest.raises(Forbidden):
        seats.answer_for(session, jury_of(session, cast), offer.id, True, "x", vault=vault, now=now,
                         actor=actor(session, cast, who))


def test_a_new_link_ends_the_old_one(session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    offer = seats.offers_of(session, draw)[0]
    old = token_of(session, cast, vault, offer)
    seats.renew_invitation(session, jury_of(session, cast), offer.id, vault=vault, now=now,
                           actor=actor(session, cast, "organizer"))
    with pytest.raises(NotFound, match="invitation_is_unknown"):
        seats.find_by_token(session, old)
    assert seats.find_by_token(session, token_of(session, cast, vault, offer)).id == offer.id


def test_two_people_with_one_address_and_one_name_become_two_jurors(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury = jury_of(session, cast)
    pair = seats.offers_of(session, draw)[:2]
    for offer in pair:
        registrant = session.get_one(Registrant, offer.registrant_id)
        registrant.contact_sealed = vault.seal(jury, {"name": "Айгүл Сәрсенова", "email": "family@example.kz"})
        seats.answer_for(session, jury, offer.id, True, "By telephone", vault=vault, now=now,
                         actor=actor(session, cast, "organizer"))
    jurors = [member for member in memberships.members_of(session, jury.id, Role.JUROR)
              if member.person_id in {offer.person_id for offer in pair}]
    assert {member.alias for member in jurors} == {"Айгүл С.", "Айгүл С. 2"}
    assert pair[0].person_id != pair[1].person_id


def test_the_composition_counts_the_people_of_the_moment(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury = jury_of(session, cast)
    groups = compositions.of_seats(session, jury, draw, [OfferState.INVITED], vault=vault)
    assert [sum(row.panel or 0 for row in group.rows) for group in groups] == [SEATS, SEATS]
    assert compositions.seats_missing(groups) == 0
    none = compositions.of_seats(session, jury, draw, [OfferState.CONFIRMED], vault=vault)
    assert compositions.seats_missing(none) == 6 + 5  # minima: 3 + 3 and 3 + 2
