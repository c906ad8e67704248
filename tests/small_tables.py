"""A jury at small tables: nine more jurors beside the cast, everybody seen in the room a moment ago."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.phases import ItemKind
from app.domain.roles import Actor, Role
from app.models import Membership, Person, SmallTable, TableSeat
from app.services.accounts import memberships, people
from app.services.room import agenda, agenda_plans, presence, table_plans, table_rounds, table_seats
from app.services.room.agenda_plans import ItemFrame
from app.services.room.table_rounds import RoundsFrame
from tests.cast import Cast, jury_of
from tests.room import Sitting

MORE = ("Aigul", "Bolat", "Dana", "Erlan", "Farida", "Gani", "Hadisha", "Ilyas", "Jamila")


class Tables:
    """Commands by name; jurors beside the cast are called by their alias."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting, self.session, self.room = sitting, sitting.session, sitting.room
        self._add_jurors(sitting.session, sitting.cast)
        self._add_item(sitting)
        sitting.enter(ItemKind.TABLES)
        item = table_rounds.tables_item(self.session, self.room)
        assert item is not None
        self.item_id = item.id
        self.members = {one.alias: one.id for one in table_plans.jurors_of(self.session, sitting.cast.jury_id)}

    def _add_jurors(self, session: Session, cast: Cast) -> None:
        for number, name in enumerate(MORE):
            person = people.add_person(session, f"{name} Person", email=f"{name}@example.kz", now=self.sitting.now,
                                       language="kk" if number % 3 else "ru")
            memberships.join(session, jury_of(session, cast), person, Role.JUROR, now=self.sitting.now, alias=name)

    def _add_item(self, sitting: Sitting) -> None:
        """The rehearsal has no small tables."""
        part = agenda.sessions_of(self.session, sitting.cast.jury_id)[-1]
        frame = ItemFrame(ItemKind.TABLES, {}, {"kk": "Не маңызды?", "ru": "Что важно?", "en": "What matters?"}, 40)
        agenda_plans.add_item(self.session, jury_of(self.session, sitting.cast), part.id, frame,
                              actor=sitting.by("facilitator")["actor"])

    def by(self, alias: str, after: int = 0) -> dict[str, Any]:
        """The signature of a juror's command."""
        member = self.session.get_one(Membership, self.members[alias])
        actor = Actor(person_id=member.person_id, jury_id=member.jury_id, memberships={Role.JUROR: member.id})
        return self.sitting.by("facilitator", after=after) | {"actor": actor}

    def person(self, alias: str) -> Person:
        return self.session.get_one(Membership, self.members[alias]).person

    def come(self, *aliases: str) -> None:
        """These jurors are seen in the plenary."""
        presence.note_present(self.session, self.room.id, [self.members[alias] for alias in aliases], head=0,
                              now=self.sitting.now)

    def plan(self, *aliases: str, rounds: int = 2, size: int = 4, gathers: bool = True) -> Any:
        frame = RoundsFrame(tuple(self.members[one] for one in aliases or self.members), rounds, size, 20, {}, gathers)
        signature = self.sitting.by("facilitator")
        return table_rounds.plan_rounds(self.session, self.room, self.item_id, frame, actor=signature["actor"],
                                        now=signature["now"])

    def start(self, *aliases: str) -> None:
        table_rounds.start_round(self.session, self.room, [self.members[one] for one in aliases or self.members],
                                 **self.sitting.by("facilitator"))
        self.session.expire_all()

    def end(self) -> None:
        table_rounds.end_round(self.session, self.room, **self.sitting.by("facilitator"))
        self.session.expire_all()

    def seated(self) -> dict[int, set[str]]:
        """Names by number of the table, in the running round."""
        names = {member: alias for alias, member in self.members.items()}
        held = table_plans.running_round(self.session, self.sitting.cast.jury_id)
        assert held is not None
        rows = self.session.execute(select(SmallTable.number, TableSeat.membership_id).join(
            TableSeat, TableSeat.table_id == SmallTable.id).where(
            SmallTable.round_id == held.id, TableSeat.left_at.is_(None)))
        found: dict[int, set[str]] = {}
        for number, member in rows:
            found.setdefault(number, set()).add(names[member])
        return found

    def table(self, number: int = 1) -> SmallTable:
        held = table_plans.running_round(self.session, self.sitting.cast.jury_id)
        assert held is not None
        return self.session.scalars(select(SmallTable).where(
            SmallTable.round_id == held.id, SmallTable.number == number)).one()

    def take_place(self, alias: str) -> Any:
        signature = self.by(alias)
        return table_seats.take_place(self.session, self.room, actor=signature["actor"], now=signature["now"])
