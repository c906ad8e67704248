"""Setting up a jury, writing its charge, and who signs it."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, refuse_if
from app.domain.phases import Decision
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Approval, Charge, Jury, Membership, Person
from app.services import records
from app.services.accounts import memberships
from app.services.stage_checks import latest_charge
from app.services.vault import Vault


@dataclass(frozen=True)
class JuryFrame:
    """What an organizer decides about a jury besides its question."""

    title: dict[str, str]
    place: dict[str, str]
    commissioner_name: dict[str, str]
    authentic_language: str
    seats: int
    threshold: tuple[int, int]
    quorum: tuple[int, int]
    starts_on: date | None
    ends_on: date | None
    reply_working_days: int


@dataclass(frozen=True)
class ChargeTexts:
    """The charge, each part in up to three languages."""

    question: dict[str, str]
    scope_in: dict[str, str]
    scope_out: dict[str, str]
    powers: dict[str, str]
    reply_promise: dict[str, str]


def public_juries(session: Session) -> list[Jury]:
    """Juries that the public may read about: from recruitment on, newest first."""
    return list(session.scalars(select(Jury).where(Jury.stage != Stage.DRAFT).order_by(Jury.id.desc())))


def juries_of(session: Session, person_id: int) -> list[tuple[Jury, list[Role]]]:
    """The juries in which a person takes part now, with their roles in each."""
    rows = session.execute(select(Jury, Membership.role).join(Membership).where(
        Membership.person_id == person_id, Membership.ended_at.is_(None)).order_by(Jury.id.desc()))
    found: dict[int, tuple[Jury, list[Role]]] = {}
    for jury, role in rows:
        found.setdefault(jury.id, (jury, []))[1].append(role)
    return list(found.values())


def hold(session: Session, jury: Jury) -> None:
    """Let decisions on a jury happen one after the other, each on the jury as the one before has left it."""
    session.refresh(jury, with_for_update={"key_share": True})


def create_jury(session: Session, slug: str, frame: JuryFrame, *, vault: Vault, actor: Actor, now: datetime) -> Jury:
    """Set up a jury; its creator becomes its organizer.

    Raises `slug_is_taken`, `seats_out_of_range`, `dates_are_reversed`.
    """
    if not actor.is_staff or actor.person_id is None:
        raise Forbidden("role_is_missing")
    if session.scalar(select(Jury.id).where(Jury.slug == slug)) is not None:
        raise Conflict("slug_is_taken", slug=slug)
    jury = Jury(slug=slug, data_key=vault.new_sealed_key(), created_by_id=actor.person_id,
                created_at=now, updated_at=now, stage=Stage.DRAFT)
    _apply(jury, frame)
    session.add(jury)
    session.flush()
    memberships.join(session, jury, session.get_one(Person, actor.person_id), Role.ORGANIZER, now=now)
    records.add_entry(session, jury.id, "jury_created", {"slug": slug, "seats": jury.seats}, now=now)
    return jury


def change_frame(session: Session, jury: Jury, frame: JuryFrame, *, actor: Actor, now: datetime) -> None:
    """Change seats, threshold, dates and names while the jury is a draft.

    Raises `jury_is_frozen`, and `terms_are_signed`: seats, threshold and quorum are part of what was signed.
    """
    actor.require(Role.ORGANIZER)
    hold(session, jury)
    if jury.stage is not Stage.DRAFT:
        raise Conflict("jury_is_frozen")
    charge, before = latest_charge(session, jury), _terms(jury)
    _apply(jury, frame)
    if _terms(jury) != before:
        if charge is not None and _is_settled(session, charge, jury):
            raise Conflict("terms_are_signed")
        records.add_entry(session, jury.id, "terms_changed", {
            "seats": jury.seats, "threshold": "{}/{}".format(*frame.threshold), "quorum": "{}/{}".format(*frame.quorum),
            "reply_working_days": jury.reply_working_days}, now=now)
    jury.updated_at = now
    session.flush()


def _terms(jury: Jury) -> tuple[int, ...]:
    """What a signature covers besides the words."""
    return (jury.seats, jury.threshold_numerator, jury.threshold_denominator, jury.quorum_numerator,
            jury.quorum_denominator, jury.reply_working_days)


def _apply(jury: Jury, frame: JuryFrame) -> None:
    reasons = []
    if not 3 <= frame.seats <= 500:
        reasons.append(DomainError("seats_out_of_range"))
    if frame.starts_on and frame.ends_on and frame.ends_on < frame.starts_on:
        reasons.append(DomainError("dates_are_reversed"))
    refuse_if(reasons)
    jury.title, jury.place, jury.commissioner_name = frame.title, frame.place, frame.commissioner_name
    jury.authentic_language, jury.seats = frame.authentic_language, frame.seats
    jury.threshold_numerator, jury.threshold_denominator = frame.threshold
    jury.quorum_numerator, jury.quorum_denominator = frame.quorum
    jury.starts_on, jury.ends_on = frame.starts_on, frame.ends_on
    jury.reply_working_days = frame.reply_working_days


def write_charge(session: Session, jury: Jury, texts: ChargeTexts, *, actor: Actor, now: datetime,
                 reason: str | None = None) -> Charge:
    """Write the charge. A draft changes in place; once frozen or signed, a new version with a reason follows.

    Raises `reason_is_missing` when a version that somebody already signed or that is frozen changes.
    """
    actor.require(Role.ORGANIZER)
    hold(session, jury)
    latest = latest_charge(session, jury)
    if latest is None or _is_settled(session, latest, jury):
        if latest is not None and not (reason or "").strip():
            raise DomainError("reason_is_missing")
        version = latest.version + 1 if latest else 1
        latest = Charge(jury_id=jury.id, version=version, reason=reason,
                        frozen_at=None if jury.stage is Stage.DRAFT else now)
        records.add_entry(session, jury.id, "charge_written", {"version": version, "reason": reason or ""}, now=now)
    latest.question, latest.scope_in, latest.scope_out = texts.question, texts.scope_in, texts.scope_out
    latest.powers, latest.reply_promise = texts.powers, texts.reply_promise
    latest.written_by_id, latest.written_at = actor.person_id, now
    session.add(latest)
    session.flush()
    return latest


def _is_settled(session: Session, charge: Charge, jury: Jury) -> bool:
    signed = session.scalar(select(Approval.id).where(
        Approval.jury_id == jury.id, Approval.charge_version == charge.version).limit(1))
    return charge.frozen_at is not None or signed is not None


def decide_on_charge(session: Session, jury: Jury, decision: Decision, *, actor: Actor, now: datetime,
                     version: int, seen: str | None = None, reason: str | None = None) -> Approval:
    """The commissioner signs; an overseer approves, or objects with a reason that is published.

    `seen`: the mark of the text that was read (`charge_mark`), because a draft changes within its version.
    Raises `charge_moved_on` when that text is no longer the latest, `reason_is_missing` for a bare objection.
    """
    role = Role.COMMISSIONER if decision is Decision.SIGNED else Role.OVERSEER
    membership_id = actor.require(role)
    hold(session, jury)
    charge = latest_charge(session, jury)
    if charge is None or charge.version != version or seen not in (None, charge_mark(charge)):
        raise Conflict("charge_moved_on")
    if decision is Decision.OBJECTED and not (reason or "").strip():
        raise DomainError("reason_is_missing")
    approval = Approval(jury_id=jury.id, charge_version=version, membership_id=membership_id, decision=decision,
                        reason=reason, at=now)
    session.add(approval)
    records.add_entry(session, jury.id, "charge_decided", {
        "version": version, "decision": decision.value, "role": role.value, "reason": reason or ""}, now=now)
    return approval


def charge_mark(charge: Charge) -> str:
    """Changes with every saving; goes along in the form under which somebody decides."""
    return f"{charge.version}@{charge.written_at.isoformat()}"


def approvals_of(session: Session, jury: Jury) -> list[Approval]:
    return list(session.scalars(select(Approval).where(Approval.jury_id == jury.id).order_by(Approval.id)))


def freeze_charge(session: Session, jury: Jury, *, now: datetime) -> None:
    """From recruitment on the charge stands as it is."""
    session.execute(update(Charge).where(Charge.jury_id == jury.id, Charge.frozen_at.is_(None)).values(frozen_at=now))
