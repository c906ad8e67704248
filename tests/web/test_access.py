"""Every page × every role: what a mark does not allow is closed, and an outsider learns nothing."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule

from app.domain.roles import Role
from app.domain.stages import Stage
from app.models import Jury
from app.transaction import transaction
from app.web.access import Access
from tests.cast import Cast

SignIn = Callable[[int], FlaskClient]
WHO = {"organizer": Role.ORGANIZER, "facilitator": Role.FACILITATOR, "juror": Role.JUROR, "expert": Role.EXPERT,
       "overseer": Role.OVERSEER, "commissioner": Role.COMMISSIONER, "observer": Role.OBSERVER}
CLOSED = {403, 404}


def rules_of_juries(app: Flask) -> list[tuple[Rule, Access]]:
    """Every address below a jury with the mark of its view."""
    return [(rule, app.view_functions[rule.endpoint].access) for rule in app.url_map.iter_rules()  # type: ignore[attr-defined]
            if "slug" in rule.arguments]


def address(app: Flask, rule: Rule, slug: str) -> str:
    values = {name: _sample(rule, name) for name in rule.arguments - {"slug", "language"}}
    return app.url_map.bind("localhost").build(rule.endpoint, {"language": "en", "slug": slug, **values})


def _sample(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, IntegerConverter):
        return 999_999
    return sorted(getattr(converter, "items", {"unknown"}))[0]


def visit(client: FlaskClient, rule: Rule, path: str) -> int:
    """The answer without a token: a closed page is refused before the token is missed."""
    is_readable = "GET" in (rule.methods or set())
    return (client.get(path) if is_readable else client.post(path)).status_code


@pytest.fixture
def deliberating(app: Flask, cast: Cast) -> Cast:
    """The cast's jury at a stage at which most pages exist."""
    with app.app_context(), transaction() as session:
        session.get_one(Jury, cast.jury_id).stage = Stage.DELIBERATION
    return cast


@pytest.mark.parametrize("who", sorted(WHO))
def test_a_role_that_is_not_marked_is_refused(app: Flask, deliberating: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(deliberating, who))
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        wrong = [(rule.endpoint, status) for rule, access in rules_of_juries(app)
                 if access.kind == "member" and access.roles and WHO[who] not in access.roles
                 and (status := visit(client, rule, address(app, rule, deliberating.slug))) not in CLOSED]
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert wrong == []


def test_the_outsider_finds_no_closed_page(app: Flask, deliberating: Cast, sign_in: SignIn) -> None:
    client = sign_in(deliberating.outsider)
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        wrong = [(rule.endpoint, status) for rule, access in rules_of_juries(app) if access.kind == "member"
                 and (status := visit(client, rule, address(app, rule, deliberating.slug))) not in CLOSED]
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert wrong == []


def test_a_reader_is_sent_to_sign_in(app: Flask, deliberating: Cast, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        wrong = [(rule.endpoint, status) for rule, access in rules_of_juries(app) if access.kind != "public"
                 and (status := visit(client, rule, address(app, rule, deliberating.slug))) not in {302, 401, 403, 404}]
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert wrong == []


def test_an_unmarked_view_is_closed(app: Flask, client: FlaskClient) -> None:
    """The control: a view without a mark answers nobody, although it exists."""
    assert all(hasattr(view, "access") for view in app.view_functions.values())
    name = "juries.show"
    view = app.view_functions[name]
    mark = view.access  # type: ignore[attr-defined]
    del view.access  # type: ignore[attr-defined]
    try:
        assert client.get("/en/juries/water-2026/").status_code == 404
    finally:
        view.access = mark  # type: ignore[attr-defined]
