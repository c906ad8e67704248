"""People with an account."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.languages import DEFAULT_LANGUAGE
from app.models import Person


def normal_email(email: str | None) -> str | None:
    return email.strip().lower() or None if email else None


def find_by_email(session: Session, email: str) -> Person | None:
    return session.scalars(select(Person).where(
        Person.email == normal_email(email), Person.removed_at.is_(None))).first()


def add_person(session: Session, name: str, *, now: datetime, email: str | None = None, phone: str | None = None,
               language: str = DEFAULT_LANGUAGE, is_staff: bool = False) -> Person:
    """Create an account. Raises `email_is_taken`."""
    address = normal_email(email)
    if address and find_by_email(session, address):
        raise Conflict("email_is_taken", email=address)
    person = Person(name=name.strip(), email=address, phone=phone, language=language, is_staff=is_staff, created_at=now)
    session.add(person)
    session.flush()
    return person
