"""Finding: the list with its filters, the search page, feeds, cards and what other sites are told."""
from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.agenda_templates import AgendaTemplate
from app.domain.stages import Stage
from app.domain.topics import Topic
from app.extensions import db
from app.jobs import searches
from app.models import Jury, JuryTopic, SearchEntry
from app.services import calendars
from app.services.room import agenda_plans
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of, texts
from tests.deliberation import NOW
from tests.publishing import publish

ATOM = "{http://www.w3.org/2005/Atom}"
TAG = re.compile(r"tag:localhost,2026:[a-z0-9/.-]+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def published(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with transaction() as session:
            publish(session, cast, app.extensions["alqa.vault"], dissent="Too <dear> for pensioners")
            agenda_plans.use_template(session, jury_of(session, cast), AgendaTemplate.THREE_DAYS,
                                      datetime(2027, 3, 19, 4, tzinfo=UTC), actor=actor(session, cast, "organizer"),
                                      now=NOW)
            calendars.refresh(session, jury_of(session, cast), now=NOW)
        searches.read_in_due()


def many(session: Session, count: int) -> None:
    for number in range(count):
        jury = Jury(slug=f"jury-{number}", stage=Stage.DELIBERATION if number % 2 else Stage.CLOSED,
                    title=texts(f"Jury {number}"), place=texts("Oral" if number % 3 else "Semey"),
                    commissioner_name=texts("Akimat"), authentic_language="ru", seats=20, starts_on=None, ends_on=None,
                    created_at=NOW.replace(year=2020 + number % 4), updated_at=NOW)
        session.add(jury)
        session.flush()
        if number % 5 == 0:
            session.add(JuryTopic(jury_id=jury.id, topic=Topic.TRANSPORT))


def test_the_list_is_narrowed_by_what_a_reader_chooses(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        many(session, 60)

    def count(query: str) -> int:
        page = client.get(f"/en/juries/?{query}").get_data(as_text=True)
        return int(re.search(r'id="found">(\d+) jur', page)[1])  # type: ignore[index]

    assert count("") == 60, "the draft of the cast is not listed"
    assert count("place=Oral+(en)") == 40 and count("topic=transport") == 12 and count("year=2021") == 15
    assert count("stage=sitting") == 30 and count("stage=waiting") == 0 and count("written=ru") == 60
    assert count("stage=answered&topic=transport&place=Semey+(en)&year=2020") == 1
    assert count("topic=nonsense&year=abc&place=Atlantis&stage=%27&written=xx&page=-1") == 60
    assert count("language=en&endpoint=x&_scheme=a&_external=1&_anchor=b&slug=c") == 60, "no words for our own links"
    last = client.get("/en/juries/?page=99").get_data(as_text=True)
    assert "Page 3 of 3" in last and "Jury 0 (en)" in last
    assert client.get("/en/").get_data(as_text=True).count('class="jury"') == 6


def test_search_leads_to_the_place_and_escapes_what_it_shows(app: Flask, cast: Cast, client: FlaskClient) -> None:
    published(app, cast)
    page = client.get("/ru/search?q=pensioner").get_data(as_text=True)
    assert '<mark class="find-hit">pensioners</mark>' in page and "Too &lt;dear&gt; for" in page
    address = re.search(r'href="(/ru/juries/water-2026/verdict#[a-z]+-\d+)"', page)
    assert address, page
    anchor = address[1].partition("#")[2]
    assert f'id="{anchor}"' in client.get(address[1]).get_data(as_text=True)
    attack = '<script>alert(1)</script>" onmouseover="x'
    page = client.get(f"/en/search?q={quote(attack)}").get_data(as_text=True)
    assert "<script>alert" not in page and 'onmouseover="x' not in page
    for question in ("", "a" * 5000, "(((", "%27%3B+DROP+TABLE", "&page=0", "water&page=99999999999999"):
        answer = client.get(f"/kk/search?q={question}")
        assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert client.get("/search?q=su", headers={"Accept-Language": "ru"}).location == "/ru/search?q=su"


def test_feeds_are_atom_and_keep_their_names(app: Flask, cast: Cast, client: FlaskClient) -> None:
    assert client.get("/en/juries/water-2026/feed.atom").status_code == 404, "a draft has no feed"
    published(app, cast)
    answer = client.get("/ru/juries/water-2026/feed.atom")
    assert answer.mimetype == "application/atom+xml" and "Set-Cookie" not in answer.headers
    root = ElementTree.fromstring(answer.data)
    assert root.tag == ATOM + "feed" and root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"
    names = []
    for node in [root, *root.findall(ATOM + "entry")]:
        for single in ("id", "title", "updated"):
            assert len(node.findall(ATOM + single)) == 1, single
        names.append(node.findtext(ATOM + "id") or "")
        assert TAG.fullmatch(names[-1]) and MOMENT.fullmatch(node.findtext(ATOM + "updated") or "")
        assert node.findtext(f"{ATOM}author/{ATOM}name")
        links = [link for link in node.findall(ATOM + "link") if link.get("rel") == "alternate"]
        assert len(links) == 1 and str(links[0].get("href")).startswith("http://localhost/ru/")
    assert len(set(names)) == len(names) and "tag:localhost,2026:water-2026/verdict-1/ru" in names
    entries = root.findall(ATOM + "entry")
    assert root.findtext(ATOM + "updated") == max(entry.findtext(ATOM + "updated") or "" for entry in entries)
    assert {entry.find(ATOM + "category").get("term") for entry in entries} >= {"verdict", "session"}  # type: ignore[union-attr]
    verdict = next(entry for entry in entries if "verdict-1" in (entry.findtext(ATOM + "id") or ""))
    digest = verdict.findtext("{tag:localhost,2026:words}sha256")
    page = client.get("/ru/juries/water-2026/verdict").get_data(as_text=True)
    assert digest and digest in page, "the same fingerprint as on the page"
    again = client.get("/ru/juries/water-2026/feed.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    assert "verdict-1" in client.get("/kk/feed.atom").get_data(as_text=True)
    assert client.get("/feed.atom", headers={"Accept-Language": "kk"}).location == "/kk/feed.atom"
    assert 'href="/ru/juries/water-2026/feed.atom"' in page and 'property="og:description"' in page


def test_no_person_is_named_in_what_is_found_and_fed(app: Flask, cast: Cast, client: FlaskClient) -> None:
    published(app, cast)
    answer = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert answer.exit_code == 0 and "texts that can be found: " in answer.output, answer.output
    with app.app_context():
        rows = db.session.scalars(select(SearchEntry)).all()
        assert len(rows) > 4
        found = " ".join(f"{row.title} {row.body}" for row in rows)
    found += "".join(client.get(f"/en/{page}").get_data(as_text=True) for page in (
        "feed.atom", "juries/water-2026/feed.atom", "juries/water-2026/card", "juries/water-2026/sessions.ics",
        "search?q=person", "search?q=juror", "juries/?page=1"))
    for name in ("Juror Person", "Second Juror", "Third Juror", "Outsider", "@example.kz", "Olzhas"):
        assert name not in found, name


def test_public_sessions_go_into_a_calendar(app: Flask, cast: Cast, client: FlaskClient) -> None:
    published(app, cast)
    answer = client.get("/en/juries/water-2026/sessions.ics")
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/calendar" and text.count("BEGIN:VEVENT") >= 1
    assert "UID:1-session-" in text.replace("\r\n ", "") and "SEQUENCE:0" in text
    assert client.get("/en/juries/water-2026/sessions.ics").data == answer.data


def test_only_the_card_may_stand_in_a_frame(app: Flask, cast: Cast, client: FlaskClient) -> None:
    assert client.get("/en/juries/water-2026/card").status_code == 404
    published(app, cast)
    card = client.get("/en/juries/water-2026/card")
    page, policy = card.get_data(as_text=True), card.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "script-src" not in policy and "default-src 'none'" in policy
    assert "<script" not in page and "<form" not in page and "Set-Cookie" not in card.headers
    assert "The answer (en)" in page and page.count("<a ") == page.count('target="_blank" rel="noopener"')
    for address in ("/en/", "/en/juries/", "/en/juries/water-2026/", "/en/juries/water-2026/verdict",
                    "/en/juries/water-2026/follow", "/en/search?q=x", "/en/feed.atom", "/en/nothing"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy, address


def test_other_sites_are_told_of_the_card(app: Flask, cast: Cast, client: FlaskClient) -> None:
    published(app, cast)
    page = client.get("/kk/juries/water-2026/verdict").get_data(as_text=True)
    found = re.search(r'type="application/json\+oembed" href="http://localhost([^"]+)"', page)
    assert found
    told = client.get(found[1].replace("&amp;", "&")).get_json()
    assert told["version"] == "1.0" and told["type"] == "rich" and told["title"] == "Water (kk)"
    assert told["html"].startswith('<iframe src="http://localhost/kk/juries/water-2026/card"')
    small = client.get("/oembed?url=http://localhost/en/juries/water-2026/&maxwidth=200&maxheight=x").get_json()
    assert (small["width"], small["height"]) == (200, 440) and 'width="200"' in small["html"]
    for url in ("", "http://evil.example/en/juries/water-2026/", "http://localhost/en/juries/nobody/",
                "http://[bad", "http://localhost/en/"):
        assert client.get(f"/oembed?url={quote(url)}").status_code == 404, url
    assert client.get("/oembed?url=http://localhost/en/juries/water-2026/&format=xml").status_code == 501
