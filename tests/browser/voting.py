"""The jurors who have no browser in a journey: they vote, too."""
from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import select

from app.domain.phases import Choice
from app.domain.roles import Role
from app.installation import current_vault
from app.models import Jury
from app.services.accounts import actors, memberships
from app.services.verdict import ballot_box, ballots
from app.transaction import transaction
from tests.browser.house import House


def cast(house: House, slug: str, places: Iterable[int], choose: Callable[[int], Choice]) -> None:
    """These jurors, counted from 0, seal a ballot: for every item what `choose` says."""
    with house.app.app_context(), transaction() as session:
        jury = session.scalars(select(Jury).where(Jury.slug == slug)).one()
        jurors = memberships.members_of(session, jury.id, Role.JUROR)
        items = ballots.find_ballot(session, jury, 1).items
        for place in places:
            ballots.cast_ballot(session, jury, 1, {item.id: choose(place) for item in items},
                                receipt=ballot_box.new_receipt(), vault=current_vault(),
                                actor=actors.actor_for(session, jurors[place].person, jury.id))
