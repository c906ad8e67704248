"""Check this verdict: the page, the package and the page that works without us, for readers without a cookie."""
from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.jobs import chores
from app.services.integrity import keys
from app.transaction import transaction
from tests.cast import Cast
from tests.deliberation import NOW, vault_of
from tests.publishing import publish

PAGE = "/en/juries/water-2026/verdict/check"


@pytest.fixture
def signed(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with transaction() as session:
            publish(session, cast, vault_of(app))
        chores.sign_publications()


def test_there_is_nothing_to_check_before_a_verdict(client: FlaskClient, cast: Cast) -> None:
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}/package.zip").status_code == 409


def _is_one_program(script: str, folder: Path) -> bool:
    """Whether the modules fit into one script: no name twice, nothing left of imports."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    (folder / "script.mjs").write_text(script, encoding="utf-8")
    return subprocess.run(["node", "--check", "script.mjs"], cwd=folder, capture_output=True).returncode == 0


def test_a_reader_finds_everything_without_a_cookie(client: FlaskClient, signed: None, tmp_path: Path) -> None:
    for language in ("kk", "ru", "en"):
        address = PAGE.replace("/en/", f"/{language}/")
        page = client.get(address)
        assert (page.status_code, "Set-Cookie" in page.headers) == (200, False)
        saved = client.get(f"{address}/check.html")
        assert saved.headers["Content-Disposition"].startswith("attachment")
        text = saved.get_data(as_text=True)
        assert f'<html lang="{language}">' in text
        assert "default-src 'none'" in text
        assert "files_are_listed" in text
        script = text.split('<script type="module">')[1].split("</script>")[0]
        assert "import " not in script
        assert _is_one_program(script, tmp_path)
    first = client.get(f"{PAGE}/package.zip")
    files = zipfile.ZipFile(BytesIO(first.get_data()))
    manifest = json.loads(files.read("manifest.json"))
    assert manifest["documents"][0]["name"] == "verdict-1.json"
    assert client.get(f"{PAGE}/package.zip", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    public = json.loads(client.get("/.well-known/alqa-keys.json").get_data())
    assert json.loads(files.read("keys.json")) == public


def test_the_page_says_who_signed_and_that_nobody_stamped(client: FlaskClient, signed: None, app: Flask) -> None:
    page = client.get(PAGE).get_data(as_text=True)
    assert "Signed with key No. 1 (Ed25519)" in page
    assert "There is no independent timestamp" in page
    with app.app_context(), transaction() as session:
        old = keys.rotate(session, vault=vault_of(app), now=NOW).endorsed_by
        keys.revoke(session, old.fingerprint, reason="A <b>laptop</b> was stolen.", distrusted_since=NOW, now=NOW)
    listed = client.get("/en/keys").get_data(as_text=True)
    assert "A &lt;b&gt;laptop&lt;/b&gt; was stolen." in listed
    assert "Do not trust its signatures" in listed
    assert "being signed" in client.get(PAGE).get_data(as_text=True)
    with app.app_context():
        chores.sign_publications()
    assert "Signed with key No. 2" in client.get(PAGE).get_data(as_text=True)
