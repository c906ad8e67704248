"""The protocol of a draw: who did what and when, what was asked and what came out, for paper and signatures."""
from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.roles import Role
from app.models import DiceEntry, Draw, DrawApproval, DroppedDice, Jury, Membership, Person
from app.services.draw import beacons, compositions, dice, draw_approvals
from app.services.draw.compositions import FeatureRows
from sortition.beacon import CHAIN, randomness

RESERVE_SHOWN = 30
SIGNERS = (Role.ORGANIZER, Role.FACILITATOR, Role.OVERSEER)


@dataclass(frozen=True)
class Reading:
    """What one person typed. People who draw act in an office, on camera, so they are named."""

    round: int
    name: str
    roles: tuple[Role, ...]
    dice: str
    at: datetime
    counts: bool


@dataclass(frozen=True)
class BeaconFacts:
    announced: tuple[int, ...]
    chain: str
    round: int
    due: int
    signature: str
    randomness: str


@dataclass(frozen=True)
class Protocol:
    draw: Draw
    groups: list[FeatureRows]
    words: list[DrawApproval]
    readings: list[Reading]
    beacon: BeaconFacts | None
    panel: list[str]
    reserve: list[str]
    reserve_size: int
    result_hash: str
    signers: list[Membership]

    @property
    def given(self) -> int:
        """What the beacon added to the dice."""
        assert self.draw.panel_number is not None  # a protocol is of a drawn panel
        return (self.draw.panel_number - int(self.draw.dice or 0)) % self.draw.panel_count


def protocol_of(session: Session, jury: Jury, draw: Draw) -> Protocol:
    """Put a protocol together from what the tables hold. Raises `draw_has_no_result` before the panel is drawn."""
    if draw.panel_number is None:
        raise Conflict("draw_has_no_result")
    result = dice.result_of(draw)
    return Protocol(
        draw=draw, groups=compositions.of_draw(session, jury, draw), words=draw_approvals.words_on(session, draw),
        readings=_readings(session, jury, draw), beacon=_beacon(draw, result.get("beacon")), panel=result["panel"],
        reserve=result["reserve_order"][:RESERVE_SHOWN], reserve_size=len(result["reserve_order"]),
        result_hash=hashlib.sha256((draw.result or "").encode()).hexdigest(), signers=_signers(session, jury))


def _readings(session: Session, jury: Jury, draw: Draw) -> list[Reading]:
    """First the rounds in which two people typed different numbers, then the one that counted."""
    roles = _roles(session, jury)
    dropped = session.execute(select(DroppedDice, Person.name).join(Person, Person.id == DroppedDice.person_id).where(
        DroppedDice.draw_id == draw.id).order_by(DroppedDice.round, DroppedDice.at)).all()
    kept = session.execute(select(DiceEntry, Person.name).join(Person, Person.id == DiceEntry.person_id).where(
        DiceEntry.draw_id == draw.id).order_by(DiceEntry.at)).all()
    early = [Reading(row.round, name, roles.get(row.person_id, ()), row.dice, row.at, False) for row, name in dropped]
    return early + [Reading(draw.dice_round + 1, name, roles.get(row.person_id, ()), row.dice, row.at, True)
                    for row, name in kept]


def _roles(session: Session, jury: Jury) -> dict[int, tuple[Role, ...]]:
    """Person → the offices they hold or held, as far as they let somebody type dice."""
    found: dict[int, tuple[Role, ...]] = {}
    for person_id, role in session.execute(select(Membership.person_id, Membership.role).where(
            Membership.jury_id == jury.id, Membership.role.in_(dice.TYPISTS)).distinct()):
        found[person_id] = (*found.get(person_id, ()), role)
    return found


def _signers(session: Session, jury: Jury) -> list[Membership]:
    rows: Iterable[Membership] = session.scalars(select(Membership).where(
        Membership.jury_id == jury.id, Membership.role.in_(SIGNERS), Membership.ended_at.is_(None))
        .order_by(Membership.id))
    return sorted(rows, key=lambda one: SIGNERS.index(one.role))


def _beacon(draw: Draw, given: dict[str, str | int] | None) -> BeaconFacts | None:
    announced = beacons.announced_round(draw)
    if given is None or announced is None:
        return None
    signature = str(given["signature"])
    return BeaconFacts(tuple(draw.report["beacon_rounds"]), CHAIN, int(given["round"]), announced[1], signature,
                       randomness(signature))
