"""A jury in which the drawn people are answering, and the steps with which they do."""
from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy.orm import Session

from app.domain.agenda_templates import AgendaTemplate
from app.domain.phases import OfferState
from app.domain.stages import Stage
from app.models import Draw, SeatOffer
from app.services.accounts.access_links import PreparedLink
from app.services.accounts.sign_ins import hasher
from app.services.draw import seats
from app.services.room import agenda_plans
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of
from tests.drawing import drawn

WEEK = timedelta(days=7)
CODE = "TESTCODE22"


@cache
def code_hash() -> str:
    """Hashed once: it takes a tenth of a second on purpose."""
    return hasher.hash(CODE)


def quick_link() -> PreparedLink:
    return PreparedLink(secrets.token_urlsafe(32), CODE, code_hash())


def invited(session: Session, cast: Cast, vault: Vault, now: datetime) -> Draw:
    """A drawn panel with its invitations out."""
    draw = drawn(session, cast, vault, now)
    seats.invite_panel(session, jury_of(session, cast), WEEK, vault=vault, now=now,
                       actor=actor(session, cast, "organizer"))
    return draw


def waiting(session: Session, draw: Draw) -> list[SeatOffer]:
    return [offer for offer in seats.offers_of(session, draw) if offer.state is OfferState.INVITED]


def say(session: Session, cast: Cast, offer: SeatOffer, is_yes: bool, vault: Vault, *, now: datetime) -> SeatOffer:
    return seats.answer_for(session, jury_of(session, cast), offer.id, is_yes, "By telephone", vault=vault, now=now,
                            link=quick_link() if is_yes else None, actor=actor(session, cast, "organizer"))


def all_confirmed(session: Session, cast: Cast, vault: Vault, now: datetime) -> Draw:
    """Everybody said yes; the agenda of an evening is laid out and the jury sits."""
    draw = invited(session, cast, vault, now)
    for offer in waiting(session, draw):
        say(session, cast, offer, True, vault, now=now)
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    agenda_plans.use_template(session, jury, AgendaTemplate.REHEARSAL, now, actor=organizer, now=now)
    jury.stage = Stage.DELIBERATION
    session.flush()
    return draw
