"""The organizer's own paragraph in a kind of letter: one for each language, every saving a version."""
from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, refuse_if
from app.domain.languages import LANGUAGES
from app.domain.roles import Actor, Role
from app.domain.writing import clean_text
from app.models import Jury, LetterParagraph
from app.services import juries, records

LONGEST = 1000
# What a paragraph may name; it is filled in the language of the letter.
PLACEHOLDERS = ("title", "place", "authority", "first_day")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


def text_of(session: Session, jury: Jury, template: str, language: str) -> str:
    """The paragraph as it now stands; blank when there is none in this language."""
    return session.scalar(select(LetterParagraph.text).where(
        LetterParagraph.jury_id == jury.id, LetterParagraph.template == template,
        LetterParagraph.language == language).order_by(LetterParagraph.version.desc()).limit(1)) or ""


def texts_of(session: Session, jury: Jury, template: str) -> dict[str, str]:
    return {language: text_of(session, jury, template, language) for language in LANGUAGES}


def versions_of(session: Session, jury: Jury, template: str) -> list[LetterParagraph]:
    """Every version in every language, the newest first."""
    return list(session.scalars(select(LetterParagraph).where(
        LetterParagraph.jury_id == jury.id, LetterParagraph.template == template).order_by(LetterParagraph.id.desc())))


def templates_with_own(session: Session, jury: Jury) -> set[str]:
    """Kinds of letters that carry words of the organizer in some language."""
    rows = session.execute(select(LetterParagraph.template, LetterParagraph.language, LetterParagraph.text).where(
        LetterParagraph.jury_id == jury.id).order_by(LetterParagraph.version))
    latest = {(row.template, row.language): row.text for row in rows}
    return {template for (template, _), text in latest.items() if text}


def write(session: Session, jury: Jury, template: str, texts: dict[str, str], *, actor: Actor,
          now: datetime) -> None:
    """Keep a new version in each language that changed; a blank text takes the paragraph out.

    Raises `placeholder_is_unknown` for each wrong one, `text_is_too_long`.
    """
    actor.require(Role.ORGANIZER)
    clean = {language: clean_text(texts.get(language, "")).strip() for language in LANGUAGES}
    refuse_if([fault for text in clean.values() for fault in faults_in(text)])
    juries.hold(session, jury)
    before = texts_of(session, jury, template)
    changed = [language for language in LANGUAGES if clean[language] != before[language]]
    for language in changed:
        session.add(LetterParagraph(
            jury_id=jury.id, template=template, language=language, text=clean[language], written_at=now,
            version=_next_version(session, jury, template, language), written_by_id=actor.person_id))
    if changed:
        records.add_entry(session, jury.id, "letter_changed", {"letter": template, "languages": changed}, now=now)


def faults_in(text: str) -> list[DomainError]:
    """What is wrong with a paragraph.

    >>> [fault.params["name"] for fault in faults_in("{title} in {plase} {")]
    ['{plase}', '{']
    """
    too_long = [DomainError("text_is_too_long", length=len(text), maximum=LONGEST)] if len(text) > LONGEST else []
    return too_long + [DomainError("placeholder_is_unknown", name=found.group(0)) for found in _BRACES.finditer(text)
                       if found.group(1) not in PLACEHOLDERS]


def _next_version(session: Session, jury: Jury, template: str, language: str) -> int:
    last = session.scalar(select(LetterParagraph.version).where(
        LetterParagraph.jury_id == jury.id, LetterParagraph.template == template,
        LetterParagraph.language == language).order_by(LetterParagraph.version.desc()).limit(1))
    return (last or 0) + 1
