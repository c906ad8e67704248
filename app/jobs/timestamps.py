"""Asks the timestamp service, if there is one, about what was published; only a checked answer is kept."""
from __future__ import annotations

import http.client
import logging
import time
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from cryptography.x509 import load_pem_x509_certificates

from app.config import Settings
from app.domain.errors import DomainError
from app.extensions import db
from app.services.integrity import timestamps
from app.services.integrity.timestamps import Unstamped
from app.transaction import transaction

log = logging.getLogger(__name__)
SECONDS = 5.0  # of one silence
SECONDS_IN_ALL = 8.0
MOST_BYTES = 64 * 1024  # an answer with its certificates has some five
PAUSE_SECONDS = 300.0  # after a failure: the service is away, and nothing is lost by waiting
_not_before: dict[str, float] = {}


class _NoRedirect(HTTPRedirectHandler):
    """Another address than the configured one is not asked, whoever names it."""

    def redirect_request(self, *_args: object) -> None:
        return None


_opener = build_opener(ProxyHandler({}), _NoRedirect())


def fetch_missing(settings: Settings) -> int:
    """Ask for each document that has none, one after the other, until the service fails; returns how many came."""
    url = settings.timestamp_url
    if not url or time.monotonic() < _not_before.get(url, 0.0):
        return 0
    reader = db.session()
    reader.rollback()
    waiting = timestamps.missing(reader)
    reader.rollback()
    for count, document in enumerate(waiting):
        try:
            _fetch(settings, document)
        except (OSError, http.client.HTTPException, ValueError, DomainError) as error:
            _not_before[url] = time.monotonic() + PAUSE_SECONDS
            log.warning("timestamp_failed", extra={"jury_id": document.jury_id, "code": _code(error)})
            return count
    return len(waiting)


def _code(error: Exception) -> str:
    return error.code if isinstance(error, DomainError) else type(error).__name__


def _fetch(settings: Settings, document: Unstamped) -> None:
    request = timestamps.request_for(document)
    answer = ask(settings.timestamp_url, request.as_bytes())
    roots = load_pem_x509_certificates(Path(settings.timestamp_certificates).read_bytes())
    moment = timestamps.check(document, request, answer, roots)
    with transaction() as session:
        timestamps.keep(session, document, answer, moment, service=urlsplit(settings.timestamp_url).hostname or "")
    log.info("timestamp_fetched", extra={"jury_id": document.jury_id})


def ask(url: str, query: bytes) -> bytes:
    """The answer of the service, or an OSError or ValueError. A server that drips is left to its thread."""
    answers: Queue[bytes | Exception] = Queue()
    Thread(target=_post, args=(url, query, answers), daemon=True).start()
    try:
        found = answers.get(timeout=SECONDS_IN_ALL)
    except Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


def _post(url: str, query: bytes, answers: Queue[bytes | Exception]) -> None:
    request = Request(url, data=query, headers={"Content-Type": "application/timestamp-query"})  # noqa: S310 an address of the settings, checked at the start
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            content = answer.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError("too long")
        answers.put(content)
    except (OSError, http.client.HTTPException, ValueError) as error:
        answers.put(error)
