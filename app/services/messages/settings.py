"""How a jury's messages leave: held back or not, and the hour of the news."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.phases import MessageState
from app.domain.roles import Actor, Role
from app.models import Jury, Message, MessageSetting
from app.services import records
from app.services.messages.digests import USUAL_HOUR


@dataclass(frozen=True)
class ChannelHealth:
    """Whether a channel works, as seen from this jury's messages."""

    channel: str
    waiting: int
    oldest_at: datetime | None  # of those that wait
    last_sent_at: datetime | None
    error_code: str | None  # of the newest that waits because an attempt failed


def setting_of(session: Session, jury: Jury) -> MessageSetting:
    """The row, or one with the usual values that is not stored yet."""
    return session.get(MessageSetting, jury.id) or MessageSetting(jury_id=jury.id, digest_hour=USUAL_HOUR)


def stop(session: Session, jury: Jury, *, actor: Actor, now: datetime) -> None:
    """Hold back every message of the jury; writing them goes on. What is being sent this moment still leaves."""
    actor.require(Role.ORGANIZER)
    setting = setting_of(session, jury)
    if setting.stopped_at is None:
        setting.stopped_at, setting.stopped_by_id = now, actor.person_id
        records.add_entry(session, jury.id, "messages_stopped", {}, now=now)
    session.add(setting)


def resume(session: Session, jury: Jury, *, actor: Actor, now: datetime) -> None:
    """Let the messages go again, those that waited first."""
    actor.require(Role.ORGANIZER)
    setting = setting_of(session, jury)
    if setting.stopped_at is not None:
        setting.stopped_at, setting.stopped_by_id = None, None
        records.add_entry(session, jury.id, "messages_resumed", {}, now=now)
    session.add(setting)


def set_digest_hour(session: Session, jury: Jury, hour: int, *, actor: Actor) -> None:
    """Raises `hour_is_not_of_a_day`."""
    actor.require(Role.ORGANIZER)
    if not 0 <= hour <= 23:
        raise DomainError("hour_is_not_of_a_day")
    setting = setting_of(session, jury)
    setting.digest_hour = hour
    session.add(setting)


def health_of(session: Session, jury: Jury, channel: str) -> ChannelHealth:
    here = (Message.jury_id == jury.id, Message.channel == channel)
    waiting = session.execute(select(func.count(), func.min(Message.created_at)).where(
        *here, Message.state == MessageState.QUEUED)).one()
    last = session.scalar(select(func.max(Message.sent_at)).where(*here))
    code = session.scalar(select(Message.error_code).where(
        *here, Message.state == MessageState.QUEUED, Message.error_code.is_not(None)).order_by(
        Message.id.desc()).limit(1))
    return ChannelHealth(channel, waiting[0], waiting[1], last, code)
