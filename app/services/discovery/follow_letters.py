"""Telling those who follow: each piece of news goes once to everybody who had confirmed before it happened."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.news import TOLD_BY_LETTER, NewsKind
from app.models import Jury, Message, Subscription, ToldNews
from app.services import messages
from app.services.discovery.news import News, news
from app.services.vault import Vault

LOOK_BACK = timedelta(days=7)  # a worker that stood still for longer does not write about old news
QUIET = timedelta(minutes=30)  # an authority that answers eight recommendations in a row is told of once
AT_ONCE = 200  # letters in one transaction


def collect(session: Session, *, now: datetime) -> int:
    """Note what is to be told. Returns how many pieces of news are new."""
    recent = [each for each in news(session, now=now, since=now - LOOK_BACK) if each.kind in TOLD_BY_LETTER]
    known = {(row.jury_id, row.key) for row in session.execute(select(ToldNews.jury_id, ToldNews.key).where(
        ToldNews.jury_id.in_({each.jury.id for each in recent})))}
    fresh = [each for each in _bundled(recent, now) if (each.jury.id, each.key) not in known]
    session.add_all(ToldNews(jury_id=each.jury.id, key=each.key, at=each.at) for each in fresh)
    session.flush()
    return len(fresh)


def _bundled(recent: Sequence[News], now: datetime) -> list[News]:
    """Replies one by one are one piece of news, once the authority has been quiet for a while."""
    found = [each for each in recent if each.kind is not NewsKind.REPLY]
    newest: dict[int, News] = {}
    for each in recent:  # the newest come first
        if each.kind is NewsKind.REPLY:
            newest.setdefault(each.jury.id, each)
    return found + [each for each in newest.values() if now - each.at >= QUIET]


def has_readers(session: Session) -> bool:
    return session.scalar(select(Subscription.id).where(Subscription.confirmed_at.is_not(None)).limit(1)) is not None


def unfinished(session: Session) -> list[int]:
    return list(session.scalars(select(ToldNews.id).where(ToldNews.done_at.is_(None)).order_by(ToldNews.id)))


def write_some(session: Session, told_id: int, *, vault: Vault, now: datetime) -> bool:
    """Write the next letters of a piece of news; True when all are written. Two workers do not write one twice."""
    told = session.get_one(ToldNews, told_id, with_for_update=True)
    if told.done_at is not None:
        return True
    readers = session.scalars(select(Subscription).where(
        Subscription.id > told.last_subscription_id, Subscription.confirmed_at <= told.at,
        or_(Subscription.jury_id == told.jury_id, Subscription.jury_id.is_(None))).order_by(
        Subscription.id).limit(AT_ONCE)).all()
    jury = session.get_one(Jury, told.jury_id)
    for reader in readers:
        _write(session, reader, told, jury, vault, now)
        told.last_subscription_id = reader.id
    if len(readers) < AT_ONCE:
        told.done_at = now
    session.flush()
    return told.done_at is not None


def _write(session: Session, reader: Subscription, told: ToldNews, jury: Jury, vault: Vault, now: datetime) -> None:
    if _follows_twice(session, reader, told):
        return
    opened: dict[str, Any] = vault.open_plain(reader.sealed)
    values = {"token": opened["token"], "slug": jury.slug, "title": dict(jury.title),
              "kind": told.key.partition("-")[0]}
    letter = messages.queue_to(session, None, "follow_news", opened["to"], reader.language, values=values, vault=vault,
                               now=now)
    if letter is not None:
        letter.subscription_id, letter.once_key = reader.id, f"{told.jury_id}:{told.key}"


def _follows_twice(session: Session, reader: Subscription, told: ToldNews) -> bool:
    """Whoever follows all juries and this one gets the letter for this one."""
    return reader.jury_id is None and session.scalar(select(Subscription.id).where(
        Subscription.address_hash == reader.address_hash, Subscription.scope == str(told.jury_id),
        Subscription.confirmed_at <= told.at)) is not None


def letters_to(session: Session, subscription_id: int) -> list[Message]:
    return list(session.scalars(select(Message).where(
        Message.subscription_id == subscription_id).order_by(Message.id)))
