"""A jury's life in one place: the stages, and the table of moves between them."""
from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.domain.roles import Role


class Stage(Enum):
    DRAFT = "draft"
    RECRUITMENT = "recruitment"
    DRAW = "draw"
    SEATING = "seating"
    DELIBERATION = "deliberation"
    VERDICT = "verdict"
    PUBLISHED = "published"
    RESPONDED = "responded"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Move:
    """One allowed step: who may take it and which checks (names in `services/stage_checks.py`) must hold."""

    source: Stage
    target: Stage
    roles: tuple[Role, ...]
    checks: tuple[str, ...] = ()
    needs_reason: bool = False


_ORGANIZER = (Role.ORGANIZER,)

MOVES: tuple[Move, ...] = (
    Move(Stage.DRAFT, Stage.RECRUITMENT, _ORGANIZER,
         ("charge_is_complete", "charge_is_signed", "charge_is_approved", "seats_are_set")),
    Move(Stage.RECRUITMENT, Stage.DRAW, _ORGANIZER, ("pool_has_people", "targets_are_possible")),
    Move(Stage.DRAW, Stage.SEATING, _ORGANIZER, ("panel_is_drawn",)),
    Move(Stage.SEATING, Stage.DELIBERATION, _ORGANIZER,
         ("seats_are_confirmed", "agenda_is_ready", "list_objections_are_answered")),
    Move(Stage.DELIBERATION, Stage.VERDICT, _ORGANIZER, ("ballots_are_counted",)),
    Move(Stage.VERDICT, Stage.PUBLISHED, _ORGANIZER, ("verdict_is_complete", "verdict_is_frozen")),
    Move(Stage.PUBLISHED, Stage.RESPONDED, (Role.COMMISSIONER,), ("every_recommendation_is_answered",)),
    Move(Stage.RESPONDED, Stage.FOLLOW_UP, _ORGANIZER),
    Move(Stage.FOLLOW_UP, Stage.CLOSED, _ORGANIZER, ("milestones_are_reported",)),
    *(Move(stage, Stage.CANCELLED, _ORGANIZER, needs_reason=True)
      for stage in (Stage.DRAFT, Stage.RECRUITMENT, Stage.DRAW, Stage.SEATING, Stage.DELIBERATION, Stage.VERDICT)),
)

# The road that the timeline shows; a cancelled jury leaves it.
ROAD: tuple[Stage, ...] = tuple(stage for stage in Stage if stage is not Stage.CANCELLED)


def find_move(source: Stage, target: Stage) -> Move | None:
    return next((move for move in MOVES if (move.source, move.target) == (source, target)), None)


def moves_from(source: Stage) -> tuple[Move, ...]:
    return tuple(move for move in MOVES if move.source is source)


def has_reached(current: Stage, wanted: Stage) -> bool:
    """Whether a jury at `current` has been at `wanted`; a cancelled jury counts as having reached nothing."""
    if current is Stage.CANCELLED:
        return wanted is Stage.CANCELLED
    return ROAD.index(current) >= ROAD.index(wanted)
