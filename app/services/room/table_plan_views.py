"""The planned rounds as the facilitator looks at them: who sits where, whom they meet, who is missing."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.tables import WishKind
from app.models import AgendaItem, Membership, Room, SeatingWish, TableRound
from app.services.room import table_meetings, table_plans, table_rounds
from app.services.room.table_meetings import Meetings, Tables


@dataclass(frozen=True)
class PersonView:
    membership_id: int
    alias: str
    language: str
    met: int  # others met by the end of the plan


@dataclass(frozen=True)
class RoundPlan:
    """One planned round. `newest`: how many people each meets for the first time, the fewest and the most."""

    held: TableRound
    tables: tuple[tuple[PersonView, ...], ...]
    newest: tuple[int, int]


@dataclass(frozen=True)
class Plan:
    """The rounds to come of the item at hand; `broken`: wishes that the plan does not keep in some round."""

    item: AgendaItem
    rounds: tuple[RoundPlan, ...]
    held_rounds: int
    meetings: Meetings
    broken: tuple[SeatingWish, ...]

    @property
    def people(self) -> set[int]:
        return {person.membership_id for table in self.rounds[0].tables for person in table} if self.rounds else set()

    def missing(self, here: Collection[int]) -> list[PersonView]:
        """Who is planned and was not seen lately."""
        planned = (person for table in self.rounds[0].tables for person in table) if self.rounds else iter(())
        return sorted((person for person in planned if person.membership_id not in here), key=lambda one: one.alias)


def plan_of(session: Session, room: Room) -> Plan | None:
    """The plan of the item at hand; None when the agenda holds no small tables."""
    item = table_rounds.tables_item(session, room)
    if item is None:
        return None
    planned = table_plans.planned_rounds(session, item.id)
    held = table_meetings.held_rounds(session, room.jury_id)
    coming: list[Tables] = [one.plan for one in planned]
    people = _people(session, {one for tables in coming for table in tables for one in table})
    meetings = table_meetings.count_meetings(people, [*held, *coming])
    rounds = tuple(_round(one, people, meetings, [*held, *coming[:number]]) for number, one in enumerate(planned))
    wishes = table_plans.wishes_of(session, room.jury_id)
    return Plan(item, rounds, len(held), meetings, tuple(wish for wish in wishes if not _is_kept(wish, coming)))


def likely_people(plan: Plan | None, here: Collection[int]) -> list[int]:
    """Who is to be ticked when a round begins: those who are here; if nobody was seen, those who were planned."""
    return sorted(here) if here else sorted(plan.people if plan else ())


def _people(session: Session, ids: Collection[int]) -> dict[int, Membership]:
    return {member.id: member for member in session.scalars(select(Membership).where(Membership.id.in_(list(ids))))}


def _round(held: TableRound, people: dict[int, Membership], meetings: Meetings, before: list[Tables]) -> RoundPlan:
    tables = tuple(tuple(sorted(
        (PersonView(one, people[one].alias, people[one].person.language, meetings.by_person.get(one, 0))
         for one in table if one in people), key=lambda person: person.alias)) for table in held.plan)
    return RoundPlan(held, tables, table_meetings.new_people(held.plan, before))


def _is_kept(wish: SeatingWish, coming: list[Tables]) -> bool:
    pair = {wish.first_id, wish.second_id}
    for tables in coming:
        is_here = pair <= {one for table in tables for one in table}
        is_joint = any(pair <= set(table) for table in tables)
        if is_here and is_joint is not (wish.kind is WishKind.TOGETHER):
            return False
    return True
