"""The hearings: who is heard when, for how long and with which materials, and whether the sides get equal time."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.audiences import HEARING_KINDS
from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.hearings import stance_key
from app.domain.phases import ItemKind, ItemState
from app.domain.roles import Actor, Role
from app.domain.writing import guess_language
from app.models import (
    AgendaItem,
    AgendaSession,
    Document,
    HearingException,
    HearingMaterial,
    Jury,
    Membership,
)
from app.services import records
from app.services.accounts import memberships
from app.services.oversight import balances
from app.services.room import agenda, agenda_changes, agenda_plans, documents
from app.services.room.agenda_plans import ItemFrame
from app.services.room.statements import checked_reason

MOST_MINUTES_A_SIDE = 600


@dataclass(frozen=True)
class Hearing:
    """One item of the running order with its witness and materials."""

    item: AgendaItem
    session: AgendaSession
    witness: Membership | None
    materials: tuple[Document, ...]


@dataclass(frozen=True)
class HearingFrame:
    """What the organizer decides about a hearing."""

    session_id: int
    witness_id: int
    minutes: int
    material_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Equality:
    """The declared positions with their planned minutes, and what was agreed if they differ."""

    sides: tuple[balances.Side, ...]
    exception: HearingException | None

    @property
    def gap(self) -> float:
        """Minutes between the side with most and the side with least."""
        minutes = [side.minutes_planned for side in self.sides]
        return max(minutes) - min(minutes) if minutes else 0

    @property
    def is_planned(self) -> bool:
        return any(side.minutes_planned for side in self.sides)

    @property
    def is_equal(self) -> bool:
        return self.gap == 0


def hearings_of(session: Session, jury: Jury) -> list[Hearing]:
    """The running order: briefings, hearings and question rounds of all sessions, as they are to be taken."""
    sessions = {part.id: part for part in agenda.sessions_of(session, jury.id)}
    items = [item for item in agenda.items_in_order(session, jury.id) if item.kind in HEARING_KINDS]
    people = {one.id: one for one in memberships.members_of(session, jury.id, Role.EXPERT)}
    materials = _materials(session, [item.id for item in items])
    return [Hearing(item, sessions[item.session_id], people.get(item.witness_id or 0), materials.get(item.id, ()))
            for item in items]


def equality_of(session: Session, jury: Jury, *, now: datetime) -> Equality:
    """Whether every declared position has the same planned minutes; background experts are not a side."""
    sides = tuple(side for side in balances.balance_of(session, jury, now=now)
                  if side.experts and stance_key(side.stance, jury.authentic_language))
    return Equality(sides, session.get(HearingException, jury.id))


def plan_hearing(session: Session, jury: Jury, frame: HearingFrame, *, actor: Actor, now: datetime,
                 reason: str | None = None) -> AgendaItem:
    """Put a hearing at the end of a session; its title is what the witness speaks about.

    Raises `session_is_gone`, `expert_is_unknown`, `minutes_out_of_range`, `document_is_gone`, and `reason_is_missing`
    once the agenda is under way.
    """
    item = agenda_changes.add_item(session, jury, frame.session_id, _item_frame(session, jury, frame), reason=reason,
                                   actor=actor, now=now)
    _set_materials(session, jury, item.id, frame.material_ids)
    return item


def change_hearing(session: Session, jury: Jury, item_id: int, frame: HearingFrame, *, actor: Actor, now: datetime,
                   reason: str | None = None) -> None:
    """Change a hearing before it runs; once it has begun only its materials can change.

    Raises `hearing_is_unknown`, and `reason_is_missing` once the agenda is under way.
    """
    actor.require(Role.ORGANIZER, Role.FACILITATOR)
    item = find_hearing(session, jury, item_id)
    if item.state is ItemState.PLANNED:
        agenda_changes.change_item(session, jury, item.id, _item_frame(session, jury, frame, item), reason=reason,
                                   actor=actor, now=now)
        if item.session_id != frame.session_id:
            part = agenda_plans.find_session(session, jury, frame.session_id)
            item.session_id, item.position = part.id, max((one.position for one in part.items), default=0) + 1
            session.flush()
            session.expire_all()
    _set_materials(session, jury, item_id, frame.material_ids)


def find_hearing(session: Session, jury: Jury, item_id: int) -> AgendaItem:
    """A briefing, hearing or question round of this jury. Raises `hearing_is_unknown`."""
    item = agenda.find_item(session, jury.id, item_id)
    if item.kind not in HEARING_KINDS:
        raise NotFound("hearing_is_unknown")
    return item


def share_equally(session: Session, jury: Jury, minutes: int, *, actor: Actor, now: datetime,
                  reason: str | None = None) -> None:
    """Give every declared position the same minutes, divided among its hearings that are still to come.

    Raises `minutes_out_of_range`; `side_cannot_have_these_minutes` when what has run, or the number of hearings, leaves
    a side no such share.
    """
    actor.require(Role.ORGANIZER, Role.FACILITATOR)
    if not 1 <= minutes <= MOST_MINUTES_A_SIDE:
        raise DomainError("minutes_out_of_range", most=MOST_MINUTES_A_SIDE)
    for items in _items_by_side(session, jury).values():
        planned = [item for item in items if item.state is ItemState.PLANNED]
        left = minutes - sum(item.minutes for item in items if item.state is not ItemState.PLANNED)
        if left < len(planned) or (left > 0 and not planned):
            raise Conflict("side_cannot_have_these_minutes", minutes=minutes)
        for place, item in enumerate(planned):
            share = left // len(planned) + (place < left % len(planned))
            if item.minutes != share:
                agenda_changes.change_item(session, jury, item.id, replace(_frame_of(item), minutes=share),
                                           reason=reason, actor=actor, now=now)


def agree_exception(session: Session, jury: Jury, reason: str, *, page_language: str, actor: Actor,
                    now: datetime) -> None:
    """Keep that the jury decided otherwise than equal time, and why; a blank reason takes it back."""
    actor.require(Role.FACILITATOR)
    session.execute(delete(HearingException).where(HearingException.jury_id == jury.id))
    if not reason.strip():
        records.add_entry(session, jury.id, "equal_time_restored", {}, now=now)
        return
    why = checked_reason(reason)
    session.add(HearingException(jury_id=jury.id, reason=why, language=guess_language(why, page_language), at=now))
    records.add_entry(session, jury.id, "equal_time_waived", {"reason": why}, now=now)


def _items_by_side(session: Session, jury: Jury) -> dict[str, list[AgendaItem]]:
    """The items of each declared position; a side that is heard nowhere has an empty list."""
    found: dict[str, list[AgendaItem]] = {}
    items = agenda.items_in_order(session, jury.id)
    for expert in memberships.members_of(session, jury.id, Role.EXPERT):
        key = stance_key(expert.witness.stance if expert.witness else {}, jury.authentic_language)
        if key:
            found.setdefault(key, []).extend(item for item in items if item.witness_id == expert.id)
    return found


def _item_frame(session: Session, jury: Jury, frame: HearingFrame, item: AgendaItem | None = None) -> ItemFrame:
    """As the agenda has it. A new hearing is called by the witness's topic, a background expert's is a briefing."""
    witness = next((one for one in memberships.members_of(session, jury.id, Role.EXPERT)
                    if one.id == frame.witness_id), None)
    if witness is None:
        raise DomainError("expert_is_unknown")
    declared = witness.witness
    has_stance = bool(declared and stance_key(declared.stance, jury.authentic_language))
    is_same = item is not None and item.witness_id == frame.witness_id
    return ItemFrame(
        kind=item.kind if item is not None and is_same else ItemKind.HEARING if has_stance else ItemKind.BRIEFING,
        title=item.title if item is not None and is_same else dict(declared.topic) if declared else {},
        prompt=item.prompt if item is not None else {}, minutes=frame.minutes, witness_id=frame.witness_id)


def _frame_of(item: AgendaItem) -> ItemFrame:
    return ItemFrame(item.kind, item.title, item.prompt, item.minutes, item.witness_id)


def _set_materials(session: Session, jury: Jury, item_id: int, wanted: Iterable[int]) -> None:
    known = {document.id for document in documents.documents_of(session, jury.id)}
    wanted = set(wanted)
    if wanted - known:
        raise NotFound("document_is_gone")
    session.execute(delete(HearingMaterial).where(HearingMaterial.item_id == item_id))
    session.add_all(HearingMaterial(item_id=item_id, document_id=one) for one in sorted(wanted))
    session.flush()


def _materials(session: Session, item_ids: list[int]) -> dict[int, tuple[Document, ...]]:
    """What is in the library now; a document that was withdrawn is laid before nobody."""
    rows = session.execute(
        select(HearingMaterial.item_id, Document).join(Document, Document.id == HearingMaterial.document_id)
        .where(HearingMaterial.item_id.in_(item_ids), Document.withdrawn_at.is_(None)).order_by(Document.id))
    found: dict[int, tuple[Document, ...]] = {}
    for item_id, document in rows:
        found[item_id] = (*found.get(item_id, ()), document)
    return found
