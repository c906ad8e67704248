"""The interface for programs: it answers as its own description says, whatever it is asked."""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.services.open_data.columns import Kind
from app.services.open_data.tables import TABLES
from app.web.open_data import openapi
from tests.telling import told_once

API = "/api/v1"
JURY = f"{API}/juries/water-2026"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def told(backend: str, app_of: Callable[[str], Flask]) -> Iterator[Flask]:
    with told_once(app_of(backend)) as app:
        yield app


@pytest.fixture
def program(told: Flask) -> FlaskClient:
    return FlaskClient(told, told.response_class)


def test_whatever_is_asked_is_answered_as_described(told: Flask) -> None:
    """Each address with its own parameters, right and wrong ones, of the jury that there is and of others."""
    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", told)
    asked: set[int] = set()
    for result in schema.get_all_operations():
        operation = result.ok()
        cases = st.one_of(operation.as_strategy(), operation.as_strategy(
            generation_mode=schemathesis.GenerationMode.NEGATIVE)) if operation.query else operation.as_strategy()

        @settings(max_examples=5, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))
        @given(case=cases, is_known=st.booleans())
        def ask(case: Any, is_known: bool) -> None:
            if is_known and case.path_parameters:
                case.path_parameters["slug"] = "water-2026"
            response = case.call(headers={"Accept-Encoding": "identity"})
            asked.add(response.status_code)
            case.validate_response(response, checks=CHECKS)

        ask()
    assert {200, 400, 404} <= asked


def test_every_column_of_a_file_is_in_its_schema(program: FlaskClient) -> None:
    schemas = program.get(f"{API}/openapi.json").get_json()["components"]["schemas"]
    described = [table for table in TABLES if openapi.schema_name(table) in schemas]
    assert len(described) == 8
    for table in described:
        schema = schemas[openapi.schema_name(table)]
        assert list(schema["properties"]) == [column.name for column in table.columns] == schema["required"]
        assert [column.name for column in table.columns if column.kind is Kind.INTEGER] == [
            name for name, value in schema["properties"].items() if "integer" in value["type"]]


@pytest.mark.parametrize(("address", "status", "code"), [
    (f"{JURY}?wish=1", 400, "parameter_is_unknown"), (f"{API}/juries?limit=0", 400, "parameter_is_wrong"),
    (f"{API}/juries?limit=51", 400, "parameter_is_wrong"), (f"{API}/juries?limit=1&limit=2", 400, "parameter_is_wrong"),
    (f"{API}/juries?limit={'9' * 5000}", 400, "parameter_is_wrong"),
    (f"{API}/juries?cursor=%D1%8F", 400, "cursor_is_wrong"),
    (f"{API}/juries?cursor=cmVjb3JkOjM=", 400, "cursor_is_wrong"),
    (f"{API}/juries?cursor=anVyeTow%0A", 400, "cursor_is_wrong"), (f"{API}/juries?cursor=", 400, "cursor_is_wrong"),
    (f"{API}/juries/none", 404, "page_not_found"), (f"{API}/nothing", 404, "page_not_found"),
    (f"{API}/juries?limit=%00", 400, "request_not_understood")])
def test_what_cannot_be_answered_is_a_problem_in_words(program: FlaskClient, address: str, status: int,
                                                       code: str) -> None:
    answers = {language: program.get(address, headers={"Accept-Language": language}) for language in ("kk", "ru", "en")}
    for language, answer in answers.items():
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert answer.get_json()["code"] == code
        assert answer.headers["Content-Language"] == language
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
    assert len({answer.get_json()["title"] for answer in answers.values()}) == 3


def test_the_frozen_verdict_can_be_read_and_checked_from_any_site(program: FlaskClient) -> None:
    told = program.get(f"{JURY}/verdict").get_json()
    frozen = program.get(told["document"].removeprefix("http://localhost"))
    assert hashlib.sha256(frozen.get_data()).hexdigest() == told["sha256"]
    assert frozen.headers["Access-Control-Allow-Origin"] == "*"
    assert program.get("/data/juries/water-2026/verdict-2.json").get_json()["code"] == "verdict_is_not_public_yet"


def test_nothing_can_be_changed(program: FlaskClient) -> None:
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(program, method)(f"{API}/juries", headers={"Accept-Language": "en"})
        assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
        assert "GET" in answer.headers["Allow"]
        assert answer.get_json()["title"] == "This address can only be read."


def test_a_list_is_read_to_its_end_page_by_page(program: FlaskClient) -> None:
    whole = program.get(f"{JURY}/record").get_json()
    assert whole["next"] is None
    address, found = f"{JURY}/record?limit=7", []
    while address:
        page = program.get(address.removeprefix("http://localhost")).get_json()
        assert len(page["items"]) <= 7
        found, address = [*found, *page["items"]], page["next"]
    assert found == whole["items"]
