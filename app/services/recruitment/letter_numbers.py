"""The public number that decides a draw of addresses: typed by two people, or a round of the randomness service."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.letters import LetterDrawState, LetterSource
from app.domain.phases import DiceOutcome
from app.domain.roles import Actor
from app.models import Jury, LetterDiceEntry, LetterDraw
from app.services import records
from app.services.recruitment.letter_draws import DIGITS, TYPISTS, carry_out
from app.services.vault import Vault
from sortition import beacon
from sortition.beacon import BeaconRound


@dataclass(frozen=True)
class TypingStatus:
    """Who has typed, without what they typed: the second person must look at the dice, not at the screen."""

    entries: int
    has_mine: bool


def status_of(session: Session, draw: LetterDraw, *, actor: Actor) -> TypingStatus:
    people = list(session.scalars(select(LetterDiceEntry.person_id).where(LetterDiceEntry.letter_draw_id == draw.id)))
    return TypingStatus(len(people), actor.person_id in people)


def enter_dice(session: Session, jury: Jury, draw_id: int, digits: str, *, dice_round: int, vault: Vault, actor: Actor,
               now: datetime) -> DiceOutcome:
    """Keep what this person read from the dice; when two people read the same, draw.

    A person may correct an own entry while it is alone. Different entries are both dropped.
    Raises `letter_dice_are_malformed`, `letter_draw_moved_on`, `dice_round_is_over`.
    """
    actor.require(*TYPISTS)
    draw = _hold(session, jury, draw_id, LetterSource.DICE)
    if draw.dice_round != dice_round:
        raise Conflict("dice_round_is_over")
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdecimal()):
        raise DomainError("letter_dice_are_malformed", count=DIGITS)
    others = list(session.scalars(select(LetterDiceEntry).where(
        LetterDiceEntry.letter_draw_id == draw.id, LetterDiceEntry.person_id != actor.person_id)))
    _keep(session, draw, digits, actor=actor, now=now)
    if not others:
        return DiceOutcome.WAITING
    if any(entry.digits != digits for entry in others):
        session.execute(delete(LetterDiceEntry).where(LetterDiceEntry.letter_draw_id == draw.id))
        draw.dice_round += 1
        records.add_entry(session, jury.id, "letter_dice_differed", {"draw": draw.number}, now=now)
        return DiceOutcome.DIFFERENT
    carry_out(session, jury, draw, digits, vault=vault, now=now)
    return DiceOutcome.PUBLISHED


def _hold(session: Session, jury: Jury, draw_id: int, source: LetterSource) -> LetterDraw:
    """Lock the draw: two people who type at the same moment must see each other."""
    session.execute(update(LetterDraw).where(LetterDraw.id == draw_id).values(number=LetterDraw.number))
    draw = session.get(LetterDraw, draw_id, populate_existing=True)
    if draw is None or draw.jury_id != jury.id or draw.source is not source:
        raise Conflict("letter_draw_moved_on")
    if draw.state is not LetterDrawState.ANNOUNCED:
        raise Conflict("letter_draw_moved_on")
    return draw


def _keep(session: Session, draw: LetterDraw, digits: str, *, actor: Actor, now: datetime) -> None:
    assert actor.person_id is not None  # require() let only members pass
    mine = session.scalars(select(LetterDiceEntry).where(
        LetterDiceEntry.letter_draw_id == draw.id, LetterDiceEntry.person_id == actor.person_id)).first()
    if mine is None:
        session.add(LetterDiceEntry(letter_draw_id=draw.id, person_id=actor.person_id, digits=digits, at=now))
    else:
        mine.digits, mine.at = digits, now
    session.flush()


def enter_beacon(session: Session, jury: Jury, draw_id: int, published: BeaconRound, *, vault: Vault, actor: Actor,
                 now: datetime) -> None:
    """Bring the announced round; its signature is checked, so it does not matter who brings it.

    Raises `letter_draw_moved_on`, `beacon_round_is_another`, `signature_forged`.
    """
    actor.require(*TYPISTS)
    draw = _hold(session, jury, draw_id, LetterSource.BEACON)
    if published.round != draw.beacon_round:
        raise DomainError("beacon_round_is_another", round=draw.beacon_round)
    if not beacon.is_signed(published):
        raise DomainError("signature_forged", round=published.round)
    carry_out(session, jury, draw, beacon.randomness(published.signature), signature=published.signature,
              vault=vault, now=now)
