"""Claims: written down with their source, linked to what stands behind them and what disputes them."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.evidence import Bearing, ClaimSource
from app.domain.phases import QuestionState
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.domain.stages import Stage
from app.domain.writing import checked_text, guess_language
from app.models import Claim, ClaimLink, Jury, Membership, Question, Room, Statement
from app.services import records
from app.services.room import evidence_refs, room_news, rooms, voices
from app.services.room.statements import checked_reason

WRITERS = (Role.JUROR, Role.FACILITATOR)
MAX_LENGTH = 400
_SPEAKERS = (Role.JUROR, Role.EXPERT)


@dataclass(frozen=True)
class Source:
    """Where a claim comes from: a person, a document (perhaps its paragraph with this number), words of the record."""

    kind: ClaimSource
    id: int
    paragraph: int | None = None


def add_claim(session: Session, jury: Jury, text: str, source: Source, *, page_language: str, actor: Actor,
              now: datetime, command_id: str | None = None) -> Claim:
    """Write a claim down. A re-sent command writes nothing anew.

    Raises `jury_is_not_deliberating`, `text_is_empty`, `text_is_too_long`, `claim_source_is_unknown` and what a
    reference to a document raises.
    """
    membership_id, body = actor.require(*WRITERS), checked_text(text, MAX_LENGTH)
    voices.require_voice(session, jury.id, actor=actor, now=now)
    lock(session, jury)
    known = room_news.told_before(session, jury, command_id, actor=actor)
    if known is not None:
        return find_claim(session, jury, known["claim"])
    last = session.scalar(select(func.max(Claim.number)).where(Claim.jury_id == jury.id)) or 0
    claim = Claim(jury_id=jury.id, number=last + 1, body=body, language=guess_language(body, page_language),
                  source=source.kind, added_by_id=membership_id, at=now, **_columns(session, jury, source))
    session.add(claim)
    session.flush()
    tell(session, jury, claim, actor=actor, now=now, command_id=command_id)
    return claim


def withdraw_claim(session: Session, jury: Jury, claim_id: int, reason: str, *, actor: Actor, now: datetime) -> Claim:
    """Take a claim off the list, with a reason: who wrote it may, and the facilitator. What links to it stays."""
    claim = _own_claim(session, jury, claim_id, actor)
    claim.withdrawn_at, claim.withdrawn_reason = now, checked_reason(reason)
    records.add_entry(session, jury.id, "claim_withdrawn", {"number": claim.number}, now=now)
    tell(session, jury, claim, actor=actor, now=now)
    return claim


def link_document(session: Session, jury: Jury, claim_id: int, bearing: Bearing, place: evidence_refs.Place, *,
                  actor: Actor, now: datetime) -> Claim:
    """Say that a document, or a paragraph of it, stands behind a claim or speaks against it."""
    membership_id, claim = _linking(session, jury, claim_id, actor)
    _refuse_double(claim, lambda link: (link.document_id, link.paragraph_id) == (
        place.document_id, place.paragraph_id))
    claim.links.append(ClaimLink(bearing=bearing, document_id=place.document_id, paragraph_id=place.paragraph_id,
                                 added_by_id=membership_id, at=now))
    return _linked(session, jury, claim, actor, now)


def link_claim(session: Session, jury: Jury, claim_id: int, bearing: Bearing, other_id: int, *, actor: Actor,
               now: datetime) -> Claim:
    """Say that another claim supports this one, or disputes it."""
    membership_id, claim = _linking(session, jury, claim_id, actor)
    if find_claim(session, jury, other_id).id == claim.id:
        raise DomainError("claim_links_to_itself")
    _refuse_double(claim, lambda link: link.other_id == other_id)
    claim.links.append(ClaimLink(bearing=bearing, other_id=other_id, added_by_id=membership_id, at=now))
    _linked(session, jury, find_claim(session, jury, other_id), actor, now)
    return _linked(session, jury, claim, actor, now)


def unlink(session: Session, jury: Jury, link_id: int, *, actor: Actor, now: datetime) -> Claim:
    """Take a link away: who made it may, who wrote the claim, and the facilitator."""
    actor.require(*WRITERS)
    lock(session, jury)
    link = session.get(ClaimLink, link_id)
    claim = find_claim(session, jury, link.claim_id) if link else None
    if link is None or claim is None:
        raise NotFound("link_is_gone")
    if not may_change(claim, actor) and link.added_by_id not in actor.memberships.values():
        raise Forbidden("claim_needs_its_author")
    claim.links.remove(link)
    return _linked(session, jury, claim, actor, now)


def find_claim(session: Session, jury: Jury, claim_id: int) -> Claim:
    """A claim that stands on the list. Raises `claim_is_gone`."""
    claim = session.get(Claim, claim_id)
    if claim is None or claim.jury_id != jury.id or claim.withdrawn_at is not None:
        raise NotFound("claim_is_gone")
    return claim


def may_change(claim: Claim, actor: Actor) -> bool:
    return actor.has(Role.FACILITATOR) or claim.added_by_id in actor.memberships.values()


def lock(session: Session, jury: Jury) -> None:
    """Claims of a jury change one after the other, and only while it deliberates."""
    session.refresh(jury, with_for_update={"key_share": True})
    if jury.stage is not Stage.DELIBERATION:
        raise Conflict("jury_is_not_deliberating")


def tell(session: Session, jury: Jury, claim: Claim, *, actor: Actor, now: datetime,
         command_id: str | None = None) -> None:
    room_news.tell_room(session, jury, RoomEventKind.CLAIM_CHANGED, actor=actor, data={"claim": claim.id}, now=now,
                        command_id=command_id)


def _own_claim(session: Session, jury: Jury, claim_id: int, actor: Actor) -> Claim:
    actor.require(*WRITERS)
    lock(session, jury)
    claim = find_claim(session, jury, claim_id)
    if not may_change(claim, actor):
        raise Forbidden("claim_needs_its_author")
    return claim


def _linking(session: Session, jury: Jury, claim_id: int, actor: Actor) -> tuple[int, Claim]:
    membership_id = actor.require(*WRITERS)
    lock(session, jury)
    return membership_id, find_claim(session, jury, claim_id)


def _refuse_double(claim: Claim, is_same: Callable[[ClaimLink], bool]) -> None:
    if any(map(is_same, claim.links)):
        raise Conflict("link_exists")


def _linked(session: Session, jury: Jury, claim: Claim, actor: Actor, now: datetime) -> Claim:
    session.flush()
    tell(session, jury, claim, actor=actor, now=now)
    return claim


def _columns(session: Session, jury: Jury, source: Source) -> dict[str, int | None]:
    """The source as columns, checked: nobody may refer to what this jury does not have."""
    if source.kind is ClaimSource.DOCUMENT:
        place = evidence_refs.place_of(session, jury, source.id, source.paragraph)
        return {"document_id": place.document_id, "paragraph_id": place.paragraph_id}
    column, query = {
        ClaimSource.MEMBER: ("said_by_id", select(Membership.id).where(
            Membership.id == source.id, Membership.jury_id == jury.id, Membership.role.in_(_SPEAKERS))),
        ClaimSource.STATEMENT: ("statement_id", select(Statement.id).join(Room, Room.id == Statement.room_id).where(
            Statement.id == source.id, Room.jury_id == jury.id, Room.name == rooms.PLENARY,
            Statement.hidden_at.is_(None))),
        ClaimSource.ANSWER: ("question_id", select(Question.id).join(Room, Room.id == Question.room_id).where(
            Question.id == source.id, Room.jury_id == jury.id, or_(
                Question.answer.is_not(None), Question.state != QuestionState.WAITING))),
    }[source.kind]
    found = session.scalar(query)
    if found is None:
        raise NotFound("claim_source_is_unknown")
    return {column: found}
