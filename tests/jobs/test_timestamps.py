"""The worker asks a timestamp service about what was published, and keeps no answer that does not hold."""
from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings, UnsafeSettings
from app.extensions import db
from app.installation import current_settings
from app.jobs import chores, timestamps
from app.models import TimestampToken
from app.services.integrity import proofs
from app.services.integrity.timestamps import missing
from app.transaction import transaction
from tests.cast import Cast, jury_of
from tests.deliberation import vault_of
from tests.jobs import timestamp_server
from tests.jobs.timestamp_server import Service
from tests.publishing import publish

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timestamps, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with timestamp_server.timestamps(tmp_path) as service:
        yield service


@pytest.fixture
def published(context: Flask, cast: Cast) -> Cast:
    with transaction() as session:
        publish(session, cast, vault_of(context))
    chores.sign_publications()
    return cast


def fetch(service: Service, certificates: Path | None = None) -> int:
    db.session.rollback()
    return timestamps.fetch_missing(replace(
        current_settings(), timestamp_url=service.address,
        timestamp_certificates=str(certificates or service.folder / "root.pem")))


def test_every_document_gets_one_that_openssl_accepts(published: Cast, service: Service, tmp_path: Path) -> None:
    assert timestamps.fetch_missing(current_settings()) == 0  # no service: nobody is asked
    assert fetch(service) == 2
    assert fetch(service) == 0
    assert (len(service.asked), missing(db.session())) == (2, [])
    proof = proofs.proofs_of(db.session(), jury_of(db.session(), published))[0]
    assert proof.timestamp is not None
    (tmp_path / "verdict.json").write_text(proof.document.text, encoding="utf-8")
    (tmp_path / "verdict.tsr").write_bytes(proof.timestamp.response)
    command = ["openssl", "ts", "-verify", "-in", "verdict.tsr", "-data", "verdict.json", "-CAfile", "root.pem"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "verdict.json").write_text("changed", encoding="utf-8")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode != 0
    assert proof.document.sha256.encode() not in service.asked[0]  # as text; it is there as bytes
    assert bytes.fromhex(proof.document.sha256) in service.asked[0]


def test_a_bad_answer_is_not_kept_and_asked_for_again(published: Cast, service: Service, tmp_path: Path,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    for mood in ("nonsense", "endless", "broken"):
        service.mood = mood
        assert fetch(service) == 0
    other = tmp_path / "other"
    other.mkdir()
    timestamp_server.make_certificates(other)
    service.mood = "good"
    assert fetch(service, other / "root.pem") == 0  # a service that nobody trusts is not believed
    assert (len(service.asked), db.session.query(TimestampToken).count()) == (4, 0)
    service.mood, service.first = "stale", b""
    assert fetch(service) == 1  # the second answer was to the first question
    assert db.session.query(TimestampToken).count() == 1
    monkeypatch.setattr(timestamps, "PAUSE_SECONDS", 60.0)
    service.mood, before = "broken", len(service.asked)
    assert (fetch(service), fetch(service), len(service.asked)) == (0, 0, before + 1)
    timestamps._not_before.clear()


@pytest.mark.parametrize("values", [
    {"ALQA_TIMESTAMP_URL": "ftp://tsa.example.kz"}, {"ALQA_TIMESTAMP_URL": "https://tsa.example.kz"},
    {"ALQA_TIMESTAMP_URL": "https://tsa.example.kz", "ALQA_TIMESTAMP_CERTIFICATES": "/nowhere.pem"}])
def test_an_unchecked_service_is_refused_at_the_start(values: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings, match="ALQA_TIMESTAMP"):
        Settings.from_environ({"ALQA_DATA_DIR": str(tmp_path), **values})
