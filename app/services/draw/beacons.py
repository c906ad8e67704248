"""The beacon's round: which one counts, how its answer is read, and what it decides, whoever brings it."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.phases import DrawState
from app.domain.roles import Actor
from app.models import Draw, Jury
from app.services.draw import dice
from app.services.vault import Vault
from sortition.beacon import CHAIN, BeaconRound
from sortition.verify import first_round_due, round_time


@dataclass(frozen=True)
class Awaited:
    """A draw whose dice are thrown, the round that decides it, and when that is published (Unix seconds)."""

    draw_id: int
    round: int
    due: int


def path_of(number: int) -> str:
    """Where every server of drand gives this round."""
    return f"/{CHAIN}/public/{number}"


def announced_round(draw: Draw) -> tuple[int, int] | None:
    """The round that counts and its Unix time; None without a beacon, before the dice, or when all rounds are past."""
    rounds = draw.report.get("beacon_rounds")
    if not rounds or draw.dice_published_at is None:
        return None
    try:
        number = first_round_due(rounds, int(draw.dice_published_at.timestamp()))
    except StopIteration:
        return None
    return number, round_time(number)


def awaited(session: Session, *, now: datetime) -> list[Awaited]:
    """Draws whose round is published by now."""
    found = []
    for draw in session.scalars(select(Draw).where(Draw.state == DrawState.COMMITTED, Draw.dice.is_not(None))):
        announced = announced_round(draw)
        if announced is not None and announced[1] <= now.timestamp():
            found.append(Awaited(draw.id, *announced))
    return found


def read_round(text: str) -> BeaconRound:
    """Read the beacon's answer as it was pasted or fetched. Raises `beacon_is_malformed`."""
    try:
        found = json.loads(text)
        number, signature = found["round"], found["signature"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DomainError("beacon_is_malformed") from error
    if type(number) is not int or number < 1 or not re.fullmatch("[0-9a-f]{96}", str(signature)):
        raise DomainError("beacon_is_malformed")
    return BeaconRound(number, str(signature))


def enter(session: Session, jury: Jury, draw_id: int, published: BeaconRound, *, vault: Vault, actor: Actor,
          now: datetime) -> Draw:
    """Give the beacon's round by hand; its signature is checked, so it does not matter who brings it.

    Raises `draw_moved_on`, or the verifier's refusals (`signature_forged`, `round_not_first`, …).
    """
    actor.require(*dice.TYPISTS)
    return decide(session, jury, draw_id, published, vault=vault, now=now)


def decide(session: Session, jury: Jury, draw_id: int, published: BeaconRound, *, vault: Vault, now: datetime) -> Draw:
    """What the round decides together with the dice; for the system, which has no role. Raises as `enter`."""
    draw = session.get_one(Draw, draw_id)
    if draw.jury_id != jury.id or draw.state is not DrawState.COMMITTED or draw.dice is None:
        raise Conflict("draw_moved_on")
    dice.conclude(session, jury, draw, published, vault=vault, now=now)
    return draw
