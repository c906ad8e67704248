"""A jury whose verdict is out, and the replies to it, made through the services that real people use."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.phases import ReplyStatus
from app.models import Reply
from app.services.replies import replies
from app.services.replies.replies import ReplyTexts
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW

GOOD = ReplyTexts(ReplyStatus.ACCEPTED, {"ru": "Сделаем", "kk": ""}, "Water department", None)


def reply(session: Session, cast: Cast, place: int, version: int = 0, texts: ReplyTexts = GOOD,
          who: str = "commissioner", at: datetime = NOW) -> Reply:
    """Answer the recommendation at this place of the list."""
    jury = jury_of(session, cast)
    proposal = replies.recommendations(session, jury)[place]
    return replies.reply(session, jury, proposal.id, texts, version=version, actor=actor(session, cast, who), now=at)
