"""From the log to the page: each event becomes patches, drawn once per language and audience."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, has_request_context
from werkzeug.test import create_environ

from app.domain.audiences import Audience, may_see
from app.domain.languages import LANGUAGES
from app.domain.phases import ItemKind
from app.domain.room_events import RoomEventKind
from app.fragments import hearings
from app.i18n import on_the_clock_of, speaking
from app.services.room import parked_topics, room_views
from app.services.room.presence import Health
from app.services.room.room_views import Gathered
from app.services.room.rooms import LoggedEvent

_ENVIRON = "alqa.environ"
Kind = RoomEventKind
Patch = dict[str, str]
# Kinds that draw the present state anew: of several in a row only the last has something to draw.
_STATES = {Kind.FLOOR_CHANGED, Kind.DOCUMENT_ADDED, Kind.TABLES_CHANGED, Kind.TABLE_CHANGED, Kind.TABLE_NOTE_SAVED}

_FOR_DELAYED = {"record", "stage", "next", "documents"}


@dataclass
class Painter:
    """Draws events for one audience in one language; `gathered` is shared by all of them."""

    gathered: Gathered
    audience: Audience
    language: str
    last_of: dict[RoomEventKind, int] = field(default_factory=dict)

    def event(self, event: LoggedEvent) -> dict[str, Any]:
        """The event as it is sent; without patches where this audience may see nothing, so that seq has no holes."""
        patches: list[Patch] = []
        if may_see(self.audience, event.kind, event.phase) and self._is_due(event):
            patches = [patch for patch in _PATCHES[event.kind](self, event) if self._may_show(patch)]
        return {"room": event.room_id, "seq": event.seq, "kind": event.kind.value, "patches": patches}

    def _may_show(self, patch: Patch) -> bool:
        """Observers with a delay get the record and the agenda: whatever else is drawn shows how things stand now."""
        is_delayed = self.audience is Audience.OBSERVER and self.gathered.room.observer_delay > 0
        return not is_delayed or patch["target"] in _FOR_DELAYED

    def _is_due(self, event: LoggedEvent) -> bool:
        return event.kind not in _STATES or self.last_of.get(event.kind, event.seq) == event.seq

    def draw(self, template: str, **values: object) -> str:
        """One partial. It is the same for every reader, so it holds no token and no "you"."""
        return current_app.jinja_env.get_template(template).render(
            audience=self.audience, language=self.language, slug=self.gathered.place.slug, now=self.gathered.now,
            me=None, csrf_token=_nothing, new_command_id=_nothing, **values).strip()


def _nothing() -> str:
    return ""


def _append_line(painter: Painter, event: LoggedEvent) -> Iterator[Patch]:
    line = painter.gathered.line(event)
    if line is not None and room_views.may_read(painter.audience, line):
        yield {"target": "record", "mode": "append", "html": _entry(painter, line)}


def _entry(painter: Painter, line: room_views.Line) -> str:
    """A line of the record, drawn once per language for the chair, who may hide it, and once for everybody else."""
    key = (line.event.seq, painter.audience is Audience.CHAIR, painter.language)
    drawn = painter.gathered.drawn
    if key not in drawn:
        drawn[key] = painter.draw("rooms/_entry.html", line=line)
    return drawn[key]


def _replace_statement(painter: Painter, event: LoggedEvent) -> Iterator[Patch]:
    view = painter.gathered.statements.get(event.data["statement"])
    if view is not None and _was_there(painter.audience, event):
        line = room_views.Line(event, view)
        yield {"target": "record", "mode": "replace", "id": f"e{view.seq}",
               "html": painter.draw("rooms/_entry.html", line=line)}


def _was_there(audience: Audience, event: LoggedEvent) -> bool:
    """Whether this audience could read the words when they were said: hiding and showing them again, perhaps during a
    hearing, must not bring words of the deliberation to a witness.
    """
    said_during = event.data.get("said_during")
    return may_see(audience, Kind.STATEMENT_POSTED, ItemKind(said_during) if said_during else None)


def _agenda(painter: Painter, event: LoggedEvent) -> Iterator[Patch]:
    if painter.last_of.get(event.kind, event.seq) == event.seq:
        yield {"target": "stage", "mode": "replace",
               "html": painter.draw("rooms/_stage.html", step=painter.gathered.step)}
        yield {"target": "next", "mode": "replace",
               "html": painter.draw("rooms/_next.html", step=painter.gathered.step)}
        yield from hearings.clocks(painter)
    yield from _append_line(painter, event)


def _topics(painter: Painter, event: LoggedEvent) -> Iterator[Patch]:
    topics = parked_topics.open_to(painter.gathered.topics, painter.audience)
    yield {"target": "topics", "mode": "replace", "html": painter.draw("parked_topics/_list.html", topics=topics)}
    yield from _append_line(painter, event)


def _floor(painter: Painter, _event: LoggedEvent) -> Iterator[Patch]:
    html = painter.draw("rooms/_floor.html", floor=painter.gathered.floor)
    yield {"target": "floor", "mode": "replace", "html": html}
    yield from hearings.clocks(painter)


def _question_asked(painter: Painter, event: LoggedEvent) -> Iterator[Patch]:
    yield from hearings.question_asked(painter, event)
    yield from _append_line(painter, event)


def _documents(painter: Painter, _event: LoggedEvent) -> Iterator[Patch]:
    yield {"target": "documents", "mode": "replace",
           "html": painter.draw("documents/_list.html", documents=painter.gathered.documents)}


def _paragraph(painter: Painter, event: LoggedEvent) -> Iterator[Patch]:
    paragraph = painter.gathered.paragraphs.get(event.data["paragraph"])
    if paragraph is not None:
        yield {"target": f"paragraph-{paragraph.id}", "mode": "replace",
               "html": painter.draw("documents/_clarity.html", paragraph=paragraph)}


def _claim(painter: Painter, event: LoggedEvent) -> Iterator[Patch]:
    """A claim on the page changes in its place; that there is a new one is said above the list."""
    claim = painter.gathered.claims.get(event.data["claim"])
    if claim is not None:
        yield {"target": f"claim-{claim.id}", "mode": "replace",
               "html": painter.draw("claims/_claim.html", claim=claim)}
        yield {"target": "claims-news", "mode": "replace", "html": painter.draw("claims/_news.html")}


def _review(painter: Painter, event: LoggedEvent) -> Iterator[Patch]:
    yield {"target": "review-news", "mode": "replace",
           "html": painter.draw("draft_reviews/_news.html", number=event.data["review"])}


def _tables(painter: Painter, _event: LoggedEvent) -> Iterator[Patch]:
    yield {"target": "stage", "mode": "replace", "html": painter.draw("rooms/_stage.html", step=painter.gathered.step)}


def _table(painter: Painter, _event: LoggedEvent) -> Iterator[Patch]:
    view = painter.gathered.table
    yield {"target": "table", "mode": "replace", "html": painter.draw("tables/_table.html", view=view)}


def _table_note(painter: Painter, _event: LoggedEvent) -> Iterator[Patch]:
    view = painter.gathered.table
    yield {"target": "note", "mode": "replace", "html": painter.draw("tables/_note.html", view=view)}


def _draft(painter: Painter, _event: LoggedEvent) -> Iterator[Patch]:
    yield {"target": "draft-news", "mode": "replace", "html": painter.draw("rooms/_draft_news.html")}


_PATCHES: dict[RoomEventKind, Callable[[Painter, LoggedEvent], Iterator[Patch]]] = {
    Kind.STATEMENT_POSTED: _append_line,
    Kind.STATEMENT_HIDDEN: _replace_statement,
    Kind.FLOOR_CHANGED: _floor,
    Kind.AGENDA_CHANGED: _agenda,
    Kind.TOPIC_PARKED: _topics,
    Kind.TOPIC_SETTLED: _topics,
    Kind.QUESTION_ASKED: _question_asked,
    Kind.QUESTION_CHANGED: hearings.question_changed,
    Kind.SLATE_CHANGED: hearings.slate,
    Kind.REPLY_CHANGED: hearings.replies,
    Kind.DOCUMENT_ADDED: _documents,
    Kind.PROPOSAL_CHANGED: _draft,
    Kind.PARAGRAPH_CHANGED: _paragraph,
    Kind.CLAIM_CHANGED: _claim,
    Kind.REVIEW_CHANGED: _review,
    Kind.TABLES_CHANGED: _tables,
    Kind.TABLE_CHANGED: _table,
    Kind.TABLE_NOTE_SAVED: _table_note,
    Kind.BALLOT_OPENED: _append_line,
    Kind.BALLOT_COUNTED: _append_line,
}


def painter_of(gathered: Gathered, events: Sequence[LoggedEvent], audience: Audience, language: str) -> Painter:
    last_of = {event.kind: event.seq for event in events}
    return Painter(gathered, audience, language, last_of)


@contextmanager
def on_the_site() -> Iterator[None]:
    """Addresses are made relative to the site; outside a request that needs one, made from the same few words."""
    if has_request_context():
        yield
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a LocalProxy
    if _ENVIRON not in app.extensions:
        hosts = app.config["TRUSTED_HOSTS"]  # any other name would be refused, as in a real request
        app.extensions[_ENVIRON] = create_environ("/", f"https://{hosts[0]}" if hosts else None)
    with app.request_context(dict(app.extensions[_ENVIRON])):
        yield


@contextmanager
def drawing(language: str, place: room_views.Place) -> Iterator[None]:
    """Draw in a language and on the jury's clock, in a request or not."""
    with on_the_site(), on_the_clock_of(place.time_zone), speaking(language):
        yield


def events_for(gathered: Gathered, events: Sequence[LoggedEvent], audience: Audience,
               language: str) -> list[dict[str, Any]]:
    """The events as they are sent to one audience in one language."""
    return [event for _audience, _language, event in events_for_each(gathered, events, [(audience, language)])]


def events_for_each(gathered: Gathered, events: Sequence[LoggedEvent], listeners: Collection[tuple[Audience, str]]
                    ) -> list[tuple[Audience, str, dict[str, Any]]]:
    """The events, in order, as each of the listeners gets them, language after language."""
    drawn = []
    for language in LANGUAGES:
        painters = [painter_of(gathered, events, audience, spoken) for audience, spoken in listeners
                    if spoken == language]
        if painters:
            with drawing(language, gathered.place):
                drawn += [(painter.audience, language, painter.event(event))
                          for painter in painters for event in events]
    return drawn


def health_patch(health: Health, gathered: Gathered, language: str) -> Patch:
    """The facilitator's row of health; it has no place in the log."""
    with drawing(language, gathered.place):
        html = Painter(gathered, Audience.CHAIR, language).draw("rooms/_health.html", health=health)
    return {"target": "health", "mode": "replace", "html": html}
