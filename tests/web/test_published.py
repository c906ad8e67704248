"""Published pages are made once for all readers; what is new shows at once, and nothing of a person is ever kept."""
from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from flask import Flask, request
from werkzeug.test import TestResponse

from app import create_app
from app.config import Settings
from app.domain.stages import Stage
from app.extensions import db
from app.jobs import chores
from app.models import Person
from app.transaction import transaction
from app.web import page_shelf, published
from app.web.page_shelf import Shelf, make_page, wanted
from tests.cast import Cast, jury_of, signed_in_client
from tests.deliberation import NOW, vault_of
from tests.publishing import publish
from tests.replying import reply

PAGE = "/en/juries/water-2026/verdict"
CANARY = "Zhanar Canary-Person"
Made = list[str]


@pytest.fixture(scope="module")
def house_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Flask], Flask]:
    """A second application over the same database, which keeps pages; made once for each kind of database."""
    houses: dict[str, Flask] = {}

    def find(app: Flask) -> Flask:
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        if url not in houses:
            settings = Settings(environment="test", secret_key="a secret for tests only, long enough", demo=True,
                                data_dir=tmp_path_factory.mktemp("house"), database_url=url,
                                base_url="http://localhost")
            houses[url] = create_app(settings)
            houses[url].extensions["reached"] = []
            houses[url].before_request(lambda: houses[url].extensions["reached"].append(request.full_path))
        return houses[url]
    return find


@pytest.fixture
def house(app: Flask, cast: Cast, house_of: Callable[[Flask], Flask], tmp_path: Path,
          monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The verdict is out; the shelf is empty; the clock stands."""
    monkeypatch.setattr(published, "utc_now", lambda: NOW)
    with app.app_context():
        with transaction() as session:
            publish(session, cast, vault_of(app))
            session.get_one(Person, cast.organizer).name = CANARY
        chores.sign_publications()
    house = house_of(app)
    house.extensions["alqa.published"].shelf = Shelf(tmp_path / "pages", "build")
    yield house
    with house.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def made(house: Flask) -> Made:
    """Addresses that reached Flask, so were not answered from the shelf."""
    reached: Made = house.extensions["reached"]
    reached.clear()
    return reached


def read(house: Flask, address: str = PAGE, **headers: str) -> TestResponse:
    return house.test_client().get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_all_readers_share_one_page_packed_as_each_wishes(house: Flask, made: Made) -> None:
    first, second = read(house), read(house)
    assert (first.status_code, len(made)) == (200, 1)
    assert first.get_data() == second.get_data()
    assert dict(first.headers) | {"Date": ""} == dict(second.headers) | {"Date": ""}
    assert "Set-Cookie" not in second.headers
    assert second.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=60"
    assert {"Accept-Encoding", "Cookie", "Save-Data"} <= {part.strip() for part in second.headers["Vary"].split(",")}
    assert "frame-ancestors 'none'" in second.headers["Content-Security-Policy"]
    packed = {name: read(house, Accept_Encoding=name) for name in ("gzip", "br", "gzip, br;q=0", "zstd", "br, gzip")}
    assert [answer.content_encoding for answer in packed.values()] == ["gzip", "br", "gzip", None, "br"]
    both = gzip.decompress(packed["gzip"].get_data()), brotli.decompress(packed["br"].get_data())
    assert both == (first.get_data(), first.get_data())
    tags = {answer.headers["ETag"] for answer in packed.values()}
    assert (len(tags), any(tag.startswith("W/") for tag in tags)) == (3, False)
    for tag in tags:
        again = read(house, If_None_Match=f'"x", {tag}', Accept_Encoding="br")
        assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", packed["br"].headers["ETag"])
    head = house.test_client().head(PAGE, headers={"Accept-Encoding": "br"})
    assert (head.get_data(), head.content_length) == (b"", len(packed["br"].get_data()))
    assert read(house, f"{PAGE}?utm_source=x").get_data() == first.get_data()
    assert len(made) == 1
    other = read(house, PAGE.replace("/en/", "/kk/"))
    assert (len(made), other.get_data() == first.get_data()) == (2, False)


def test_what_is_new_shows_at_once(house: Flask, cast: Cast, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read(house)
    with house.app_context(), transaction() as session:
        reply(session, cast, 0)
    after = read(house, If_None_Match=before.headers["ETag"])
    assert (after.status_code, "Сделаем" in after.get_data(as_text=True), len(made)) == (200, True, 2)
    assert "Сделаем" not in before.get_data(as_text=True)
    monkeypatch.setattr(published, "utc_now", lambda: NOW + timedelta(days=1))
    assert (read(house).status_code, len(made)) == (200, 3)
    with house.app_context(), transaction() as session:
        jury_of(session, cast).slug = "air-2026"
    assert read(house).status_code == 404
    assert read(house, PAGE.replace("water", "air")).status_code == 200


def test_nothing_of_a_person_is_ever_kept(house: Flask, cast: Cast, made: Made, tmp_path: Path) -> None:
    cases: list[tuple[str, dict[str, str]]] = [
        (PAGE, {"Cookie": "alqa=anything"}), (PAGE, {"Cookie": "saving=on"}), (PAGE, {"Cookie": "bad[=x; alqa=y"}),
        (PAGE, {"Save-Data": "on"}), (PAGE, {"Host": "evil.example"}), (f"{PAGE}?utm_source=x", {})]
    for address, headers in cases:
        made.clear()
        for _ in range(2):
            answer = house.test_client(use_cookies=False).get(address, headers=headers)
            assert answer.status_code == 200, (address, headers)
        assert len(made) == 2, (address, headers)
        assert not list((tmp_path / "pages").glob("*")), (address, headers)
    signed_in = signed_in_client(house, cast.organizer)
    mine = signed_in.get(PAGE)
    assert CANARY in mine.get_data(as_text=True)
    assert mine.headers["Cache-Control"] == "no-store"
    assert CANARY not in read(house).get_data(as_text=True)
    assert CANARY in signed_in.get(PAGE).get_data(as_text=True)
    kept = [path.read_bytes() for path in (tmp_path / "pages").glob("*")]
    assert len(kept) == 1
    assert not [content for content in kept if CANARY.encode() in content]  # one of its bodies is not packed


def test_another_worker_finds_what_the_first_one_made(tmp_path: Path) -> None:
    one, two = Shelf(tmp_path, "build"), Shelf(tmp_path, "build")
    old = make_page("water", "1", [("Content-Type", "text/html")], b"<p>old</p>" * 200)
    new = make_page("water", "2", [("Content-Type", "text/html")], b"<p>new</p>" * 200)
    one.keep("key", old)
    assert (two.find("key"), two.find("other"), Shelf(tmp_path, "later build").find("key")) == (old, None, None)
    one.keep("key", new)
    assert two.find("key") == old  # from its memory; the version tells that it is old
    assert two.find("key", beside="1") == new


def test_memory_and_folder_stay_within_their_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_shelf, "MEMORY_BYTES", 5000)
    monkeypatch.setattr(page_shelf, "FOLDER_BYTES", 9000)
    monkeypatch.setattr(page_shelf, "LOOK_EVERY", 2)
    shelf = Shelf(tmp_path, "build")
    for number in range(20):
        shelf.keep(str(number), make_page("x", "1", [("Content-Type", "image/png")], bytes(1000)))
    assert len(shelf._pages) <= 5
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 9000 + 3 * 1300
    monkeypatch.setattr(Shelf, "_write", _full)
    shelf.keep("more", make_page("x", "1", [], b"x"))
    assert shelf.find("more") is not None


def _full(*_: object) -> None:
    raise OSError("no space left on device")


def test_every_published_page_is_public_and_kept_without_a_cookie(house: Flask, cast: Cast, made: Made) -> None:
    adapter = house.url_map.bind("localhost")
    for endpoint in sorted(published.PAGES):
        rule = next(rule for rule in house.url_map.iter_rules(endpoint) if "GET" in (rule.methods or set()))
        access = house.view_functions[endpoint].access  # type: ignore[attr-defined]
        assert (access.kind, "slug" in rule.arguments) == ("public", True), endpoint
        if rule.rule.endswith(".pdf"):
            continue  # drawing one takes seconds; they pass through the same door
        values = {"language": "en", "slug": "water-2026", "version": 1, "number": 1, "name": "responses",
                  "kind": sorted(getattr(rule._converters.get("kind"), "items", {""}))[-1], "key": "x"}
        address = adapter.build(endpoint, {name: values[name] for name in rule.arguments})
        made.clear()
        first, second = read(house, address), read(house, address)
        if first.status_code == 200:
            assert (len(made), second.get_data() == first.get_data()) == (1, True), endpoint
            assert "Set-Cookie" not in first.headers, endpoint
            assert CANARY.encode() not in first.get_data(), endpoint
    made.clear()
    with house.app_context(), transaction() as session:
        jury_of(session, cast).stage = Stage.DELIBERATION
    # Before the verdict these files also change without a public decision.
    assert [read(house, "/data/juries/water-2026/responses.csv").status_code for _ in range(2)] == [200, 200]
    assert len(made) == 2


@pytest.mark.parametrize(("accepted", "found"), [
    ("", ("",)), ("gzip", ("gzip", "")), ("BR, gzip;q=0", ("br", "")), ("*", ("br", "gzip", "")),
    ("gzip;q=0.5, br;q=0.000", ("gzip", "")), ("identity", ("",))])
def test_what_a_reader_takes(accepted: str, found: tuple[str, ...]) -> None:
    assert wanted(accepted) == found

