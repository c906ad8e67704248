"""Pages of the deliberation: claims, traces and reviews are closed to whoever testifies, whatever else they are."""
from __future__ import annotations

from app.domain.audiences import Audience, audience_of
from app.domain.errors import Forbidden
from app.web.access import actor


def require_insider() -> None:
    """An organizer who is heard as a witness leaves like every witness. Raises `witnesses_have_left`."""
    if is_witness():
        raise Forbidden("witnesses_have_left")


def is_witness() -> bool:
    return audience_of(actor()) is Audience.EXPERT
