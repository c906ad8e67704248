"""Sign-in links for every role of the demo, as a person at the keyboard needs them."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.demo import steps, water
from app.domain.roles import Role
from app.installation import public_url
from app.models import Jury, Person
from app.services.accounts import access_links, memberships, passwords
from app.transaction import transaction

DEMO_PASSWORD = "алма ағашы гүлдеді"
JURORS = 3


def lines(now: datetime) -> list[str]:
    """What `make demo` prints: the public address, then a link and a code for each role."""
    with transaction() as session:
        people = _people(session)
        made = [(title, language, access_links.issue_link(session, person, now=now))
                for title, language, person in people]
        passwords.set_password(session, people[0][2], DEMO_PASSWORD, now=now)
    links = [f"{title:<22}{public_url('sign_in.enter', language=language, token=link.token)}   code {link.code}"
             for title, language, link in made]
    return [f"{'public':<22}{public_url('home.index', language='kk')}", *links,
            f"{'':<22}the organizer's password, asked for before a draw or a publication: {DEMO_PASSWORD}"]


def _people(session: Session) -> list[tuple[str, str, Person]]:
    """Role in words, language of the link, person; the organizer first."""
    jury = session.scalars(select(Jury).where(Jury.slug == water.SLUG)).one()
    found = [("organizer", "kk", steps.staff_person(session, Role.ORGANIZER)),
             ("facilitator", "kk", steps.staff_person(session, Role.FACILITATOR))]
    jurors = memberships.members_of(session, jury.id, Role.JUROR)[:JURORS]
    found += [(f"juror {place}", "kk" if place < JURORS else "ru", juror.person)
              for place, juror in enumerate(jurors, start=1)]
    expert = memberships.members_of(session, jury.id, Role.EXPERT)[1]
    found += [("expert", "kk", expert.person), ("overseer", "ru", steps.staff_person(session, Role.OVERSEER)),
              ("commissioner", "ru", steps.staff_person(session, Role.COMMISSIONER))]
    return found
