"""Keys of the installation from the command line: made, followed by another, revoked; what they sign stays signed."""
from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask

from app.extensions import db
from app.jobs import chores
from app.services.integrity import signatures
from app.transaction import transaction
from tests.cast import Cast
from tests.deliberation import vault_of
from tests.publishing import publish

Run = Callable[..., str]


@pytest.fixture
def run(app: Flask) -> Run:
    def invoke(*arguments: str, code: int = 0) -> str:
        done = app.test_cli_runner().invoke(args=["keys", *arguments])
        assert done.exit_code == code, done.output
        return str(done.output)
    return invoke


def published_keys(app: Flask) -> list[dict[str, object]]:
    answer = app.test_client().get("/.well-known/alqa-keys.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: list[dict[str, object]] = json.loads(answer.get_data())["keys"]
    return found


def test_keys_follow_each_other_and_are_revoked(app: Flask, cast: Cast, run: Run) -> None:
    assert "no key for signatures" in run("rotate", code=1)
    with app.app_context(), transaction() as session:
        publish(session, cast, vault_of(app))
    first = run("create").split()
    assert first[-5:] == ["Signed", "now:", "2", "documents."] or "Signed now: 2 documents." in " ".join(first)
    assert run("create").startswith("Key 1")
    assert run("rotate").startswith("Key 2 signs from now on")
    one, two = published_keys(app)
    assert (one["until"] is None, two["follows"]) == (False, one["fingerprint"])
    said = run("revoke", str(two["fingerprint"]), "--reason", "A laptop was stolen.", "--distrust-since", "2026-11-01")
    assert "Key 3 signs" in said
    assert "Signed now: 0 documents." in said  # all were signed by the first key, which nobody distrusts
    assert published_keys(app)[1]["distrusted_since"] == "2026-11-01T00:00:00+00:00"
    assert "revoked" in run("list")
    assert "There is no key with this fingerprint." in run("revoke", "x", "--reason", "y", code=1)


def test_the_worker_makes_the_key_and_signs(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with transaction() as session:
            publish(session, cast, vault_of(app))
        chores.sign_publications()
        assert signatures.waiting(db.session()) == []
    assert len(published_keys(app)) == 1
