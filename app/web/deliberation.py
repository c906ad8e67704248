"""Pages of the deliberation: closed to whoever testifies, whatever else they are."""
from __future__ import annotations

from flask import Blueprint, current_app, request

from app.domain.audiences import Audience, audience_of
from app.domain.errors import Forbidden
from app.web.access import Access, actor


def require_insider() -> None:
    """An organizer who is heard as a witness leaves like every witness. Raises `witnesses_have_left`."""
    if is_witness():
        raise Forbidden("witnesses_have_left")


def is_witness() -> bool:
    return audience_of(actor()) is Audience.EXPERT


def close_to_witnesses(blueprint: Blueprint) -> Blueprint:
    """Put the same question before every page of a blueprint that is for members only."""
    blueprint.before_request(_refuse_witness)
    return blueprint


def _refuse_witness() -> None:
    access: Access | None = getattr(current_app.view_functions.get(request.endpoint or ""), "access", None)
    if access is not None and access.kind == "member":
        require_insider()
