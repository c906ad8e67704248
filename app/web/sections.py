"""The sections of a jury that a person may open, for the line of links on each of its pages."""
from __future__ import annotations

from dataclasses import dataclass

from flask import g, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.domain.audiences import Audience, audience_of
from app.domain.roles import Actor, Role
from app.domain.stages import Stage, has_reached
from app.models import Jury

ROOM_ROLES = (Role.ORGANIZER, Role.FACILITATOR, Role.JUROR, Role.EXPERT, Role.OVERSEER, Role.OBSERVER)
# Drafting and voting: witnesses have left by then, and observers read the hearings only.
DELIBERATION_ROLES = (Role.ORGANIZER, Role.FACILITATOR, Role.JUROR, Role.OVERSEER)
_ORGANIZER = (Role.ORGANIZER,)
_EVERYBODY: tuple[Role, ...] = ()
_MEMBERS = tuple(Role)


@dataclass(frozen=True)
class Section:
    """A page, who may open it (nobody named: everybody), and from which stage on."""

    endpoint: str
    text: LazyString
    roles: tuple[Role, ...] = _EVERYBODY
    since: Stage = Stage.DRAFT


SECTIONS = (
    Section("juries.show", _l("Overview")),
    Section("juries.run", _l("Run the jury"), _MEMBERS),
    Section("letters.index", _l("Letters"), _ORGANIZER),
    Section("pools.index", _l("Pool"), _ORGANIZER),
    Section("registration_desk.index", _l("Registration"), (Role.ORGANIZER, Role.FACILITATOR)),
    Section("statement_desk.index", _l("From the public"), (Role.ORGANIZER, Role.FACILITATOR, Role.OVERSEER),
            Stage.RECRUITMENT),
    Section("targets.index", _l("Targets"), _ORGANIZER),
    Section("draws.show", _l("Draw"), since=Stage.DRAW),
    Section("seats.index", _l("Seating"), (Role.ORGANIZER, Role.FACILITATOR, Role.OVERSEER), Stage.SEATING),
    Section("agenda.show", _l("Agenda"), _MEMBERS),
    Section("approvals.index", _l("Approvals"), since=Stage.DRAFT),
    Section("rooms.show", _l("Room"), ROOM_ROLES, Stage.DELIBERATION),
    Section("desk.show", _l("Facilitator’s desk"), (Role.FACILITATOR,), Stage.DELIBERATION),
    Section("room_overrides.index", _l("Overrides"), (Role.OVERSEER,), Stage.DELIBERATION),
    Section("conduct.show", _l("Conduct"), since=Stage.DELIBERATION),
    Section("opinions.index", _l("Opinions"), DELIBERATION_ROLES, Stage.DELIBERATION),
    Section("claims.index", _l("Claims"), DELIBERATION_ROLES, Stage.DELIBERATION),
    Section("proposals.index", _l("Draft verdict"), DELIBERATION_ROLES, Stage.DELIBERATION),
    Section("draft_reviews.index", _l("Review of the draft"), (*DELIBERATION_ROLES, Role.EXPERT), Stage.DELIBERATION),
    Section("ballots.index", _l("Ballots"), DELIBERATION_ROLES, Stage.DELIBERATION),
    Section("sign_offs.show", _l("Sign off the verdict"), (Role.JUROR,), Stage.VERDICT),
    Section("verdicts.show", _l("Verdict"), since=Stage.PUBLISHED),
    Section("tracker.index", _l("Follow-up"), since=Stage.PUBLISHED),
    Section("ratings.index", _l("Rate the replies"), (Role.JUROR, Role.ORGANIZER, Role.FACILITATOR), Stage.PUBLISHED),
    Section("replies.index", _l("Reply"), (Role.COMMISSIONER,), Stage.PUBLISHED),
    Section("members.index", _l("People"), _ORGANIZER),
    Section("messages.index", _l("Messages"), _ORGANIZER),
    Section("juries.record", _l("Public record")),
)


def open_sections(jury: Jury) -> list[Section]:
    """Sections open to the person of this request, at the present stage."""
    actor: Actor = g.actor
    is_witness = audience_of(actor) is Audience.EXPERT
    return [section for section in SECTIONS
            if (not section.roles or actor.has(*section.roles)) and has_reached(jury.stage, section.since)
            and not (is_witness and section.roles is DELIBERATION_ROLES)]


def links(jury: Jury, current: str) -> list[tuple[str, str, bool]]:
    """Address, words and whether this is the page at hand."""
    return [(url_for(section.endpoint, slug=jury.slug), str(section.text), section.endpoint == current)
            for section in open_sections(jury)]
