"""Asks the randomness beacon for the round that decides a draw, if the installation allows it.

Only the worker asks, never a page; what comes back is trusted as little as what somebody pastes: its signature decides.
"""
from __future__ import annotations

import http.client
import logging
import time
from queue import Empty, Queue
from threading import Thread
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from app.config import Settings
from app.domain.errors import Conflict, DomainError
from app.extensions import db
from app.installation import current_vault, utc_now
from app.models import Draw, Jury
from app.services.draw import beacons
from app.services.draw.beacons import Awaited
from app.transaction import transaction

log = logging.getLogger(__name__)
SECONDS = 3.0  # of one silence; the worker does other chores too
SECONDS_IN_ALL = 6.0
MOST_BYTES = 4096  # an answer has about 250
WAITS = (0, 3, 3, 5, 10, 30, 60)  # seconds between two attempts at one round
_attempts: dict[int, tuple[int, float]] = {}  # draw → how often we asked, and not before when again


class _NoRedirect(HTTPRedirectHandler):
    """Another address than the configured one is not asked, whoever names it."""

    def redirect_request(self, *_args: object) -> None:
        return None


_opener = build_opener(ProxyHandler({}), _NoRedirect())  # no proxy from the environment: settings are the only door


def fetch_due(settings: Settings) -> None:
    """Ask for every round that is published by now; one server at a time, the next one after a failure."""
    if not settings.beacon_addresses:
        return
    reader = db.session()
    reader.rollback()
    waiting = beacons.awaited(reader, now=utc_now())
    reader.rollback()
    for draw_id in _attempts.keys() - {one.draw_id for one in waiting}:
        del _attempts[draw_id]
    for one in waiting:
        _try(settings.beacon_addresses, one)


def _try(addresses: tuple[str, ...], one: Awaited) -> None:
    count, not_before = _attempts.get(one.draw_id, (0, 0.0))
    if time.monotonic() < not_before:
        return
    _attempts[one.draw_id] = (count + 1, time.monotonic() + WAITS[min(count + 1, len(WAITS) - 1)])
    try:
        _keep(one, fetch(addresses[count % len(addresses)], one.round))
    except Conflict:
        log.info("beacon_was_late", extra={"draw_id": one.draw_id})  # somebody pasted it meanwhile
    except (OSError, http.client.HTTPException, ValueError, DomainError) as error:
        log.warning("beacon_failed", extra={"draw_id": one.draw_id, "code": _code(error)})


def _code(error: Exception) -> str:
    return error.code if isinstance(error, DomainError) else type(error).__name__


def fetch(address: str, number: int) -> str:
    """The answer of one server, or an OSError or ValueError. A server that drips is left to its thread."""
    answers: Queue[str | Exception] = Queue()
    Thread(target=_ask, args=(address + beacons.path_of(number), answers), daemon=True).start()
    try:
        found = answers.get(timeout=SECONDS_IN_ALL)
    except Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


def _ask(url: str, answers: Queue[str | Exception]) -> None:
    try:
        with _opener.open(Request(url, headers={"Accept": "application/json"}), timeout=SECONDS) as answer:  # noqa: S310 an address of the settings, checked at the start
            text = answer.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise ValueError("too long")
        answers.put(text.decode())
    except (OSError, http.client.HTTPException, ValueError) as error:
        answers.put(error)


def _keep(one: Awaited, text: str) -> None:
    with transaction() as session:
        jury = session.get_one(Jury, session.get_one(Draw, one.draw_id).jury_id)
        beacons.decide(session, jury, one.draw_id, beacons.read_round(text), vault=current_vault(), now=utc_now())
    log.info("beacon_fetched", extra={"draw_id": one.draw_id})
