"""How the jury worked, for everybody: what was planned and what was done, and no juror by name."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.evidence import FEWEST_ANSWERS
from app.domain.local_days import local_day
from app.domain.phases import Decision, ItemKind, ItemState
from app.domain.roles import Role
from app.domain.room_desk import OverrideKind
from app.models import AgendaItem, Approval, DraftReview, HearingException, Jury, Membership, Room, RoomOverride
from app.services.opinions import surveys
from app.services.oversight import objections, reviews
from app.services.room import agenda, moderation_counts, rooms, speaking_times, stance_clocks
from app.services.verdict import draft_reviews, review_comments
from app.services.verdict.process_questions import AskedQuestion, asked_questions, hidden_count

Texts = dict[str, str]
# A private hint, and how one juror takes part, are nobody's business.
PRIVATE_OVERRIDES = (OverrideKind.NUDGE_SENT, OverrideKind.PHONE_JUROR)


@dataclass(frozen=True)
class HeldItem:
    """`spent`: minutes without pauses, None when it was not held. `witness`: who was heard."""

    title: Texts
    kind: ItemKind
    state: ItemState
    planned: int
    spent: int | None
    witness: str | None


@dataclass(frozen=True)
class HeldSession:
    number: int
    title: Texts
    day: date
    items: tuple[HeldItem, ...]


@dataclass(frozen=True)
class HeardWitness:
    alias: str
    topic: Texts
    stance: Texts
    interests: Texts
    planned: int  # minutes
    used: int  # minutes on the witness's clock: the hearing, and every turn on the floor


@dataclass(frozen=True)
class SpeakingBand:
    """So many jurors had the floor for `least` seconds or more and less than `below` (None: no end)."""

    least: int
    below: int | None
    jurors: int


@dataclass(frozen=True)
class Departure:
    """A departure of the facilitator from the agreed order, with its reason and without anybody's name."""

    kind: OverrideKind
    day: date
    item: Texts | None
    minutes: int | None
    reason: str | None


@dataclass(frozen=True)
class ChargeDecision:
    role: Role
    decision: Decision
    version: int
    day: date


@dataclass(frozen=True)
class ReviewWindow:
    review: DraftReview
    clauses: tuple[review_comments.ClauseReport, ...]


@dataclass(frozen=True)
class ProcessReport:
    sessions: tuple[HeldSession, ...]
    witnesses: tuple[HeardWitness, ...]
    unequal_time: HearingException | None
    questions: tuple[AskedQuestion, ...]
    hidden_questions: int
    windows: tuple[ReviewWindow, ...]
    speaking: tuple[SpeakingBand, ...]
    middle: int  # half of the jurors had the floor for at most so many seconds
    surveys: tuple[surveys.ItemResult, ...]
    departures: tuple[Departure, ...]
    moderation: moderation_counts.ModerationCounts
    charge: tuple[ChargeDecision, ...]
    lists: tuple[reviews.ListReview, ...]
    objections: tuple[objections.Objection, ...]


def report_of(session: Session, jury: Jury, *, now: datetime) -> ProcessReport:
    """The whole report. Questions and comments come with their answers; numbers under five are joined or left out."""
    room = rooms.find_room(session, jury.id)
    windows = [ReviewWindow(row, tuple(review_comments.report(session, row)))
               for row in reversed(draft_reviews.reviews_of(session, jury))]
    spread = speaking_times.spread_of(session, room, now=now) if room else None
    return ProcessReport(
        sessions=_sessions(session, jury, now), witnesses=_witnesses(session, jury, room, now),
        unequal_time=session.get(HearingException, jury.id),
        questions=asked_questions(session, room) if room else (),
        hidden_questions=hidden_count(session, room) if room else 0, windows=tuple(windows),
        speaking=joined_bands(spread.bands) if spread else (), middle=spread.middle if spread else 0,
        surveys=tuple(surveys.results(session, jury)), departures=_departures(session, jury, room),
        moderation=moderation_counts.counts_of(session, jury), charge=_charge(session, jury),
        lists=tuple(reviews.reviews_of(session, jury)),
        objections=tuple(reversed(objections.objections_of(session, jury))))


def _sessions(session: Session, jury: Jury, now: datetime) -> tuple[HeldSession, ...]:
    names = {row.id: row.alias for row in _experts(session, jury)}
    return tuple(HeldSession(part.number, dict(part.title), local_day(jury, part.starts_at),
                             tuple(_item(item, names, now) for item in part.items))
                 for part in agenda.sessions_of(session, jury.id))


def _item(item: AgendaItem, names: dict[int, str], now: datetime) -> HeldItem:
    """An item that nobody ended was held; how long it took is not known."""
    spent = round(agenda.running_seconds(item, now=now) / 60) if item.ended_at else None
    return HeldItem(dict(item.title), item.kind, item.state, item.planned_minutes or item.minutes, spent,
                    names.get(item.witness_id or 0))


def _witnesses(session: Session, jury: Jury, room: Room | None, now: datetime) -> tuple[HeardWitness, ...]:
    """Everybody who is a witness at the end or was heard before."""
    used = stance_clocks.seconds_used(session, room, now=now) if room else {}
    planned: dict[int, int] = {}
    for item in agenda.items_in_order(session, jury.id):
        if item.witness_id is not None:
            planned[item.witness_id] = planned.get(item.witness_id, 0) + (item.planned_minutes or item.minutes)
    return tuple(_witness(row, planned.get(row.id, 0), round(used.get(row.id, 0) / 60))
                 for row in _experts(session, jury) if row.ended_at is None or used.get(row.id))


def _witness(member: Membership, planned: int, used: int) -> HeardWitness:
    declared = member.witness
    topic, stance, interests = (declared.topic, declared.stance, declared.interests) if declared else ({}, {}, {})
    return HeardWitness(member.alias, dict(topic), dict(stance), dict(interests), planned, used)


def _experts(session: Session, jury: Jury) -> list[Membership]:
    return list(session.scalars(select(Membership).where(
        Membership.jury_id == jury.id, Membership.role == Role.EXPERT).order_by(Membership.id)))


def joined_bands(bands: tuple[speaking_times.Band, ...], fewest: int = FEWEST_ANSWERS) -> tuple[SpeakingBand, ...]:
    """Neighbouring bands are joined until each holds at least `fewest` jurors; none when there are fewer in all.

    >>> from app.services.room.speaking_times import Band
    >>> joined_bands((Band(0, 1, 3), Band(1, 60, 4), Band(60, None, 2)))
    (SpeakingBand(least=0, below=None, jurors=9),)
    """
    found: list[SpeakingBand] = []
    waiting: SpeakingBand | None = None
    for band in bands:
        least, jurors = (waiting.least, waiting.jurors) if waiting else (band.least, 0)
        waiting = SpeakingBand(least, band.below, jurors + band.jurors)
        if waiting.jurors >= fewest:
            found.append(waiting)
            waiting = None
    if waiting is not None and found:  # what is left over joins the last band
        found[-1] = SpeakingBand(found[-1].least, waiting.below, found[-1].jurors + waiting.jurors)
    return tuple(found)


def _departures(session: Session, jury: Jury, room: Room | None) -> tuple[Departure, ...]:
    rows = session.execute(select(RoomOverride, AgendaItem.title).outerjoin(
        AgendaItem, AgendaItem.id == RoomOverride.item_id).where(
        RoomOverride.room_id == (room.id if room else 0), RoomOverride.kind.not_in(PRIVATE_OVERRIDES),
    ).order_by(RoomOverride.id))
    return tuple(Departure(row.kind, local_day(jury, row.at), dict(title) if title else None, row.minutes, row.reason)
                 for row, title in rows)


def _charge(session: Session, jury: Jury) -> tuple[ChargeDecision, ...]:
    rows = session.scalars(select(Approval).where(Approval.jury_id == jury.id).order_by(Approval.id))
    return tuple(ChargeDecision(row.membership.role, row.decision, row.charge_version, local_day(jury, row.at))
                 for row in rows)
