"""A jury on the way through its draw: a small pool with targets, and the steps up to a drawn panel."""
from __future__ import annotations

import random
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.phases import Decision, DiceOutcome, DrawState
from app.domain.roles import Actor
from app.domain.stages import Stage
from app.models import Draw, Feature, FeatureValue, Jury, Registrant
from app.services.draw import dice, draw_approvals, draw_lotteries, draws
from app.services.draw.draws import DrawPlan
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of

SEATS = 6
TARGETS = {"gender": {"female": (3, 3, 51), "male": (3, 3, 49)}, "area": {"town": (3, 4, 60), "village": (2, 3, 40)}}
PLAN = DrawPlan(panel_count=100)


def fill_pool(session: Session, jury: Jury, vault: Vault, now: datetime, people: int = 40, seats: int = SEATS) -> None:
    """Invented people, every fifth pair under one roof, and targets that they can fill; the jury stands at the draw."""
    chance = random.Random(7)
    for number in range(1, people + 1):
        features = {"gender": chance.choice(["female", "male"]), "area": chance.choice(["town", "village"])}
        contact = {"name": f"Name{number} Family{number}", "email": f"person{number}@example.kz",
                   "phone": f"+7700{number:07d}", "address": f"{number} Abay street"}
        session.add(Registrant(
            jury_id=jury.id, number=number, external_id=f"p{number}", features=features,
            contact_sealed=vault.seal(jury, contact), household=f"home{number // 2}" if number % 10 < 2 else None,
            language=("kk", "ru", "en")[number % 3], registered_at=now))
    for place, (name, values) in enumerate(TARGETS.items()):
        feature = Feature(jury_id=jury.id, name=name, position=place)
        feature.values = [FeatureValue(name=value, position=at, minimum=low, maximum=high, share_percent=share)
                          for at, (value, (low, high, share)) in enumerate(values.items())]
        session.add(feature)
    jury.seats, jury.stage = seats, Stage.DRAW
    session.flush()


def computed(session: Session, cast: Cast, vault: Vault, now: datetime, plan: DrawPlan = PLAN) -> Draw:
    """A draw whose list is ready, computed for real."""
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    if jury.stage is not Stage.DRAW:
        fill_pool(session, jury, vault, now)
    expected = draws.stamp(draws.latest_draw(session, jury))
    draw = draws.start_draw(session, jury, plan, expected=expected, actor=organizer, now=now)
    assert draw.job_id is not None
    task = draw_lotteries.prepare(session, draw.id, draw.job_id, draws.beacon_rounds(plan.beacon_at))
    return draw_lotteries.store(session, task, draw_lotteries.compute(task), vault=vault)


def approve(session: Session, cast: Cast, draw: Draw, now: datetime) -> None:
    """The overseer finds nothing wrong with the computed list."""
    draw_approvals.decide(session, jury_of(session, cast), draw.id, Decision.APPROVED, seen=draw.list_hash or "",
                          reason="", actor=actor(session, cast, "overseer"), now=now)


def committed(session: Session, cast: Cast, vault: Vault, now: datetime, plan: DrawPlan = PLAN) -> Draw:
    draw = computed(session, cast, vault, now, plan)
    approve(session, cast, draw, now)
    return draws.publish_commitment(session, jury_of(session, cast), draw.id, vault=vault,
                                    actor=actor(session, cast, "organizer"), now=now)


def drawn(session: Session, cast: Cast, vault: Vault, now: datetime, digits: str = "42") -> Draw:
    """A draw with its panel: the organizer and the overseer typed the same dice."""
    draw = committed(session, cast, vault, now)
    for who in ("organizer", "overseer"):
        type_dice(session, cast, vault, now, draw, who, digits)
    assert draw.state is DrawState.DRAWN
    return draw


def type_dice(session: Session, cast: Cast, vault: Vault, now: datetime, draw: Draw, who: str,
              digits: str) -> DiceOutcome:
    typist: Actor = actor(session, cast, who)
    return dice.enter_dice(session, jury_of(session, cast), draw.id, digits, dice_round=draw.dice_round, vault=vault,
                           actor=typist, now=now)
