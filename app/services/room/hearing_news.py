"""What events change on the pages of hearings and questions: clocks, slates, rights of reply, the number on the tab."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.audiences import HEARING_KINDS
from app.domain.room_events import RoomEventKind
from app.models import Room
from app.services.room import questions, rights_of_reply, slate_views, stance_clocks

Kind = RoomEventKind
_OF_QUESTIONS = {Kind.QUESTION_ASKED, Kind.QUESTION_CHANGED}


@dataclass(frozen=True)
class HearingNews:
    """None: not touched by these events."""

    clocks: list[stance_clocks.SideClock] | None
    replies: list[rights_of_reply.ReplyView] | None
    slates: list[slate_views.SlateView] | None
    open_questions: int | None


NOTHING = HearingNews(None, None, None, None)


def hearing_news(session: Session, room: Room, kinds: Collection[RoomEventKind], *, now: datetime) -> HearingNews:
    """Read only what these kinds of events change; for words in the record that is nothing."""
    kinds = set(kinds)
    is_turn = Kind.AGENDA_CHANGED in kinds or (Kind.FLOOR_CHANGED in kinds and room.phase in HEARING_KINDS)
    touches_slate = Kind.SLATE_CHANGED in kinds or kinds & _OF_QUESTIONS
    return HearingNews(
        clocks=stance_clocks.clocks_of(session, room, now=now) if is_turn else None,
        replies=rights_of_reply.replies_of(session, room) if Kind.REPLY_CHANGED in kinds else None,
        slates=slate_views.slate_views(session, room) if touches_slate else None,
        open_questions=questions.count_open(session, room) if kinds & _OF_QUESTIONS else None)
