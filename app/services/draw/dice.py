"""The dice: typed by two people, published when both typed the same, and what they decide."""
from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.phases import DiceOutcome, DrawState
from app.domain.roles import Actor, Role
from app.models import DiceEntry, Draw, DroppedDice, Jury
from app.services import records
from app.services.draw import draws
from app.services.vault import Vault
from sortition.beacon import BeaconRound
from sortition.canonical import canonical
from sortition.draw import commitment_hash, draw_result
from sortition.errors import SortitionError

TYPISTS = (Role.ORGANIZER, Role.OVERSEER, Role.FACILITATOR)


@dataclass(frozen=True)
class DiceStatus:
    """Who has typed, without what they typed: the second person must look at the dice, not at the screen."""

    entries: int
    has_mine: bool
    digits: int
    round: int  # how often two people typed different numbers: an old form must not begin a new round


def status_of(session: Session, draw: Draw, *, actor: Actor) -> DiceStatus:
    people = list(session.scalars(select(DiceEntry.person_id).where(DiceEntry.draw_id == draw.id)))
    return DiceStatus(len(people), actor.person_id in people, len(str(draw.panel_count)) - 1, draw.dice_round)


def enter_dice(session: Session, jury: Jury, draw_id: int, digits: str, *, dice_round: int, vault: Vault, actor: Actor,
               now: datetime) -> DiceOutcome:
    """Keep what this person read from the dice; when two people read the same, publish it, and draw.

    A person may correct an own entry while it is alone. Different entries are both dropped.
    Raises `dice_are_published`, `dice_are_malformed`, `draw_moved_on`, `dice_round_is_over`.
    """
    actor.require(*TYPISTS)
    draw = _hold(session, jury, draw_id)
    if draw.dice_round != dice_round:
        raise Conflict("dice_round_is_over")
    _check_digits(draw, digits)
    others = list(session.scalars(select(DiceEntry).where(
        DiceEntry.draw_id == draw.id, DiceEntry.person_id != actor.person_id)))
    _keep(session, draw, digits, actor=actor, now=now)
    if not others:
        return DiceOutcome.WAITING
    if any(entry.dice != digits for entry in others):
        _drop_entries(session, draw)
        records.add_entry(session, jury.id, "dice_differed", {"draw": draw.number}, now=now)
        return DiceOutcome.DIFFERENT
    _publish(session, jury, draw, digits, vault=vault, now=now)
    return DiceOutcome.PUBLISHED


def _hold(session: Session, jury: Jury, draw_id: int) -> Draw:
    """Lock the draw: two people who type at the same moment must see each other."""
    session.execute(update(Draw).where(Draw.id == draw_id).values(number=Draw.number))
    draw = session.get_one(Draw, draw_id, populate_existing=True)
    if draw.jury_id != jury.id or draw.state not in (DrawState.COMMITTED, DrawState.DRAWN):
        raise Conflict("draw_moved_on")
    if draw.dice is not None:
        raise Conflict("dice_are_published")
    return draw


def _check_digits(draw: Draw, digits: str) -> None:
    count = len(str(draw.panel_count)) - 1
    if len(digits) != count or not (digits.isascii() and digits.isdecimal()):
        raise DomainError("dice_are_malformed", count=count)


def _keep(session: Session, draw: Draw, digits: str, *, actor: Actor, now: datetime) -> None:
    assert actor.person_id is not None  # require() let only members pass
    mine = session.scalars(select(DiceEntry).where(
        DiceEntry.draw_id == draw.id, DiceEntry.person_id == actor.person_id)).first()
    if mine is None:
        session.add(DiceEntry(draw_id=draw.id, person_id=actor.person_id, dice=digits, at=now))
    else:
        mine.dice, mine.at = digits, now
    session.flush()


def _drop_entries(session: Session, draw: Draw) -> None:
    """Neither counts; both stay for the protocol."""
    entries = session.scalars(select(DiceEntry).where(DiceEntry.draw_id == draw.id).order_by(DiceEntry.at))
    session.add_all([DroppedDice(draw_id=draw.id, round=draw.dice_round + 1, person_id=entry.person_id,
                                 dice=entry.dice, at=entry.at) for entry in entries])
    session.execute(delete(DiceEntry).where(DiceEntry.draw_id == draw.id))
    draw.dice_round += 1


def _publish(session: Session, jury: Jury, draw: Draw, digits: str, *, vault: Vault, now: datetime) -> None:
    moment = now.replace(microsecond=0)
    changed = session.execute(update(Draw).where(
        Draw.id == draw.id, Draw.state == DrawState.COMMITTED, Draw.dice.is_(None)).values(
        dice=digits, dice_published_at=moment))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("dice_are_published")
    session.refresh(draw)
    records.add_entry(session, jury.id, "dice_published", {"draw": draw.number, "dice": digits}, now=now)
    if not draw.report.get("beacon_rounds"):
        conclude(session, jury, draw, None, vault=vault, now=now)


def conclude(session: Session, jury: Jury, draw: Draw, published: BeaconRound | None, *, vault: Vault,
             now: datetime) -> None:
    """Compute what the public numbers decide and keep it, once.

    Raises `draw_moved_on`, or the verifier's refusals (`signature_forged`, `round_not_first`, …).
    """
    assert draw.dice_published_at is not None  # set with the dice
    document = document_of(draw)
    try:
        result = draw_result(document, dice=draw.dice, dice_published_at=int(draw.dice_published_at.timestamp()),
                             beacon=published)
    except SortitionError as error:
        raise DomainError(error.code, **error.params) from error
    assert commitment_hash(document) == draw.commitment_hash  # the list that was published, byte for byte
    report = draw.report | {"panel": _totals(vault.open(jury, draw.features_sealed or b""), result["panel"])}
    draws.change_state(session, draw, DrawState.DRAWN, was=DrawState.COMMITTED, result=canonical(result),
                       panel_number=result["panel_number"], report=report, drawn_at=now)
    records.add_entry(session, jury.id, "panel_drawn", {
        "draw": draw.number, "panel_number": draw.panel_number, "commitment": draw.commitment_hash}, now=now)


def _totals(features: dict[str, Any], panel: list[str]) -> list[list[Any]]:
    """Members of the panel by feature and value: totals only, nobody's row."""
    counts = Counter(pair for ticket in panel for pair in features[ticket]["features"].items())
    return [[feature, value, count] for (feature, value), count in sorted(counts.items())]


def document_of(draw: Draw) -> dict[str, Any]:
    """The published commitment as an object."""
    found: dict[str, Any] = json.loads(draw.commitment or "{}")
    return found


def result_of(draw: Draw) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(draw.result or "{}")
    return found
