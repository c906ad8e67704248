"""What holds for every form that somebody without an account sends here: its pace, its trap, and no copy in a cache."""
from __future__ import annotations

import time

from flask import request
from werkzeug.wrappers import Response

from app.domain.buckets import Buckets
from app.domain.errors import DomainError
from app.forms.open_forms import seconds_open
from app.forms.suggestions import SendForm

# From one connection, which may be a village office or a mobile network with many people.
sendings = Buckets(size=20, per_second=1 / 60)
# Codes to try: twelve digits, so that thousands of years of guessing at this pace find nothing.
attempts = Buckets(size=30, per_second=0.2)
FASTEST = 3.0  # seconds in which nobody has written a sentence
_KEPT = ("index", "show", "advice")  # pages that are the same for everybody


def keep_pace(buckets: Buckets) -> None:
    """Raises `too_many_attempts`."""
    if not buckets.take(request.remote_addr, time.monotonic()):
        raise DomainError("too_many_attempts")


def require_person(form: SendForm) -> None:
    """Raises `form_looks_automatic`, `sent_too_fast`."""
    if form.is_trapped:
        raise DomainError("form_looks_automatic")
    if seconds_open(form) < FASTEST:
        raise DomainError("sent_too_fast")


def keep_nowhere(response: Response) -> Response:
    """Receipts, codes and what somebody typed stay out of every cache and every search engine."""
    if (request.endpoint or "").rpartition(".")[2] not in _KEPT:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response
