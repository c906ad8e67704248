"""Pages are compressed for whoever can read it, but not where another site makes a signed-in browser ask."""
from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast

READS_GZIP = {"Accept-Encoding": "gzip, deflate"}
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser whose pages are not read as text by the checks of all pages."""
    return FlaskClient(app, app.response_class)


@pytest.mark.parametrize(("accepted", "encoding"), [
    ("gzip, deflate", "gzip"), ("gzip, deflate, br", "br"), ("br;q=0, gzip", "gzip")])
def test_a_page_is_compressed_and_says_so(accepted: str, encoding: str, client: FlaskClient) -> None:
    plain = client.get("/kk/help")
    packed = client.get("/kk/help", headers={"Accept-Encoding": accepted})
    assert packed.content_encoding == encoding
    assert UNPACK[encoding](packed.get_data()) == plain.get_data()
    assert len(packed.get_data()) * 2 < len(plain.get_data())
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in packed.vary


def test_who_cannot_read_it_gets_it_plain(client: FlaskClient) -> None:
    assert client.get("/kk/help", headers={"Accept-Encoding": "identity"}).content_encoding is None


@pytest.mark.parametrize(("site", "is_packed"), [
    ("same-origin", True), ("none", True), ("cross-site", False), ("same-site", False)])
def test_the_length_of_a_persons_page_tells_a_foreign_site_nothing(site: str, is_packed: bool, cast: Cast,
                                                                   client: FlaskClient,
                                                                   sign_in: Callable[[int], FlaskClient]) -> None:
    cookie = sign_in(cast.organizer).get_cookie("alqa")
    assert cookie is not None
    client.set_cookie("alqa", cookie.value)
    answer = client.get("/kk/help", headers=READS_GZIP | {"Sec-Fetch-Site": site})
    assert (answer.content_encoding == "gzip") is is_packed


def test_a_short_answer_stays_as_it_is(client: FlaskClient) -> None:
    assert client.get("/healthz", headers=READS_GZIP).content_encoding is None
