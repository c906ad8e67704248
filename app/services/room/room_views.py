"""What the room shows, gathered once for all readers: the record, the current item, questions, documents."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.domain.audiences import HEARING_KINDS, PLENARY_KINDS, Audience, is_present
from app.domain.phases import ItemKind, ItemState
from app.domain.room_events import RoomEventKind
from app.models import AgendaItem, Document, Jury, Membership, Room
from app.services.room import (
    agenda,
    claim_views,
    clarifications,
    documents,
    floor,
    hearing_news,
    parked_topics,
    questions,
    rooms,
    statements,
    table_doors,
    table_views,
)
from app.services.room.rooms import LoggedEvent

Kind = RoomEventKind
# Lines of the running record; the other kinds only change what stands beside it.
RECORD_KINDS = (
    Kind.STATEMENT_POSTED, Kind.AGENDA_CHANGED, Kind.QUESTION_ASKED, Kind.BALLOT_OPENED, Kind.BALLOT_COUNTED,
    Kind.TOPIC_PARKED, Kind.TOPIC_SETTLED)
RECORD_PAGE = 60
_LIMITED = {Audience.EXPERT: HEARING_KINDS, Audience.OBSERVER: PLENARY_KINDS}


@dataclass(frozen=True)
class Step:
    """The current item with its place in the agenda; `item` is None between two items."""

    item: AgendaItem | None
    number: int
    total: int
    following: AgendaItem | None
    witness: str | None
    tables: table_views.Gist | None = None  # in an item of small tables

    @property
    def seconds_left(self) -> int | None:
        return self.item.seconds_left if self.item else None

    def left(self, now: datetime) -> int:
        """Seconds until the end of the item; 0 when it is over."""
        if self.item is None or self.item.deadline is None:
            return self.seconds_left or 0
        return max(0, int((self.item.deadline - now).total_seconds()))


@dataclass(frozen=True)
class Place:
    """Where a room is: the name of its jury in addresses, and its clock."""

    slug: str
    time_zone: str


@dataclass(frozen=True)
class Line:
    """One line of the record: words, or what happened. `helper`: who entered it for a juror on the telephone."""

    event: LoggedEvent
    statement: statements.StatementView | None = None
    item: AgendaItem | None = None
    question: questions.QuestionView | None = None
    topic: parked_topics.TopicView | None = None
    helper: str | None = None


@dataclass
class Gathered:
    """Whatever some events need in order to be shown."""

    room: Room
    place: Place
    now: datetime
    statements: dict[int, statements.StatementView] = field(default_factory=dict)
    items: dict[int, AgendaItem] = field(default_factory=dict)
    questions: dict[int, questions.QuestionView] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    paragraphs: dict[int, clarifications.ParagraphView] = field(default_factory=dict)
    claims: dict[int, claim_views.ClaimView] = field(default_factory=dict)
    topics: list[parked_topics.TopicView] = field(default_factory=list)
    helpers: dict[int, str] = field(default_factory=dict)
    floor: floor.Floor | None = None
    step: Step | None = None
    table: table_views.TableView | None = None
    hearing: hearing_news.HearingNews = hearing_news.NOTHING
    drawn: dict[tuple[int, bool, str], str] = field(default_factory=dict)  # lines that were drawn already

    def line(self, event: LoggedEvent) -> Line | None:
        """The line of the record that an event makes, if it makes one."""
        if event.kind not in RECORD_KINDS:
            return None
        data = event.data
        topic = next((topic for topic in self.topics if topic.id == data.get("topic")), None)
        return Line(event, self.statements.get(data.get("statement", 0)), self.items.get(data.get("item", 0)),
                    self.questions.get(data.get("question", 0)), topic, self.helpers.get(data.get("helper", 0)))


_ROOMS_AND_PLACES = select(Room, Jury.slug, Jury.time_zone).join(Jury, Jury.id == Room.jury_id)
_ROOM_AND_PLACE = _ROOMS_AND_PLACES.where(Room.id == bindparam("room_id"))


def room_and_place(session: Session, room_id: int) -> tuple[Room, Place]:
    """A room with where it is, in one query: this is asked for every message."""
    room, slug, time_zone = session.execute(_ROOM_AND_PLACE, {"room_id": room_id}).one()
    return room, Place(slug, time_zone)


def rooms_and_places(session: Session, room_ids: Iterable[int]) -> dict[int, tuple[Room, Place]]:
    """The same for several rooms, by id."""
    rows = session.execute(_ROOMS_AND_PLACES.where(Room.id.in_(list(room_ids))))
    return {room.id: (room, Place(slug, time_zone)) for room, slug, time_zone in rows}


def gather(session: Session, room: Room, events: Sequence[LoggedEvent], *, place: Place, now: datetime) -> Gathered:
    """Read what these events speak of, with as few queries as there are kinds among them."""
    found = Gathered(room, place, now)
    kinds = {event.kind for event in events}
    found.statements = statements.statement_views(session, _ids(events, "statement"))
    found.hearing = hearing_news.hearing_news(session, room, kinds, now=now)
    question_ids = _ids(events, "question") | _ids(events, "into")
    if question_ids:
        found.questions = {view.id: view for view in questions.question_views(session, room, question_ids)}
    if kinds & {Kind.TOPIC_PARKED, Kind.TOPIC_SETTLED}:
        found.topics = parked_topics.topics_of(session, room)
    if helpers := _ids(events, "helper"):
        found.helpers = _aliases(session, helpers)
    if Kind.AGENDA_CHANGED in kinds:
        found.items = _items(session, _ids(events, "item"))
        found.step = step_of(session, room)
    if Kind.TABLES_CHANGED in kinds and found.step is None:
        found.step = step_of(session, room)
    if kinds & {Kind.TABLE_CHANGED, Kind.TABLE_NOTE_SAVED}:
        found.table = table_views.table_view(session, table_doors.table_behind(session, room), now=now)
    if Kind.FLOOR_CHANGED in kinds:
        found.floor = floor.floor_of(session, room, now=now)
    _gather_evidence(session, found, events, kinds)
    return found


def _gather_evidence(session: Session, found: Gathered, events: Sequence[LoggedEvent], kinds: set[Kind]) -> None:
    if Kind.DOCUMENT_ADDED in kinds:
        found.documents = documents.documents_of(session, found.room.jury_id)
    if Kind.PARAGRAPH_CHANGED in kinds:
        found.paragraphs = clarifications.some_paragraphs(session, _ids(events, "paragraph"))
    if Kind.CLAIM_CHANGED in kinds:
        views = claim_views.claim_views(session, found.room.jury_id, _ids(events, "claim"), with_withdrawn=True)
        found.claims = {view.id: view for view in views}


def _ids(events: Sequence[LoggedEvent], name: str) -> set[int]:
    return {event.data[name] for event in events if name in event.data}


def _items(session: Session, ids: Iterable[int]) -> dict[int, AgendaItem]:
    return {item.id: item for item in session.scalars(select(AgendaItem).where(AgendaItem.id.in_(list(ids))))}


def _aliases(session: Session, ids: Iterable[int]) -> dict[int, str]:
    rows = session.execute(select(Membership.id, Membership.alias).where(Membership.id.in_(list(ids))))
    return dict(rows.all())


def step_of(session: Session, room: Room) -> Step:
    """Where the agenda stands."""
    items = agenda.items_in_order(session, room.jury_id)
    item = next((found for found in items if found.id == room.current_item_id), None)
    taken = sum(found.state is not ItemState.PLANNED for found in items)
    witness = session.get(Membership, item.witness_id) if item and item.witness_id else None
    return Step(item, items.index(item) + 1 if item else taken, len(items), agenda.next_item(session, room),
                witness.alias if witness else None,
                table_views.gist_of(session, room, item.id) if item and item.kind is ItemKind.TABLES else None)


def record_of(session: Session, room: Room, audience: Audience, *, before: int | None, now: datetime) -> list[Line]:
    """The last lines of the record before a number that this audience may read, in order."""
    phases = _LIMITED.get(audience)
    events = rooms.events_before(session, room, before, RECORD_KINDS, phases, limit=RECORD_PAGE)
    found = gather(session, room, events, place=Place("", ""), now=now)
    lines = [line for event in events if (line := found.line(event)) is not None]
    return [line for line in lines if may_read(audience, line)]


def may_read(audience: Audience, line: Line) -> bool:
    """A topic that was parked in the deliberation stays with the jury, whenever it is settled."""
    return line.topic is None or is_present(audience, line.topic.phase)


def may_speak(audience: Audience, phase: ItemKind | None) -> bool:
    """Whether this audience has a voice now."""
    return audience in {Audience.CHAIR, Audience.JUROR} or (audience is Audience.EXPERT and phase in HEARING_KINDS)
