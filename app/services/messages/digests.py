"""The news of a day: what is not urgent, collected for each person into one e-mail."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.message_kinds import DIGEST
from app.domain.phases import MessageState
from app.models import Jury, Message, MessageSetting, Person, Registrant
from app.services.messages.queueing import queue
from app.services.vault import Vault

USUAL_HOUR = 18


def hour_of(session: Session, jury: Jury) -> int:
    """At which hour, on the clock of the jury's place, the news of the day leave."""
    hour = session.scalar(select(MessageSetting.digest_hour).where(MessageSetting.jury_id == jury.id))
    return USUAL_HOUR if hour is None else hour


def juries_with_news(session: Session) -> list[int]:
    return list(session.scalars(select(Message.jury_id).where(
        Message.state == MessageState.COLLECTED, Message.digest_id.is_(None)).distinct()))


def send_news(session: Session, jury: Jury, *, vault: Vault, now: datetime) -> int:
    """Queue one e-mail for everybody with news, once the hour has come; at most one a day. Returns how many."""
    local = now.astimezone(ZoneInfo(jury.time_zone))
    if local.hour < hour_of(session, jury):
        return 0
    waiting = session.scalars(select(Message).where(
        Message.jury_id == jury.id, Message.state == MessageState.COLLECTED, Message.digest_id.is_(None)))
    whose = sorted(waiting, key=lambda message: (message.person_id or 0, message.registrant_id or 0, message.id))
    return sum(_bundle(session, jury, list(group), f"digest:{local.date().isoformat()}", vault=vault, now=now)
               for _, group in groupby(whose, key=lambda message: (message.person_id, message.registrant_id)))


def _bundle(session: Session, jury: Jury, parts: list[Message], day: str, *, vault: Vault, now: datetime) -> bool:
    """One e-mail for one person. Somebody who had today's already waits for tomorrow's; the key says so."""
    first = parts[0]
    person = session.get(Person, first.person_id) if first.person_id else None
    registrant = session.get(Registrant, first.registrant_id) if first.registrant_id else None
    carrier = queue(session, jury, DIGEST, vault=vault, now=now, person=person, registrant=registrant,
                    values={"count": len(parts)}, once=f"{day}:{first.person_id or 0}:{first.registrant_id or 0}")
    if carrier is None:
        return False
    session.execute(update(Message).where(
        Message.id.in_([part.id for part in parts]), Message.state == MessageState.COLLECTED).values(
        digest_id=carrier.id))
    return True


def parts_of(session: Session, carrier: Message) -> Iterable[Message]:
    """The messages that an e-mail of news carries, in the order in which they were written."""
    return session.scalars(select(Message).where(Message.digest_id == carrier.id).order_by(Message.id))
