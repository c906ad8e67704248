"""Every page of the demo for everybody who may open it, from the map of addresses: a new page is not forgotten."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyotp
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from werkzeug.routing import MapAdapter, Rule

from app.cli.demo import registrants
from app.domain.roles import Role
from app.installation import current_vault, utc_now
from app.models import Jury, Membership, SeatOffer, Statement
from app.services.accounts import actors, passwords, second_factors
from app.services.accounts.sign_ins import token_hash
from app.services.draw import seats
from app.services.juries import create_jury
from app.services.pool import pool_files, pool_uploads, population_tables
from app.services.recruitment import address_uploads
from app.services.room import rooms, statements
from app.services.verdict import ballots, practice_ballots
from app.transaction import transaction
from tests.browser import blanks, following_pages, registering, suggesting_pages
from tests.browser.blanks import NO_PAGE
from tests.browser.house import ANSWERED, DELIBERATING, PASSWORD, RECRUITING, House
from tests.cast import frame

# What a page is made of: its elements with their classes.
PARTS = re.compile(r"<[a-z][a-z0-9]* class=\"[^\"]*\"|<(?:input|select|textarea|details|table|dl|fieldset)\\b")
DRAFT = "draft-2027"
SEAT_TOKEN = "a-seat-token-for-the-page-check"
# Opened by a link, not by a role; each is checked with a living token.
BY_TOKEN = {"sign_in.enter", "seat_invitations.show", *registering.ENDPOINTS, *suggesting_pages.ENDPOINTS,
            *following_pages.ENDPOINTS}


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

    def as_json(self) -> list[Any]:
        return [self.endpoint, self.path, self.who, self.person_id, sorted(self.parts)]

    @classmethod
    def from_json(cls, row: list[Any]) -> Address:
        return cls(*row[:4], parts=frozenset(row[4]))

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
        _hide_words(session)
        _give_second_factor(session)
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
    signature: dict[str, Any] = {"vault": current_vault(), "now": utc_now(),
                 "actor": actors.actor_for(session, organizer.person, jury.id)}
    pool_uploads.stage_table(session, jury, "more.csv", table, **signature)
    list_of_homes = pool_files.read_table("Область;Адрес\nПетропавл;1-көше 1\n;\n".encode())
    address_uploads.stage_table(session, jury, "homes.csv", list_of_homes, **signature)


def _open_ballot(session: Session) -> None:
    chair = _first(session, DELIBERATING, Role.FACILITATOR)
    jury = session.get_one(Jury, chair.jury_id)
    drafts = list(session.scalars(text("SELECT id FROM proposal WHERE jury_id = :jury AND state = 'draft'"),
                                  {"jury": jury.id}))
    signature: dict[str, Any] = {"vault": current_vault(), "now": utc_now(),
                                 "actor": actors.actor_for(session, chair.person, jury.id)}
    ballots.open_ballot(session, jury, drafts, **signature)
    practice_ballots.begin(session, jury, **signature)


def _give_second_factor(session: Session) -> None:
    """The organizer has a password and may set a second factor up; the commissioner has one."""
    organizer, owner = (_first(session, ANSWERED, role).person for role in (Role.ORGANIZER, Role.COMMISSIONER))
    for person in (organizer, owner):
        passwords.set_password(session, person, PASSWORD, now=utc_now())
    secret = second_factors.begin_set_up(session, owner, vault=current_vault(), now=utc_now())
    second_factors.confirm_set_up(session, owner, pyotp.TOTP(secret).now(), vault=current_vault(), now=utc_now())


def _hide_words(session: Session) -> None:
    """The facilitator takes words of the first juror off the record, who may appeal."""
    chair, juror = (_first(session, DELIBERATING, role) for role in (Role.FACILITATOR, Role.JUROR))
    room = rooms.room_of(session, chair.jury_id)
    said = session.scalars(select(Statement).where(Statement.room_id == room.id,
                                                   Statement.membership_id == juror.id)).first()
    assert said is not None
    statements.hide_statement(session, room, said.id, "Тақырыптан тыс", now=utc_now(),
                              actor=actors.actor_for(session, chair.person, chair.jury_id))


def pages(house: House) -> Iterator[Address]:
    """What answers with a page, once per endpoint, jury and role."""
    people = _people(house)
    values = {slug: _values(house, slug) for slug in (ANSWERED, DELIBERATING, RECRUITING, DRAFT)}
    urls = house.app.url_map.bind(house.address.removeprefix("http://"))
    for (who, person_id), slugs in people.items():
        client = house.client(person_id)
        own = {"": _values_of_person(house, person_id)}
        for rule in house.app.url_map.iter_rules():
            for path in _paths(urls, rule, {slug: values[slug] for slug in slugs} if "slug" in rule.arguments else own):
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
        return {"slug": slug} | blanks.of_jury(session, slug)


def _values_of_person(house: House, person_id: int | None) -> dict[str, object]:
    with house.session() as session:
        return blanks.of_person(session, person_id, population_tables.all_tables(session)[0].key)


def _paths(urls: MapAdapter, rule: Rule, values: dict[str, dict[str, object]]) -> Iterator[str]:
    """The addresses of one rule. `values`: what is known, by jury, or of the person where no jury is named."""
    if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGE or rule.endpoint in BY_TOKEN:
        return
    names = rule.arguments - {"language"}
    for known in values.values():
        for words in blanks.WORDS.get(rule.endpoint, [{}]):
            page = f"{rule.endpoint} {words.get('kind', '')}".strip()
            own = {name: known.get(f"{page} {name}", known.get(f"{rule.endpoint} {name}", known.get(name)))
                   for name in names} | words
            filled = {name: value for name, value in own.items() if value is not None}
            if names <= set(filled):
                yield urls.build(rule.endpoint, {"language": "kk"} | filled)
            else:
                rows = set(blanks.ROWS).union(*blanks.ROWS_OF_PAGE.values(), blanks.ROWS_OF_PERSON)
                unknown = names - set(known) - set(words) - rows
                assert not unknown, f"{rule.rule}: say in blanks.py what fills {unknown}"


def token_pages(house: House) -> list[Address]:
    """The pages that open by a token."""
    link = house.link(house.person(ANSWERED, Role.JUROR, 1))
    return [Address("sign_in.enter", f"/{{language}}/enter/{link.token}", "link", None),
            Address("seat_invitations.show", f"/{{language}}/seat/{SEAT_TOKEN}", "link", None),
            *(Address(endpoint, path, "link", None) for module in (registering, suggesting_pages, following_pages)
              for endpoint, path in module.token_pages(house))]


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
