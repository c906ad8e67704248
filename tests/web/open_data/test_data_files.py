"""Open data as a program meets it: addresses that stay, any site may read, caches may keep; and its pages."""
from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.languages import LANGUAGES
from app.services.open_data.tables import TABLES
from app.web.open_data.answers import LICENCE
from tests.pages import CheckedClient
from tests.rules.sources import files, read
from tests.telling import CANARIES, told_once

FILES = "/data/juries/water-2026"
NAMES = [f"{table.name}.{kind}" for table in TABLES for kind in ("csv", "json")]
OTHERS = ["all.zip", "participedia.json", "opendata_kz.json"]
SAME_FOR_ALL = ["/data/catalog.jsonld", "/data/dictionary.json", "/api/v1/", "/api/v1/openapi.json", "/api/v1/juries"]


@pytest.fixture(scope="module")
def told(backend: str, app_of: Callable[[str], Flask]) -> Iterator[Flask]:
    with told_once(app_of(backend)) as app:
        yield app


@pytest.fixture
def program(told: Flask) -> FlaskClient:
    """A program that asks: nothing is checked for it as for a page."""
    return FlaskClient(told, told.response_class)


@pytest.fixture
def reader(told: Flask) -> FlaskClient:
    return CheckedClient(told, told.response_class)


def test_every_file_may_be_read_from_anywhere_and_kept_by_any_cache(program: FlaskClient) -> None:
    names = [f"{table.name}.csv" for table in TABLES] + ["jury.json", "audit_chain.json", *OTHERS]
    for address in [f"{FILES}/{name}" for name in names] + SAME_FOR_ALL:
        answer = program.get(address, headers={"Cookie": "alqa=stolen", "Sec-Fetch-Site": "cross-site"})
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*"), address
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Cache-Control"].startswith("public, max-age=60")
        assert "Set-Cookie" not in answer.headers, address
        assert "Cookie" not in answer.headers.get("Vary", ""), address
        again = program.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.get_data()) == (304, b""), address
    for address in (f"{FILES}/jury.csv", f"{FILES}/jury.json", f"{FILES}/participedia.json", *SAME_FOR_ALL):
        answer, head = program.get(address), program.head(address)
        assert (head.headers["ETag"], head.get_data()) == (answer.headers["ETag"], b""), address
        packed = program.get(address, headers={"Accept-Encoding": "gzip"})
        again = program.get(address, headers={"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"})
        assert again.status_code == 304, address
    changed = program.get(f"{FILES}/jury.json").headers["Last-Modified"]
    assert program.get(f"{FILES}/jury.json", headers={"If-Modified-Since": changed}).status_code == 304


def test_the_addresses_in_the_files_lead_to_what_they_name(program: FlaskClient) -> None:
    document = program.get(f"{FILES}/documents.json").get_json()[0]
    file = program.get(document["file"].removeprefix("http://localhost")).get_data()
    assert (len(file), hashlib.sha256(file).hexdigest()) == (document["size"], document["sha256"])
    jury = program.get(f"{FILES}/jury.json").get_json()[0]
    verdict = program.get(jury["verdict_document"].removeprefix("http://localhost")).get_data()
    assert hashlib.sha256(verdict).hexdigest() == jury["verdict_sha256"]
    assert program.get(jury["page"].removeprefix("http://localhost")).status_code == 200


def test_a_script_of_another_site_may_ask_before_it_asks(program: FlaskClient) -> None:
    answer = program.options(f"{FILES}/jury.json", headers={
        "Origin": "https://example.org", "Access-Control-Request-Method": "GET", "Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]


def test_nothing_else_may_be_read_by_other_sites(reader: FlaskClient) -> None:
    """But the files of a draw and the public keys, which verifiers elsewhere need: no other code gives this leave."""
    leave = {str(path) for path in files("app", suffix=".py") if "Access-Control-Allow-Origin" in read(path)}
    assert leave == {"app/web/open_data/answers.py", "app/web/problems.py", "app/web/draw/draw_files.py",
                     "app/web/integrity/well_known.py"}
    for address in ("/en/", "/en/data/", "/en/data/juries/water-2026/", "/en/juries/water-2026/",
                    "/en/juries/water-2026/verdict", "/en/juries/water-2026/verdict/edit", "/en/no-such-page"):
        answer = reader.get(address)
        assert "Access-Control-Allow-Origin" not in answer.headers, address
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", address


def test_what_there_is_not_is_a_problem_in_words(program: FlaskClient) -> None:
    for address in (f"{FILES}/nothing.csv", "/data/juries/none/jury.csv", "/data/catalog.jsonld?page=9", "/data/none"):
        answer = program.get(address, headers={"Accept-Language": "ru"})
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json"), address
        assert answer.get_json()["title"].startswith("Такой страницы нет")


def test_the_archive_holds_every_file_and_the_dictionary(program: FlaskClient) -> None:
    with zipfile.ZipFile(io.BytesIO(program.get(f"{FILES}/all.zip").get_data())) as archive:
        assert sorted(archive.namelist()) == sorted([*NAMES, "dictionary.json"])
        assert archive.read("jury.csv") == program.get(f"{FILES}/jury.csv").get_data()
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert [canary for canary in CANARIES if canary in everything] == []


def test_the_dictionary_says_what_the_files_hold_in_three_languages(program: FlaskClient) -> None:
    dictionary = program.get("/data/dictionary.json").get_json()
    assert dictionary["licence"] == LICENCE
    for table in dictionary["tables"]:
        header = program.get(f"{FILES}/{table['name']}.csv").get_data().decode("utf-8-sig").split("\r\n")[0]
        assert header == ",".join(column["name"] for column in table["columns"])
        for words in (table["title"], table["description"], *(column["description"] for column in table["columns"])):
            assert sorted(words) == sorted(LANGUAGES)
            assert len(set(words.values())) == len(LANGUAGES), words  # none is left in another language


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(part)


MANDATORY = {
    "dcat:Catalog": ("dct:title", "dct:description", "dct:publisher"),
    "dcat:Dataset": ("dct:title", "dct:description"),
    "dcat:Distribution": ("dcat:accessURL",),
    "foaf:Agent": ("foaf:name",),
    "spdx:Checksum": ("spdx:algorithm", "spdx:checksumValue"),
}


def test_the_catalogue_has_what_dcat_ap_asks_for_and_its_fingerprints_are_true(program: FlaskClient) -> None:
    answer = program.get("/data/catalog.jsonld")
    catalogue = answer.get_json()
    assert answer.mimetype == "application/ld+json"
    found = list(nodes(catalogue))
    assert {kind for kind in MANDATORY for node in found if node.get("@type") == kind} == set(MANDATORY)
    assert [node for node in found for name in MANDATORY.get(str(node.get("@type")), ()) if not node.get(name)] == []
    prefixes = {key.partition(":")[0] for node in found for key in node if ":" in key and not key.startswith("http")}
    assert prefixes <= catalogue["@context"].keys()
    themes = [node["@id"].rpartition("/")[2] for node in catalogue["dcat:dataset"][0]["dcat:theme"]]
    assert themes == ["ENVI", "ECON", "GOVE"]
    assert {"@language": "ru", "@value": "Вода"} in catalogue["dcat:dataset"][0]["dcat:keyword"]
    distributions = [node for node in found if node.get("@type") == "dcat:Distribution"]
    assert len(distributions) == len(NAMES) + 1
    for one in distributions:
        assert one["dct:license"]["@id"] == LICENCE
        if "spdx:checksum" in one:
            body = program.get(one["dcat:downloadURL"]["@id"].removeprefix("http://localhost")).get_data()
            assert one["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(body).hexdigest()
            assert one["dcat:byteSize"]["@value"] == str(len(body))


def test_others_get_the_data_in_their_own_form(program: FlaskClient) -> None:
    case = program.get(f"{FILES}/participedia.json").get_json()
    assert (case["type"], case["recruitment_method"], case["number_of_participants"]) == ("case", "stratified", 20)
    assert case["general_issues"] == ["economics", "environment"]
    assert case["insights_outcomes"] == ["public", "minority"]
    portal = program.get(f"{FILES}/opendata_kz.json").get_json()
    names = [field["name"] for field in portal["structure"]]
    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in [*names, *portal["passport"]])
    assert all(list(row) == names and not any(isinstance(value, dict | list) for value in row.values())
               for row in portal["data"])
    assert [(row["number"], row["yes"], row["status"]) for row in portal["data"]] == [
        (1, 12, "accepted"), (2, 12, None)]
    assert portal["passport"]["name_kk"] == "Water (kk)"
    assert portal["passport"]["owner_ru"] == "Akimat (ru)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_find_the_files_in_their_language(reader: FlaskClient, language: str) -> None:
    for address in ("data/", "data/juries/water-2026/", "data/dictionary", "data/api", "data/?page=1"):
        answer = reader.get(f"/{language}/{address}")
        assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None)
    assert reader.get(f"/{language}/data/?page=2").status_code == 404
    page = reader.get(f"/{language}/data/juries/water-2026/").get_data(as_text=True)
    assert [name for name in NAMES + OTHERS if f'href="{FILES}/{name}"' not in page] == []
    words = reader.get(f"/{language}/data/dictionary").get_data(as_text=True)
    assert all(f"<code>{column.name}" in words or column.language for table in TABLES for column in table.columns)
    assert "<code>accepted · partly · rejected · needs_study</code>" in words
    door = reader.get("/data/juries/water-2026/", headers={"Accept-Language": language})
    assert (door.status_code, door.location) == (302, f"/{language}/data/juries/water-2026/")


def test_search_engines_read_what_a_jury_and_its_verdict_are(reader: FlaskClient) -> None:
    for address, kinds in (("/ru/juries/water-2026/", {"Event", "Dataset"}),
                           ("/ru/juries/water-2026/verdict", {"Report"})):
        page = reader.get(address).get_data(as_text=True)
        assert 'href="/ru/data/juries/water-2026/"' in page
        blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
        found = [node for block in blocks for node in nodes(json.loads(block))]
        assert kinds <= {node.get("@type") for node in found}
        assert all(len(block) < 2000 for block in blocks)
