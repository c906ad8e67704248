"""Waves of letters: the first ones of a draw, reminders to those who are silent; printed, posted, marked."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.letters import LetterKind
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Address, Job, Jury, Letter, LetterDraw, LetterFile, LetterPlan, LetterWave
from app.services import jobs, records

# Who has answered, said no or cannot be reached gets nothing more.
SILENT: tuple[ColumnElement[bool], ...] = (
    Address.answers == 0, Address.declined_at.is_(None), Address.returned_at.is_(None))


def waves_of(session: Session, jury: Jury) -> list[LetterWave]:
    """All waves, the latest first."""
    return list(session.scalars(select(LetterWave).where(
        LetterWave.jury_id == jury.id).order_by(LetterWave.number.desc())))


def find_wave(session: Session, jury: Jury, number: int) -> LetterWave:
    """Raises `letter_wave_is_unknown`."""
    found = session.scalars(select(LetterWave).where(
        LetterWave.jury_id == jury.id, LetterWave.number == number)).first()
    if found is None:
        raise NotFound("letter_wave_is_unknown")
    return found


def _due(jury: Jury, kind: LetterKind) -> list[ColumnElement[bool]]:
    """Addresses that would get a letter of this kind now; none lies in a wave that is not posted yet."""
    waiting = exists().where(Letter.address_id == Address.id, Letter.wave_id == LetterWave.id,
                             LetterWave.posted_at.is_(None))
    is_sent = Address.sent_at.is_not(None) if kind is LetterKind.REMINDER else Address.sent_at.is_(None)
    return [Address.jury_id == jury.id, Address.letter_draw_id.is_not(None), is_sent, *SILENT, ~waiting]


def count_due(session: Session, jury: Jury, kind: LetterKind) -> int:
    return session.scalar(select(func.count()).select_from(Address).where(*_due(jury, kind))) or 0


def make_wave(session: Session, jury: Jury, kind: LetterKind, *, actor: Actor, now: datetime) -> LetterWave:
    """Put all due letters of a kind into a wave.

    Raises `letters_stage_is_wrong`, `letter_words_are_missing`, `no_letter_is_due`.
    """
    actor.require(Role.ORGANIZER)
    plan = session.get(LetterPlan, jury.id)
    if plan is None or not plan.sender.strip() or not (plan.phone or plan.email):
        raise DomainError("letter_words_are_missing")
    held = session.execute(update(Jury).where(
        Jury.id == jury.id, Jury.stage == Stage.RECRUITMENT).values(updated_at=now))
    if held.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("letters_stage_is_wrong")
    ids = list(session.scalars(select(Address.id).join(LetterDraw, LetterDraw.id == Address.letter_draw_id).where(
        *_due(jury, kind)).order_by(LetterDraw.number, Address.place)))
    if not ids:
        raise DomainError("no_letter_is_due")
    last = session.scalar(select(func.max(LetterWave.number)).where(LetterWave.jury_id == jury.id)) or 0
    wave = LetterWave(jury_id=jury.id, number=last + 1, kind=kind, letters=len(ids), answer_by=plan.answer_by,
                      made_at=now)
    session.add(wave)
    session.flush()
    session.execute(insert(Letter).returning(Letter.id), [
        {"wave_id": wave.id, "address_id": address_id, "place": place} for place, address_id in enumerate(ids, 1)])
    return wave


def drop_wave(session: Session, jury: Jury, number: int, *, actor: Actor) -> None:
    """Give a wave up that was not posted. Raises `letter_wave_is_posted`."""
    actor.require(Role.ORGANIZER)
    gone = session.execute(delete(LetterWave).where(
        LetterWave.jury_id == jury.id, LetterWave.number == number, LetterWave.posted_at.is_(None)))
    if gone.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("letter_wave_is_posted")


def start_printing(session: Session, jury: Jury, number: int, *, actor: Actor, now: datetime) -> Job:
    """Have the PDFs of a wave drawn; earlier ones are replaced.

    Raises `letter_wave_is_posted`, `letters_are_being_drawn`.
    """
    actor.require(Role.ORGANIZER)
    wave = find_wave(session, jury, number)
    _check_waiting(wave)
    if wave.job_id is not None and jobs.is_live(session.get(Job, wave.job_id)):
        raise Conflict("letters_are_being_drawn")
    session.execute(delete(LetterFile).where(LetterFile.wave_id == wave.id))
    job = jobs.enqueue(session, "letter_pdfs", {"wave_id": wave.id}, jury_id=jury.id, actor=actor, now=now)
    wave.job_id = job.id
    session.flush()
    return job


def _check_waiting(wave: LetterWave) -> None:
    if wave.posted_at is not None:
        raise Conflict("letter_wave_is_posted")


def letters_of(session: Session, wave_id: int, *, after: int = 0,
               limit: int | None = None) -> list[tuple[int, Address]]:
    """Place and address of letters still worth sending, in the order of printing, from the place `after` on."""
    rows = session.execute(select(Letter.place, Address).join(Address, Address.id == Letter.address_id).where(
        Letter.wave_id == wave_id, Letter.place > after, *SILENT).order_by(Letter.place).limit(limit)).all()
    return [(row[0], row[1]) for row in rows]


def mark_posted(session: Session, jury: Jury, number: int, posted_on: date, moment: datetime, *, actor: Actor,
                now: datetime) -> int:
    """Note that a wave went to the post on a day (`moment` lies in it); its PDFs are deleted.

    Returns how many letters. Raises `letter_wave_is_posted`, `posting_is_in_the_future`.
    """
    actor.require(Role.ORGANIZER)
    if moment > now:
        raise DomainError("posting_is_in_the_future")
    wave = find_wave(session, jury, number)
    taken = session.execute(update(LetterWave).where(
        LetterWave.id == wave.id, LetterWave.posted_at.is_(None)).values(posted_at=moment))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("letter_wave_is_posted")
    mine = select(Letter.address_id).where(Letter.wave_id == wave.id)
    stamp = "sent_at" if wave.kind is LetterKind.INVITATION else "reminded_at"
    marked = session.execute(update(Address).where(Address.id.in_(mine), *SILENT).values(**{stamp: moment}))
    session.execute(delete(LetterFile).where(LetterFile.wave_id == wave.id))
    session.expire_all()
    count = int(marked.rowcount)  # type: ignore[attr-defined]  # a CursorResult at run time
    kind = "letters_posted" if wave.kind is LetterKind.INVITATION else "reminders_posted"
    records.add_entry(session, jury.id, kind, {
        "wave": wave.number, "letters": count, "day": posted_on.isoformat()}, now=now)
    return count
