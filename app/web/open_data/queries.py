"""What a request to the interface may ask for: named parameters, whole numbers, and a cursor from the page before."""
from __future__ import annotations

import base64
import binascii

from flask import request

from app.domain.errors import DomainError
from app.web.limits import number_in


def require_known(*names: str) -> None:
    """Refuse what is not understood rather than leave it out unseen. Raises `parameter_is_unknown`."""
    for name in request.args:
        if name not in names:
            raise DomainError("parameter_is_unknown", name=name)
        if len(request.args.getlist(name)) > 1:
            raise DomainError("parameter_is_wrong", name=name)


def number(name: str, *, default: int, most: int) -> int:
    """A whole number from 1 to `most`. Raises `parameter_is_wrong`."""
    raw = request.args.get(name)
    found = default if raw is None else number_in(raw)
    if found is None or not 1 <= found <= most:
        raise DomainError("parameter_is_wrong", name=name)
    return found


def cursor(kind: str) -> int | None:
    """Where the page before ended; None at the beginning. Raises `cursor_is_wrong`."""
    raw = request.args.get("cursor")
    if raw is None:
        return None
    try:
        text = base64.urlsafe_b64decode(raw.encode("ascii")).decode("ascii")
    except (UnicodeError, binascii.Error):
        raise DomainError("cursor_is_wrong") from None
    place = number_in(text.removeprefix(f"{kind}:"))
    if place is None or cursor_of(kind, place) != raw:
        raise DomainError("cursor_is_wrong")
    return place


def cursor_of(kind: str, place: int) -> str:
    """The cursor that goes on behind this place; to be handed back as it is."""
    return base64.urlsafe_b64encode(f"{kind}:{place}".encode()).decode()
