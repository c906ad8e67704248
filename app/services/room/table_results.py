"""From the tables' notes to the plenary: points side by side, grouped by hand, carried on with the tables named."""
from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from app.domain.audiences import HEARING_KINDS
from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.phases import ItemKind, ProposalKind
from app.domain.roles import Actor, Role
from app.domain.tables import RoundState
from app.domain.writing import clean_text, guess_language
from app.models import AgendaItem, AgendaSession, Jury, PointGroup, Room, SmallTable, TablePoint, TableRound
from app.services.room import rooms, statements
from app.services.verdict import proposals

MOST_POINTS = 40  # of one note
_NUMBER = re.compile(r"^\d{1,2}[.)]\s+")
MAX_TITLE = proposals.MAX_TITLE


@dataclass(frozen=True)
class PointView:
    """One point with the round and the table that it comes from."""

    point: TablePoint
    round_number: int
    table_number: int


@dataclass(frozen=True)
class GroupView:
    group: PointGroup
    points: tuple[PointView, ...]

    @property
    def sources(self) -> tuple[tuple[int, int], ...]:
        """(round, table) of its points, in order, each once."""
        return tuple(sorted({(view.round_number, view.table_number) for view in self.points}))


@dataclass(frozen=True)
class Results:
    """What the tables of an item brought: everything by table, the groups, and what is in none."""

    points: tuple[PointView, ...]
    groups: tuple[GroupView, ...]

    @property
    def loose(self) -> tuple[PointView, ...]:
        return tuple(view for view in self.points if view.point.group_id is None)

    def by_table(self) -> dict[tuple[int, int], list[PointView]]:
        found: dict[tuple[int, int], list[PointView]] = {}
        for view in self.points:
            found.setdefault((view.round_number, view.table_number), []).append(view)
        return found


def points_in(note: str) -> list[str]:
    """The points of a note: one a line, without the marks that people put before them.

    >>> points_in("- Су қымбат\\n\\n2) Құбыр ескі\\n  • ")
    ['Су қымбат', 'Құбыр ескі']
    """
    lines = (line.strip().lstrip("-–—•*·").strip() for line in note.splitlines())
    plain = (_NUMBER.sub("", line) for line in lines)
    return [line for line in plain if line][:MOST_POINTS]


def keep_points(session: Session, held: TableRound) -> None:
    """Split the notes of a round that ends into points, as they stand."""
    for table in session.scalars(select(SmallTable).where(SmallTable.round_id == held.id)).all():
        session.refresh(table)
        session.add_all([TablePoint(table_id=table.id, position=number, body=body, language=guess_language(body, "kk"))
                         for number, body in enumerate(points_in(table.note), start=1)])
    session.flush()


def find_item(session: Session, jury_id: int, item_id: int) -> AgendaItem:
    """An item of small tables of this jury. Raises `item_is_gone`."""
    item = session.scalars(select(AgendaItem).join(AgendaSession).where(
        AgendaItem.id == item_id, AgendaSession.jury_id == jury_id, AgendaItem.kind == ItemKind.TABLES)).first()
    if item is None:
        raise NotFound("item_is_gone")
    return item


def items_with_results(session: Session, jury_id: int) -> list[AgendaItem]:
    """Items of which at least one round has ended, in order."""
    return list(session.scalars(
        select(AgendaItem).join(AgendaSession).where(
            AgendaSession.jury_id == jury_id, AgendaItem.id.in_(
                select(TableRound.item_id).where(TableRound.state == RoundState.ENDED)))
        .order_by(AgendaSession.number, AgendaItem.position)))


def results_of(session: Session, item: AgendaItem) -> Results:
    """Everything that the ended rounds of an item brought."""
    rows = session.execute(
        select(TablePoint, TableRound.number, SmallTable.number)
        .join(SmallTable, SmallTable.id == TablePoint.table_id).join(TableRound, TableRound.id == SmallTable.round_id)
        .where(TableRound.item_id == item.id)
        .order_by(TableRound.number, SmallTable.number, TablePoint.position))
    points = tuple(PointView(*row) for row in rows)
    groups = session.scalars(select(PointGroup).where(PointGroup.item_id == item.id).order_by(PointGroup.position))
    return Results(points, tuple(_group(group, points) for group in groups))


def _group(group: PointGroup, points: Sequence[PointView]) -> GroupView:
    return GroupView(group, tuple(view for view in points if view.point.group_id == group.id))


def group_points(session: Session, jury: Jury, item_id: int, point_ids: Collection[int], title: str, *,
                 group_id: int | None = None, page_language: str, actor: Actor) -> PointGroup:
    """Put points together under a title, or add them to a group that is not published yet.

    Raises `no_point_is_chosen`, `group_has_no_title`, `group_is_published`, `group_is_gone`, `text_is_too_long`.
    """
    actor.require(Role.FACILITATOR)
    item = find_item(session, jury.id, item_id)
    known = {view.point.id for view in results_of(session, item).points}
    chosen = known.intersection(point_ids)
    if not chosen:
        raise DomainError("no_point_is_chosen")
    group = find_group(session, jury, group_id) if group_id else _new_group(session, item, title, page_language)
    if group.published_at is not None:
        raise Conflict("group_is_published")
    session.execute(update(TablePoint).where(TablePoint.id.in_(chosen), _is_free()).values(group_id=group.id)
                    .execution_options(synchronize_session=False))
    session.expire_all()
    return group


def _is_free() -> ColumnElement[bool]:
    """Points of a published group stay there: what was said in the plenary is not changed afterwards."""
    published = select(PointGroup.id).where(PointGroup.published_at.is_not(None))
    return TablePoint.group_id.is_(None) | TablePoint.group_id.not_in(published)


def _new_group(session: Session, item: AgendaItem, title: str, page_language: str) -> PointGroup:
    clean = " ".join(clean_text(title).split())
    if not clean:
        raise DomainError("group_has_no_title")
    if len(clean) > MAX_TITLE:
        raise DomainError("text_is_too_long", length=len(clean), maximum=MAX_TITLE)
    last = session.scalar(select(func.max(PointGroup.position)).where(PointGroup.item_id == item.id)) or 0
    group = PointGroup(item_id=item.id, title=clean, language=guess_language(clean, page_language), position=last + 1)
    session.add(group)
    session.flush()
    return group


def find_group(session: Session, jury: Jury, group_id: int) -> PointGroup:
    """A group of this jury. Raises `group_is_gone`."""
    group = session.scalars(select(PointGroup).join(AgendaItem, AgendaItem.id == PointGroup.item_id).join(
        AgendaSession).where(PointGroup.id == group_id, AgendaSession.jury_id == jury.id)).first()
    if group is None:
        raise NotFound("group_is_gone")
    return group


def dissolve_group(session: Session, jury: Jury, group_id: int, *, actor: Actor) -> None:
    """Take a group apart; its points are loose again. Raises `group_is_published`."""
    actor.require(Role.FACILITATOR)
    group = find_group(session, jury, group_id)
    if group.published_at is not None:
        raise Conflict("group_is_published")
    session.execute(update(TablePoint).where(TablePoint.group_id == group.id).values(group_id=None)
                    .execution_options(synchronize_session=False))
    session.execute(delete(PointGroup).where(PointGroup.id == group.id))
    session.expire_all()


def publish_group(session: Session, jury: Jury, room: Room, group_id: int, text: str, *, page_language: str,
                  actor: Actor, now: datetime, command_id: str | None = None) -> rooms.LoggedEvent:
    """Say the group in the plenary, in the words of `text`, which name the tables. Once; never before witnesses.

    Raises `group_is_published`, `witnesses_are_present`, and what posting raises.
    """
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    if room.phase in HEARING_KINDS:
        raise Conflict("witnesses_are_present")
    group = _claim(session, jury, group_id, now=now)
    event = statements.post_statement(session, room, text, page_language=page_language, actor=actor, now=now,
                                      command_id=command_id)
    group.statement_id = event.data["statement"]
    session.flush()
    return event


def publish_as_finding(session: Session, jury: Jury, group_id: int, why: str, *, actor: Actor, now: datetime,
                       command_id: str | None = None) -> PointGroup:
    """Begin a draft finding with the points of the group; `why` names the tables. Raises `group_is_published`."""
    actor.require(Role.FACILITATOR)
    group = _claim(session, jury, group_id, now=now)
    view = _group(group, results_of(session, session.get_one(AgendaItem, group.item_id)).points)
    body = "\n\n".join(found.point.body for found in view.points)
    texts = proposals.ProposalTexts(title={group.language: group.title}, why={group.language: why},
                                    body={group.language: body[:proposals.MAX_BODY] or group.title})
    proposal = proposals.propose(session, jury, ProposalKind.FINDING, texts, actor=actor, now=now,
                                 command_id=command_id)
    group.proposal_id = proposal.id
    session.flush()
    return group


def _claim(session: Session, jury: Jury, group_id: int, *, now: datetime) -> PointGroup:
    group = find_group(session, jury, group_id)
    taken = session.execute(update(PointGroup).where(
        PointGroup.id == group.id, PointGroup.published_at.is_(None)).values(published_at=now)
        .execution_options(synchronize_session=False))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("group_is_published")
    session.refresh(group)
    return group
