"""What a jury is about: chosen by its organizer from a short list, and changed at any time; it decides nothing."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.roles import Actor, Role
from app.domain.topics import MOST_TOPICS, Topic
from app.models import Jury, JuryTopic
from app.services import records


def topics_of(session: Session, jury_ids: Sequence[int]) -> dict[int, list[Topic]]:
    """Jury id → its topics in the order of the list, for juries that have any."""
    found: dict[int, list[Topic]] = {}
    for jury_id, topic in session.execute(select(JuryTopic.jury_id, JuryTopic.topic).where(
            JuryTopic.jury_id.in_(jury_ids))):
        found.setdefault(jury_id, []).append(topic)
    order = list(Topic)
    return {jury_id: sorted(topics, key=order.index) for jury_id, topics in found.items()}


def set_topics(session: Session, jury: Jury, topics: Collection[Topic], *, actor: Actor, now: datetime) -> None:
    """Say what a jury is about. Raises `too_many_topics`."""
    actor.require(Role.ORGANIZER)
    chosen = [topic for topic in Topic if topic in topics]
    if len(chosen) > MOST_TOPICS:
        raise DomainError("too_many_topics", maximum=MOST_TOPICS)
    if chosen == topics_of(session, [jury.id]).get(jury.id, []):
        return
    session.execute(delete(JuryTopic).where(JuryTopic.jury_id == jury.id))
    session.add_all(JuryTopic(jury_id=jury.id, topic=topic) for topic in chosen)
    session.flush()
    records.add_entry(session, jury.id, "topics_set", {"topics": [topic.value for topic in chosen]}, now=now)
