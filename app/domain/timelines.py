"""The steps of a jury on the organizer's timeline: in which stage each is done, and whose it usually is."""
from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.domain.roles import Role
from app.domain.stages import Stage


class Step(Enum):
    FRAME = "frame"
    CHARGE_WRITTEN = "charge_written"
    CHARGE_SIGNED = "charge_signed"
    CHARGE_APPROVED = "charge_approved"
    TARGETS = "targets"
    LETTERS = "letters"
    REGISTRATION = "registration"
    POOL_FROZEN = "pool_frozen"
    COMMITMENT = "commitment"
    CEREMONY = "ceremony"
    INVITATIONS = "invitations"
    AGENDA = "agenda"
    BRIEFING = "briefing"
    WITNESSES = "witnesses"
    SESSIONS = "sessions"
    BALLOTS = "ballots"
    VERDICT_WRITTEN = "verdict_written"
    PUBLICATION = "publication"
    REPLY = "reply"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True)
class StepFrame:
    """`stage`: the jury cannot leave this stage without having thought of the step."""

    stage: Stage
    owner: Role


STEPS: dict[Step, StepFrame] = {
    Step.FRAME: StepFrame(Stage.DRAFT, Role.ORGANIZER),
    Step.CHARGE_WRITTEN: StepFrame(Stage.DRAFT, Role.ORGANIZER),
    Step.CHARGE_SIGNED: StepFrame(Stage.DRAFT, Role.COMMISSIONER),
    Step.CHARGE_APPROVED: StepFrame(Stage.DRAFT, Role.OVERSEER),
    Step.TARGETS: StepFrame(Stage.RECRUITMENT, Role.ORGANIZER),
    Step.LETTERS: StepFrame(Stage.RECRUITMENT, Role.ORGANIZER),
    Step.REGISTRATION: StepFrame(Stage.RECRUITMENT, Role.ORGANIZER),
    Step.POOL_FROZEN: StepFrame(Stage.DRAW, Role.ORGANIZER),
    Step.COMMITMENT: StepFrame(Stage.DRAW, Role.ORGANIZER),
    Step.CEREMONY: StepFrame(Stage.DRAW, Role.ORGANIZER),
    Step.INVITATIONS: StepFrame(Stage.SEATING, Role.ORGANIZER),
    Step.AGENDA: StepFrame(Stage.SEATING, Role.ORGANIZER),
    Step.BRIEFING: StepFrame(Stage.SEATING, Role.OVERSEER),
    Step.WITNESSES: StepFrame(Stage.SEATING, Role.OVERSEER),
    Step.SESSIONS: StepFrame(Stage.DELIBERATION, Role.FACILITATOR),
    Step.BALLOTS: StepFrame(Stage.DELIBERATION, Role.FACILITATOR),
    Step.VERDICT_WRITTEN: StepFrame(Stage.VERDICT, Role.ORGANIZER),
    Step.PUBLICATION: StepFrame(Stage.VERDICT, Role.ORGANIZER),
    Step.REPLY: StepFrame(Stage.PUBLISHED, Role.COMMISSIONER),
    Step.FOLLOW_UP: StepFrame(Stage.FOLLOW_UP, Role.ORGANIZER),
}


class StepState(Enum):
    DONE = "done"
    NOW = "now"
    BLOCKED = "blocked"
    LATER = "later"
