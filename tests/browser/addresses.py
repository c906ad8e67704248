"""Every page of the demo for everybody who may open it, from the map of addresses: a new page is not forgotten."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from werkzeug.routing import BuildError, MapAdapter, Rule

from app.cli.demo import registrants
from app.domain.roles import Role
from app.installation import current_vault, utc_now
from app.models import Jury, Membership, SeatOffer
from app.services.accounts import actors
from app.services.accounts.sign_ins import token_hash
from app.services.draw import seats
from app.services.juries import create_jury
from app.services.pool import pool_files, pool_uploads
from app.services.verdict import ballots
from app.transaction import transaction
from tests.browser import registering
from tests.browser.house import ANSWERED, DELIBERATING, RECRUITING, House
from tests.cast import frame

# What a page is made of: its elements with their classes.
PARTS = re.compile(r"<[a-z][a-z0-9]* class=\"[^\"]*\"|<(?:input|select|textarea|details|table|dl|fieldset)\\b")
DRAFT = "draft-2027"
SEAT_TOKEN = "a-seat-token-for-the-page-check"
# What fills the blanks of an address, per jury; a jury without such a row has no such page.
ROWS = {
    "session_id": "SELECT id FROM agenda_session WHERE jury_id = :jury",
    "item_id": "SELECT i.id FROM agenda_item i JOIN agenda_session s ON s.id = i.session_id WHERE s.jury_id = :jury"
               " ORDER BY i.id DESC",
    "document_id": "SELECT id FROM document WHERE jury_id = :jury ORDER BY id",
    "name": "SELECT file_name FROM document WHERE jury_id = :jury ORDER BY id",
    "proposal_id": "SELECT id FROM proposal WHERE jury_id = :jury ORDER BY state = 'adopted' DESC, id DESC",
    "dissent_id": "SELECT id FROM dissent WHERE jury_id = :jury",
    "offer_id": "SELECT id FROM seat_offer WHERE jury_id = :jury",
    "message_id": "SELECT id FROM message WHERE jury_id = :jury",
    "job_id": "SELECT id FROM job WHERE jury_id = :jury",
    "upload_id": "SELECT id FROM pool_upload WHERE jury_id = :jury AND confirmed_at IS NULL",
    "number": "SELECT 1",
    "clause": "SELECT 'body.kk'",
}
# Opened by a link, not by a role; each is checked with a living token.
BY_TOKEN = {"sign_in.enter", "seat_invitations.show", *registering.ENDPOINTS}
# No page of their own: files, answers to scripts and machines, and pages that ask for a step before them.
NO_PAGE = {
    "front_door": "sends on to the language of the browser",
    "health.alive": "for machines", "health.ready": "for machines",
    "draw_files.commitment": "a file", "draw_files.result": "a file", "draw_files.verifier": "a file",
    "draw_files.draft": "a file", "draw_protocols.show": "a file", "ceremonies.scene": "for the script",
    "draw_files.features": "a file", "documents.read": "a file", "rooms.events": "for the script",
    "pools.export": "a file", "pools.export_workbook": "a file", "pool_people.data": "a file",
    "verdicts.data": "a file", "verdicts.paper": "a file",
    "ballots.receipt": "shown once, after voting; see the journey of the verdict",
}


@dataclass(frozen=True)
class Address:
    """A page as one person sees it. `path` holds {language}."""

    endpoint: str
    path: str
    who: str
    person_id: int | None
    parts: frozenset[str] = frozenset()

    def at(self, language: str) -> str:
        return self.path.replace("{language}", language)

    @property
    def name(self) -> str:
        slug = next((slug for slug in (ANSWERED, DELIBERATING, RECRUITING, DRAFT) if slug in self.path), "site")
        return f"{self.endpoint}-{slug}-{self.who}"


def furnish(house: House) -> None:
    """Add what the demo does not have: a jury in draft, a file that waits, an open ballot, a living token."""
    with house.app.app_context(), transaction() as session:
        organizer = actors.actor_for(session, _first(session, ANSWERED, Role.ORGANIZER).person)
        create_jury(session, DRAFT, frame(), vault=current_vault(), actor=organizer, now=utc_now())
        _stage_file(session)
        _open_ballot(session)
        offer = session.scalars(select(SeatOffer).join(Jury).where(Jury.slug == ANSWERED)).first()
        assert offer is not None
        offer.token_hash = token_hash(SEAT_TOKEN)
        assert seats.find_by_token(session, SEAT_TOKEN) is offer


def _first(session: Session, slug: str, role: Role) -> Membership:
    found = session.scalars(select(Membership).join(Jury).where(Jury.slug == slug, Membership.role == role)).first()
    assert found is not None
    return found


def _stage_file(session: Session) -> None:
    rows = [registrants.HEADER, *registrants.pool_rows(40, "more", "Петропавл"), ["R-0001", "", "", "", "", "", "?"]]
    table = pool_files.read_table("\n".join(";".join(row) for row in rows).encode())
    organizer = _first(session, RECRUITING, Role.ORGANIZER)
    jury = session.get_one(Jury, organizer.jury_id)
    pool_uploads.stage_table(session, jury, "more.csv", table, vault=current_vault(), now=utc_now(),
                             actor=actors.actor_for(session, organizer.person, jury.id))


def _open_ballot(session: Session) -> None:
    chair = _first(session, DELIBERATING, Role.FACILITATOR)
    jury = session.get_one(Jury, chair.jury_id)
    drafts = list(session.scalars(text("SELECT id FROM proposal WHERE jury_id = :jury AND state = 'draft'"),
                                  {"jury": jury.id}))
    ballots.open_ballot(session, jury, drafts, vault=current_vault(), now=utc_now(),
                        actor=actors.actor_for(session, chair.person, jury.id))


def pages(house: House) -> Iterator[Address]:
    """What answers with a page, once per endpoint, jury and role."""
    people = _people(house)
    values = {slug: _values(house, slug) for slug in (ANSWERED, DELIBERATING, RECRUITING, DRAFT)}
    for (who, person_id), slugs in people.items():
        client = house.client(person_id)
        urls = house.app.url_map.bind(house.address.removeprefix("http://"))
        for rule in house.app.url_map.iter_rules():
            for path in _paths(urls, rule, {slug: values[slug] for slug in slugs}):
                answer = client.get(path)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    yield Address(rule.endpoint, path.replace("/kk/", "/{language}/", 1), who, person_id,
                                  frozenset(PARTS.findall(answer.get_data(as_text=True))))


def _people(house: House) -> dict[tuple[str, int | None], tuple[str, ...]]:
    """Role and person → the juries in which to look; the reader looks everywhere, others at what readers do not see."""
    people: dict[tuple[str, int | None], tuple[str, ...]] = {
        ("reader", None): (ANSWERED, DELIBERATING, RECRUITING),
        ("organizer", house.person(ANSWERED, Role.ORGANIZER)): (ANSWERED, DELIBERATING, RECRUITING, DRAFT)}
    for role in (Role.JUROR, Role.FACILITATOR, Role.OVERSEER, Role.EXPERT):
        people[role.value, house.person(DELIBERATING, role)] = (DELIBERATING,)
    people["former juror", house.person(ANSWERED, Role.JUROR)] = (ANSWERED,)
    people["commissioner", house.person(ANSWERED, Role.COMMISSIONER)] = (ANSWERED,)
    return people


def _values(house: House, slug: str) -> dict[str, object]:
    with house.session() as session:
        jury = session.scalar(text("SELECT id FROM jury WHERE slug = :slug"), {"slug": slug})
        found = {name: session.scalar(text(query), {"jury": jury}) for name, query in ROWS.items()}
    return {name: value for name, value in found.items() if value is not None}


def _paths(urls: MapAdapter, rule: Rule, values: dict[str, dict[str, object]]) -> Iterator[str]:
    if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGE or rule.endpoint in BY_TOKEN:
        return
    blanks = rule.arguments - {"language", "slug"}
    if "slug" not in rule.arguments and not blanks:
        yield urls.build(rule.endpoint, {"language": "kk"})
    for slug, known in values.items() if "slug" in rule.arguments else ():
        try:
            yield urls.build(rule.endpoint, {"language": "kk", "slug": slug} | {name: known[name] for name in blanks
                                                                                 if name in known})
        except BuildError:
            assert blanks <= set(ROWS), f"{rule.rule}: say in ROWS what fills {blanks - set(ROWS)}"


def token_pages(house: House) -> list[Address]:
    """The pages that open by a token."""
    link = house.link(house.person(ANSWERED, Role.JUROR, 1))
    return [Address("sign_in.enter", f"/{{language}}/enter/{link.token}", "link", None),
            Address("seat_invitations.show", f"/{{language}}/seat/{SEAT_TOKEN}", "link", None),
            *(Address(endpoint, path, "link", None) for endpoint, path in registering.token_pages(house))]


def worth_a_look(found: Iterable[Address]) -> list[Address]:
    """Those that show some kind of element which the same page has not shown to somebody before."""
    seen: dict[str, frozenset[str]] = {}
    chosen = []
    for address in found:
        known = seen.get(address.endpoint, frozenset())
        if address.endpoint not in seen or not address.parts <= known:
            chosen.append(address)
        seen[address.endpoint] = known | address.parts
    return chosen
