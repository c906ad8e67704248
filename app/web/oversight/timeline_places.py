"""Where each step of the timeline is done."""
from __future__ import annotations

from flask import Flask, current_app, url_for

from app.domain.roles import Actor, Role
from app.domain.stages import Stage, has_reached
from app.domain.timelines import Step
from app.i18n.labels import label
from app.models import Jury

# The page, and who may open it; blank: every member.
_ORGANIZER = (Role.ORGANIZER,)
PLACES: dict[Step, tuple[str, tuple[Role, ...]]] = {
    Step.FRAME: ("juries.edit", _ORGANIZER),
    Step.CHARGE_WRITTEN: ("charges.show", ()),
    Step.CHARGE_SIGNED: ("charges.show", ()),
    Step.CHARGE_APPROVED: ("charges.show", ()),
    Step.TARGETS: ("targets.index", _ORGANIZER),
    Step.LETTERS: ("letters.index", _ORGANIZER),
    Step.REGISTRATION: ("registration_desk.index", _ORGANIZER),
    Step.POOL_FROZEN: ("draws.show", ()),
    Step.COMMITMENT: ("draws.show", ()),
    Step.CEREMONY: ("draws.show", ()),
    Step.INVITATIONS: ("seats.index", _ORGANIZER),
    Step.AGENDA: ("agenda.show", ()),
    Step.BRIEFING: ("approvals.show", ()),
    Step.WITNESSES: ("approvals.show", ()),
    Step.SESSIONS: ("rooms.show", (Role.ORGANIZER, Role.FACILITATOR, Role.OVERSEER)),
    Step.BALLOTS: ("ballots.index", (Role.ORGANIZER, Role.FACILITATOR, Role.OVERSEER)),
    Step.VERDICT_WRITTEN: ("verdicts.edit", _ORGANIZER),
    Step.PUBLICATION: ("verdicts.edit", _ORGANIZER),
    Step.REPLY: ("replies.index", (Role.COMMISSIONER,)),
    Step.FOLLOW_UP: ("tracker.index", ()),
}
# Pages that exist from a later stage on than their step can be thought of.
_SINCE = {"draws.show": Stage.DRAW, "seats.index": Stage.SEATING, "rooms.show": Stage.DELIBERATION,
          "ballots.index": Stage.DELIBERATION, "verdicts.edit": Stage.VERDICT, "replies.index": Stage.PUBLISHED,
          "verdicts.show": Stage.PUBLISHED, "tracker.index": Stage.PUBLISHED}


def step_place(jury: Jury, step: Step, actor: Actor) -> str | None:
    """The address where the step is done; None when this person may not open it, or not yet."""
    endpoint, roles = PLACES[step]
    if endpoint not in current_app.view_functions or (roles and not actor.has(*roles)):
        return None
    if not has_reached(jury.stage, _SINCE.get(endpoint, Stage.DRAFT)):
        return None
    if endpoint == "approvals.show":
        return url_for(endpoint, slug=jury.slug, kind=step.value)
    return url_for(endpoint, slug=jury.slug)


def step_name(value: str) -> str:
    """The words for a step that a message keeps by its value."""
    return label(Step(value))


def init_app(app: Flask) -> None:
    app.add_template_global(step_place)
    app.add_template_global(step_name)
