"""The clock of erasing: who was not drawn goes first, jurors' contacts after the verdict, counts and proofs never."""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.phases import OfferState
from app.models import Draw, Membership, Message, Person, Registrant, SeatOffer, Ticket, Verdict
from app.services import records
from app.services.draw import dice, draws, seats
from app.services.pool import retention
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of
from tests.drawing import SEATS, drawn

DAY = timedelta(days=1)


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.extensions["alqa.vault"]
    return found


def test_the_clock_erases_people_and_keeps_counts_and_proofs(session: Session, cast: Cast, vault: Vault,
                                                             now: datetime) -> None:
    draw, jury = drawn(session, cast, vault, now), jury_of(session, cast)
    organizer = actor(session, cast, "organizer")
    drawn_at = draw.drawn_at
    assert drawn_at is not None
    seats.invite_panel(session, jury, 7 * DAY, vault=vault, now=now, actor=organizer)
    for place, offer in enumerate(seats.offers_of(session, draw)):
        seats.answer_for(session, jury, offer.id, place > 0, "by telephone", vault=vault, now=now, actor=organizer)
    called = seats.offers_of(session, draw)[-1]
    seats.answer_for(session, jury, called.id, True, "by telephone", vault=vault, now=now, actor=organizer)
    everybody, proof = session.scalar(select(func.count(Registrant.id))) or 0, (draw.commitment, draw.result)
    clocks = retention.clocks_of(session, jury, now=now)
    assert (clocks.pool.people, clocks.contacts.people) == (everybody - SEATS, SEATS)
    assert clocks.pool.due_at == drawn_at + 30 * DAY
    assert clocks.contacts.due_at is None

    assert retention.erase_due(session, jury, vault=vault, now=drawn_at + 30 * DAY) == {"pool": everybody - SEATS}
    session.expire_all()
    left = {row.id: row for row in session.scalars(select(Registrant))}
    refused = seats.offers_of(session, draw)[0]
    assert (refused.state, refused.note) == (OfferState.DECLINED, None)
    assert len(left) == SEATS + 1  # the refusal stays as a row, because the order of refusals rests on it
    assert vault.open(jury, left[refused.registrant_id].contact_sealed) == {}
    assert vault.open(jury, left[called.registrant_id].contact_sealed)["name"]
    assert (draw.commitment, draw.result) == proof
    assert draws.is_public(draw)
    assert dice.result_of(draw)["panel"]
    assert session.scalar(select(func.count(Ticket.id))) == SEATS + 1
    assert retention.erase_due(session, jury, vault=vault, now=drawn_at + 31 * DAY) == {}

    session.add(Verdict(jury_id=jury.id, answer={}, process_note={}, written_at=now, published_at=now))
    session.flush()
    assert retention.erase_due(session, jury, vault=vault, now=now + 89 * DAY) == {}
    assert retention.erase_due(session, jury, vault=vault, now=now + 90 * DAY) == {"contacts": SEATS}
    session.expire_all()
    assert all(vault.open(jury, row.contact_sealed) == {} for row in session.scalars(select(Registrant)))
    assert session.scalars(select(Message).where(Message.registrant_id.is_not(None))).all() == []
    seated = [offer.person_id for offer in session.scalars(select(SeatOffer)) if offer.person_id]
    assert {(person.name, person.email) for person in session.scalars(
        select(Person).where(Person.id.in_(seated)))} == {("—", None)}
    assert session.get_one(Person, cast.organizer).email == "organizer@example.kz"
    assert all(member.alias for member in session.scalars(select(Membership).where(Membership.person_id.in_(seated))))
    kinds = [(entry.kind, entry.data) for entry in records.entries_of(session, jury.id)]
    assert ("pool_erased", {"people": everybody - SEATS}) in kinds
    assert ("contacts_erased", {"people": SEATS}) in kinds
    assert retention.juries_to_look_at(session) == []


def test_a_refusal_after_the_clock_leaves_the_seat_empty(session: Session, cast: Cast, vault: Vault,
                                                         now: datetime) -> None:
    draw, jury = drawn(session, cast, vault, now), jury_of(session, cast)
    organizer = actor(session, cast, "organizer")
    seats.invite_panel(session, jury, 30 * DAY, vault=vault, now=now, actor=organizer)
    retention.keep_for(session, jury, 1, 90, actor=organizer, now=now)
    later = now + 2 * DAY
    assert retention.erase_due(session, jury, vault=vault, now=later)["pool"] > 0
    offers = seats.offers_of(session, draw)
    seats.answer_for(session, jury, offers[0].id, False, "by telephone", vault=vault, now=later, actor=organizer)
    assert len(seats.offers_of(session, draw)) == len(offers) == SEATS
    assert isinstance(session.get_one(Draw, draw.id).result, str)
