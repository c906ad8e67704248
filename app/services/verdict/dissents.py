"""Dissents and concurrences: any juror may attach one to anything voted; the majority has no say in it."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.languages import LANGUAGES
from app.domain.phases import DissentKind, ProposalState
from app.domain.roles import Actor, Role
from app.models import Dissent, Jury
from app.services import records
from app.services.verdict import dissent_deadlines, proposals
from app.services.verdict.dissent_deadlines import OPEN_STAGES

MAX_LENGTH = 2000
VOTED = (ProposalState.ADOPTED, ProposalState.NOT_ADOPTED)
__all__ = ["MAX_LENGTH", "OPEN_STAGES", "VOTED", "attach", "change", "dissents_of", "find_present", "own_dissent",
           "translate", "withdraw"]


def dissents_of(session: Session, jury: Jury) -> dict[int, list[Dissent]]:
    """Proposal id → what stands beside it, oldest first, without what was withdrawn."""
    rows = session.scalars(select(Dissent).where(
        Dissent.jury_id == jury.id, Dissent.withdrawn_at.is_(None)).order_by(Dissent.id))
    found: dict[int, list[Dissent]] = {}
    for row in rows:
        found.setdefault(row.proposal_id, []).append(row)
    return found


def find_present(session: Session, jury: Jury, dissent_id: int) -> Dissent:
    """A text of this jury that has not been withdrawn. Raises NotFound."""
    dissent = session.get(Dissent, dissent_id)
    if dissent is None or dissent.jury_id != jury.id or dissent.withdrawn_at is not None:
        raise NotFound("dissent_is_unknown")
    return dissent


def own_dissent(session: Session, jury: Jury, dissent_id: int, *, actor: Actor) -> Dissent:
    """A text for which the actor answers; for everybody else it does not exist."""
    dissent = find_present(session, jury, dissent_id)
    if dissent.membership_id != actor.require(Role.JUROR):
        raise NotFound("dissent_is_unknown")
    return dissent


def attach(session: Session, jury: Jury, proposal_id: int, kind: DissentKind, body: str, *, language: str,
           is_named: bool, actor: Actor, now: datetime) -> Dissent:
    """Attach a dissent or concurrence to a voted item.

    Raises `dissent_is_closed` once the verdict is published, `dissent_is_too_late` after the time limit,
    `item_is_not_voted`, `dissent_is_empty`, `dissent_is_too_long`.
    """
    membership_id = actor.require(Role.JUROR)
    dissent_deadlines.require_open(session, jury, now=now)
    proposal = proposals.find_proposal(session, jury, proposal_id)
    if proposal.state not in VOTED:
        raise Conflict("item_is_not_voted")
    dissent = Dissent(jury_id=jury.id, proposal_id=proposal.id, membership_id=membership_id, kind=kind,
                      body=_checked(body), language=language, is_named=is_named, at=now)
    session.add(dissent)
    session.flush()
    records.add_entry(session, jury.id, "dissent_attached", {
        "kind": kind.value, "item": proposal.kind.value, "number": proposal.number}, now=now)
    return dissent


def change(session: Session, jury: Jury, dissent_id: int, body: str, *, seen: int, language: str, is_named: bool,
           actor: Actor, now: datetime) -> Dissent:
    """Change one's own words. Whoever signed the old ones has not signed the new ones, and translations are gone.

    `seen`: the wording that was changed. Raises `dissent_was_edited`, and what `attach` raises.
    """
    dissent = own_dissent(session, jury, dissent_id, actor=actor)
    dissent_deadlines.require_open(session, jury, now=now)
    text = _checked(body)
    is_new = text != dissent.body or language != dissent.language
    taken = session.execute(update(Dissent).where(
        Dissent.id == dissent.id, Dissent.version == seen, Dissent.withdrawn_at.is_(None)).values(
        version=seen + 1 if is_new else seen, body=text, language=language, is_named=is_named,
        **({"translations": {}} if is_new else {})).execution_options(synchronize_session=False))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("dissent_was_edited")
    session.refresh(dissent)
    if is_new:
        records.add_entry(session, jury.id, "dissent_changed", {"kind": dissent.kind.value}, now=now)
    return dissent


def _checked(body: str) -> str:
    text = body.replace("\r\n", "\n").strip()
    if not text:
        raise DomainError("dissent_is_empty")
    if len(text) > MAX_LENGTH:
        raise DomainError("dissent_is_too_long", length=len(text), maximum=MAX_LENGTH)
    return text


def translate(session: Session, jury: Jury, dissent_id: int, texts: dict[str, str], *, seen: int, actor: Actor) -> None:
    """Write translations of one wording beside it; the original stands as it is and readers see which is which.

    Whoever answers for the text may, and the organizers. Also after the time limit: no word of the author changes.
    Raises `dissent_was_edited`, `dissent_is_closed`.
    """
    actor.require(Role.JUROR, Role.ORGANIZER)
    dissent = (find_present(session, jury, dissent_id) if actor.has(Role.ORGANIZER)
               else own_dissent(session, jury, dissent_id, actor=actor))
    if jury.stage not in OPEN_STAGES:
        raise Conflict("dissent_is_closed")
    if dissent.version != seen:
        raise Conflict("dissent_was_edited")
    dissent.translations = {code: _checked(text) for code, text in texts.items()
                            if text.strip() and code in LANGUAGES and code != dissent.language}
    session.flush()


def withdraw(session: Session, jury: Jury, dissent_id: int, *, actor: Actor, now: datetime) -> Dissent:
    """Take one's own name from a dissent, until the verdict is published. For others than its author it does not exist.

    With no other signature the text goes. If others have signed it, it is theirs too: the next of them answers for it.
    """
    dissent = own_dissent(session, jury, dissent_id, actor=actor)
    if jury.stage not in OPEN_STAGES:
        raise Conflict("dissent_is_closed")
    others = dissent.cosigned()
    if others:
        heir = others[0]
        dissent.membership_id, dissent.is_named = heir.membership_id, heir.is_named
        dissent.signatures.remove(heir)
    else:
        dissent.withdrawn_at = now
        records.add_entry(session, jury.id, "dissent_withdrawn", {"kind": dissent.kind.value}, now=now)
    session.flush()
    session.expire(dissent, ["membership"])
    return dissent
