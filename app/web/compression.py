"""Compressed answers: a phone in a village loads a fifth of the bytes, with or without a web server in front."""
from __future__ import annotations

import gzip

import brotli
from flask import Flask, request
from flask.wrappers import Response
from flask_login import current_user

from app.web.alike import is_alike
from app.web.page_shelf import wanted

KINDS = {"text/html", "text/plain", "text/csv", "application/json", "application/ld+json",
         "application/atom+xml", "text/calendar"}
SMALLEST = 800  # bytes; below this the answer fits into one packet anyway
LEVELS = {"br": 5, "gzip": 5}  # each takes about a millisecond for a page


def init_app(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in KINDS or response.direct_passthrough or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    encoding = wanted(request.headers.get("Accept-Encoding", ""))[0]
    if encoding and len(response.get_data()) >= SMALLEST and not response.content_encoding and not _is_foreign():
        response.set_data(_packed(response.get_data(), encoding))
        response.content_encoding = encoding
        etag, _is_weak = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)  # the same words in other bytes
    return response


def _packed(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body, quality=LEVELS["br"]))
    return gzip.compress(body, LEVELS["gzip"], mtime=0)


def _is_foreign() -> bool:
    """Another site makes a signed-in browser ask.

    A foreign page that can cause requests in a person's name, and someone who sees their length, could together guess
    what is secret in the answer (BREACH); such requests get their answer at full length.
    """
    is_foreign = request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}
    return is_foreign and not is_alike() and current_user.is_authenticated
