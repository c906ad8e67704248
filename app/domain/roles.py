"""Who may do what in a jury: the roles, and the actor that every service is given."""
from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from app.domain.errors import Forbidden


class Role(Enum):
    """What a person is in one jury; one person may be different things in different juries."""

    ORGANIZER = "organizer"
    FACILITATOR = "facilitator"
    JUROR = "juror"
    EXPERT = "expert"
    OVERSEER = "overseer"
    COMMISSIONER = "commissioner"
    OBSERVER = "observer"


@dataclass(frozen=True)
class Actor:
    """The person behind a request, socket event or job, and what they are in the jury at hand.

    `person_id` is None for the system itself (jobs, clocks). `memberships` maps role → membership id.
    """

    person_id: int | None
    jury_id: int | None = None
    memberships: dict[Role, int] = field(default_factory=dict)
    is_staff: bool = False
    helper_id: int | None = None  # the membership of who enters this for a juror on the telephone

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(self.memberships)

    def has(self, *roles: Role) -> bool:
        return any(role in self.memberships for role in roles)

    def require(self, *roles: Role) -> int:
        """Return the membership id of the first of `roles` that the actor holds, or raise Forbidden."""
        for role in roles:
            if role in self.memberships:
                return self.memberships[role]
        raise Forbidden("role_is_missing", roles=[role.value for role in roles])


SYSTEM = Actor(person_id=None)
