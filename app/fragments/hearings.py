"""The patches of hearings and questions: the clocks, the slates, the rights of reply, the number on the tab."""
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.domain.audiences import HEARING_KINDS
from app.services.room.rights_of_reply import replies_for
from app.services.room.rooms import LoggedEvent

if TYPE_CHECKING:
    from app.fragments.rooms import Painter, Patch


def clocks(painter: Painter) -> Iterator[Patch]:
    """The clocks of witnesses and positions, for whoever has them on the page."""
    found = painter.gathered.hearing.clocks
    if found is not None:
        yield {"target": "sides", "mode": "replace", "html": painter.draw("hearings/_sides.html", clocks=found)}
        in_room = found if painter.gathered.room.phase in HEARING_KINDS else []
        yield {"target": "room-sides", "mode": "replace",
               "html": painter.draw("hearings/_room_sides.html", clocks=in_room)}


def replies(painter: Painter, _event: LoggedEvent) -> Iterator[Patch]:
    shown = replies_for(painter.gathered.hearing.replies or [], painter.audience, None)
    yield {"target": "replies", "mode": "replace", "html": painter.draw("hearings/_replies.html", replies=shown)}


def slates(painter: Painter) -> Iterator[Patch]:
    found = painter.gathered.hearing.slates
    if found is not None:
        yield {"target": "slates", "mode": "replace", "html": painter.draw("questions/_slates.html", slates=found)}


def slate(painter: Painter, _event: LoggedEvent) -> Iterator[Patch]:
    yield from slates(painter)


def question_asked(painter: Painter, event: LoggedEvent) -> Iterator[Patch]:
    question = painter.gathered.questions.get(event.data["question"])
    if question is not None:
        yield {"target": "questions", "mode": "append",
               "html": painter.draw("questions/_item.html", question=question, supported=())}
    yield from _count(painter)


def question_changed(painter: Painter, event: LoggedEvent) -> Iterator[Patch]:
    """A question in its place; after a merge both are drawn."""
    for number in (event.data["question"], event.data.get("into", 0)):
        question = painter.gathered.questions.get(number)
        if question is not None:
            yield {"target": f"question-{question.id}", "mode": "replace",
                   "html": painter.draw("questions/_question.html", question=question)}
    yield from slates(painter)
    yield from _count(painter)


def _count(painter: Painter) -> Iterator[Patch]:
    yield {"target": "questions-count", "mode": "replace",
           "html": painter.draw("questions/_count.html", count=painter.gathered.hearing.open_questions)}
