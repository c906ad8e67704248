"""A juror who leaves is replaced by the public rule until the cut-off; afterwards the seat stays empty, in public."""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import ItemKind, ItemState, OfferState
from app.domain.roles import Role
from app.domain.stages import Stage
from app.models import Draw, Message, Registrant, SeatOffer, Ticket
from app.services import records, stage_checks
from app.services.accounts import actors, memberships
from app.services.draw import departures, dice, panels, seat_cutoffs, seats
from app.services.vault import Vault
from sortition.replacements import replacements
from tests.cast import Cast, actor, jury_of
from tests.drawing import SEATS, drawn
from tests.seating import WEEK, all_confirmed, say, waiting


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.extensions["alqa.vault"]
    return found


@pytest.fixture
def draw(session: Session, cast: Cast, vault: Vault, now: datetime) -> Draw:
    return all_confirmed(session, cast, vault, now)


def leave(session: Session, cast: Cast, offer: SeatOffer, vault: Vault, now: datetime) -> SeatOffer | None:
    return departures.give_up_seat(session, jury_of(session, cast), offer, "By telephone", vault=vault, now=now,
                                   actor=actor(session, cast, "organizer"))


def test_before_the_cutoff_the_rule_names_who_comes_and_the_old_juror_is_out(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury, offers = jury_of(session, cast), seats.offers_of(session, draw)
    called = leave(session, cast, offers[2], vault, now)
    expected = replacements(dice.document_of(draw), dice.result_of(draw),
                            vault.open(jury, draw.features_sealed or b""), [offers[2].ticket])
    assert called is not None and called.ticket == expected[-1].ticket
    assert called.answer_by <= now + seats.LATE_ANSWER, "the jury sits: nobody can wait for a week"
    assert offers[2].state is OfferState.LEFT and offers[2].left_at == now
    assert offers[2].person_id is not None
    assert memberships.find_member(session, jury.id, offers[2].person_id, Role.JUROR) is None
    say(session, cast, called, True, vault, now=now)
    assert called.person_id is not None
    assert memberships.find_member(session, jury.id, called.person_id, Role.JUROR) is not None
    assert stage_checks.seats_are_confirmed(session, jury) == []
    entry = [entry.data for entry in records.entries_of(session, jury.id) if entry.kind == "seat_left"][-1]
    assert (entry["ticket"], entry["called"], entry["held_or_offered"]) == (offers[2].ticket, called.ticket, SEATS)


def test_after_the_cutoff_the_seat_stays_empty_and_the_public_page_says_what_that_costs(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury, offers = jury_of(session, cast), seats.offers_of(session, draw)
    early = leave(session, cast, offers[0], vault, now)
    cutoff = seat_cutoffs.cutoff_of(session, jury)
    assert cutoff is not None and cutoff.kind is ItemKind.HEARING, "unless somebody chose: the first hearing"
    cutoff.state = ItemState.RUNNING
    session.flush()
    assert leave(session, cast, offers[1], vault, now) is None
    panel = panels.public_panel(session, jury, draw, vault=vault)
    assert panel is not None and (panel.empty, panel.may_call) == (1, False)
    assert panel.missed > 0, "the quotas of this panel leave no room for an empty seat"
    assert early is not None
    with pytest.raises(Conflict, match="seating_is_over"):
        say(session, cast, early, True, vault, now=now)
    assert seats.expire_overdue(session, draw.id, vault=vault, now=now + timedelta(days=9)) == 1
    assert waiting(session, draw) == [], "an invitation that ran out is passed on no more"


def test_a_juror_may_go_without_a_word_and_staff_only_with_a_note(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury, offer = jury_of(session, cast), seats.offers_of(session, draw)[0]
    organizer = actor(session, cast, "organizer")
    with pytest.raises(DomainError, match="note_is_missing"):
        departures.give_up_seat(session, jury, offer, " ", vault=vault, actor=organizer, now=now)
    for who in ("facilitator", "juror", "overseer", "outsider"):
        with pytest.raises(Forbidden):
            departures.give_up_seat(session, jury, offer, "x", vault=vault, actor=actor(session, cast, who), now=now)
    assert offer.person_id is not None
    member = memberships.find_member(session, jury.id, offer.person_id, Role.JUROR)
    assert member is not None
    own = actors.actor_for(session, member.person, jury.id)
    departures.give_up_seat(session, jury, offer, "", vault=vault, actor=own, now=now)
    with pytest.raises(Conflict, match="seat_is_not_held"):
        departures.give_up_seat(session, jury, offer, "", vault=vault, actor=own, now=now)
    jury.stage = Stage.VERDICT
    session.flush()
    with pytest.raises(Conflict, match="seating_is_over"):
        leave(session, cast, seats.offers_of(session, draw)[1], vault, now)


def test_the_facilitator_sets_the_cutoff_until_it_has_passed(
        session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw) -> None:
    jury, chair = jury_of(session, cast), actor(session, cast, "facilitator")
    items = seat_cutoffs.items_of(session, jury)
    later = items[-1]
    seat_cutoffs.set_cutoff(session, jury, later.id, actor=chair, now=now)
    items[0].state = items[1].state = ItemState.DONE
    session.flush()
    assert seat_cutoffs.may_call(session, jury)
    with pytest.raises(Conflict, match="seat_cutoff_has_passed"):
        seat_cutoffs.set_cutoff(session, jury, items[0].id, actor=chair, now=now)
    with pytest.raises(Forbidden):
        seat_cutoffs.set_cutoff(session, jury, later.id, actor=actor(session, cast, "juror"), now=now)
    later.state = ItemState.RUNNING
    session.flush()
    assert not seat_cutoffs.may_call(session, jury)
    with pytest.raises(Conflict, match="seat_cutoff_has_passed"):
        seat_cutoffs.set_cutoff(session, jury, later.id, actor=chair, now=now)


def test_whoever_withdrew_after_the_draw_is_passed_over_by_the_rule(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    drawn_now, jury = drawn(session, cast, vault, now), jury_of(session, cast)
    result, features = dice.result_of(drawn_now), vault.open(jury, drawn_now.features_sealed or b"")
    first = result["panel"][0]
    second = replacements(dice.document_of(drawn_now), result, features, [first])[-1].ticket
    for ticket in (first, second):
        registrant = session.scalars(select(Registrant).join(Ticket, Ticket.registrant_id == Registrant.id).where(
            Ticket.draw_id == drawn_now.id, Ticket.number == ticket)).one()
        registrant.withdrawn_at = registrant.excluded_at = now
    seats.invite_panel(session, jury, WEEK, vault=vault, actor=actor(session, cast, "organizer"), now=now)
    expected = replacements(dice.document_of(drawn_now), result, features, [first, second])[-1]
    assert sorted(offer.ticket for offer in waiting(session, drawn_now)) == list(expected.seated)
    refused = {offer.ticket for offer in seats.offers_of(session, drawn_now) if offer.state is OfferState.DECLINED}
    assert refused == {first, second}
    invited_people = session.scalars(select(Message.registrant_id).where(Message.template == "seat_invitation")).all()
    assert len(invited_people) == SEATS, "nobody writes to people who withdrew"
