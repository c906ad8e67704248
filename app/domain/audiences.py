"""Who is in the room, and during which items of the agenda: witnesses leave before the jury deliberates."""
from __future__ import annotations

from enum import Enum

from app.domain.phases import ItemKind
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind


class Audience(Enum):
    """People who see the same; an event is rendered once for each of them and each language."""

    CHAIR = "chair"
    JUROR = "juror"
    EXPERT = "expert"
    READER = "reader"  # organizers and overseers read everything and say nothing
    OBSERVER = "observer"


HEARING_KINDS = frozenset({ItemKind.BRIEFING, ItemKind.HEARING, ItemKind.QUESTION_ROUND})
# Observers sit in the plenary, never at the tables, at the draft or in the booth.
PLENARY_KINDS = HEARING_KINDS | {
    ItemKind.WELCOME, ItemKind.NORMS, ItemKind.PLENARY, ItemKind.BREAK, ItemKind.CLOSING}
# Whom the agenda keeps out, and during what they may be there. Between two items they wait outside.
_PRESENT_DURING = {Audience.EXPERT: HEARING_KINDS, Audience.OBSERVER: PLENARY_KINDS}

# What is not said in the room but put to the witnesses or laid on the table is open to everybody, always.
OPEN_KINDS = frozenset({
    RoomEventKind.AGENDA_CHANGED, RoomEventKind.QUESTION_ASKED, RoomEventKind.QUESTION_CHANGED,
    RoomEventKind.SLATE_CHANGED, RoomEventKind.REPLY_CHANGED,
    RoomEventKind.DOCUMENT_ADDED, RoomEventKind.PARAGRAPH_CHANGED})
# Part of the deliberation even when it happens during a hearing: never for witnesses and observers.
CLOSED_KINDS = frozenset({
    RoomEventKind.PROPOSAL_CHANGED, RoomEventKind.CLAIM_CHANGED, RoomEventKind.REVIEW_CHANGED})

# The first that fits counts: an organizer who testifies leaves like every witness.
_AUDIENCES = (
    (Role.FACILITATOR, Audience.CHAIR), (Role.JUROR, Audience.JUROR), (Role.EXPERT, Audience.EXPERT),
    (Role.ORGANIZER, Audience.READER), (Role.OVERSEER, Audience.READER), (Role.OBSERVER, Audience.OBSERVER))

SPEAKERS = (Role.FACILITATOR, Role.JUROR, Role.EXPERT)
MEMBERS_OF_THE_ROOM = tuple(role for role, _audience in _AUDIENCES)


def audience_of(actor: Actor) -> Audience | None:
    """As what somebody sits in the room; None for outsiders and for the authority that asked."""
    return next((audience for role, audience in _AUDIENCES if actor.has(role)), None)


def is_present(audience: Audience, phase: ItemKind | None) -> bool:
    """Whether this audience may be in the room during an item of this kind (None: between two items)."""
    return audience not in _PRESENT_DURING or phase in _PRESENT_DURING[audience]


def may_see(audience: Audience, kind: RoomEventKind, phase: ItemKind | None) -> bool:
    """Whether this audience may learn of an event that happened during an item of this kind."""
    if kind in CLOSED_KINDS and audience in _PRESENT_DURING:
        return False
    return kind in OPEN_KINDS or is_present(audience, phase)
