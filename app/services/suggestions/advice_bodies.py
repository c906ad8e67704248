"""Who can help where no jury can: a list that staff keep and everybody reads."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, Forbidden, NotFound, refuse_if
from app.domain.languages import LANGUAGES
from app.domain.roles import Actor
from app.domain.writing import clean_text
from app.models import AdviceBody


@dataclass(frozen=True)
class BodyTexts:
    """A body as staff describe it; texts by language."""

    name: dict[str, str]
    about: dict[str, str]
    address: dict[str, str]
    phone: str = ""
    web: str = ""


def bodies(session: Session, with_ended: bool = False) -> list[AdviceBody]:
    """The oldest first, so that the list keeps its order."""
    query = select(AdviceBody).order_by(AdviceBody.id)
    return list(session.scalars(query if with_ended else query.where(AdviceBody.ended_at.is_(None))))


def find(session: Session, body_id: int) -> AdviceBody:
    """Raises `advice_body_is_unknown`."""
    found = session.get(AdviceBody, body_id)
    if found is None:
        raise NotFound("advice_body_is_unknown")
    return found


def save(session: Session, body_id: int | None, texts: BodyTexts, *, actor: Actor, now: datetime) -> AdviceBody:
    """Add a body, or change it everywhere it is named.

    Raises `body_has_no_name`, `body_cannot_be_reached` (no address, telephone or web page), `web_address_is_wrong`.
    """
    _require_staff(actor)
    name, about, address = (_clean(part) for part in (texts.name, texts.about, texts.address))
    phone, web = clean_text(texts.phone)[:60], clean_text(texts.web)[:200]
    faults = [] if any(name.values()) else [DomainError("body_has_no_name")]
    if not (any(address.values()) or phone or web):
        faults.append(DomainError("body_cannot_be_reached"))
    if web and not _is_web(web):
        faults.append(DomainError("web_address_is_wrong"))
    refuse_if(faults)
    row = find(session, body_id) if body_id is not None else AdviceBody(added_at=now)
    row.name, row.about, row.address, row.phone, row.web = name, about, address, phone, web
    session.add(row)
    session.flush()
    return row


def set_offered(session: Session, body_id: int, is_offered: bool, *, actor: Actor, now: datetime) -> None:
    """Offer a body no longer, or again. Answers that name it stay as they are."""
    _require_staff(actor)
    row = find(session, body_id)
    row.ended_at = None if is_offered else row.ended_at or now
    session.flush()


def _require_staff(actor: Actor) -> None:
    if not actor.is_staff:
        raise Forbidden("role_is_missing")


def _clean(texts: dict[str, str]) -> dict[str, str]:
    return {language: clean_text(texts.get(language, ""))[:500] for language in LANGUAGES}


def _is_web(address: str) -> bool:
    """Only pages: an address of another kind would be a program to click on."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(map(str.isspace, address))
