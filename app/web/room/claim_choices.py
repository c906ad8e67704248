"""What the forms of claims and traces offer to choose from, as the options of one list in groups."""
from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.evidence import ClaimSource, DocumentKind
from app.models import Document, Jury
from app.services.room import claim_sources, documents
from app.services.room.claim_views import claim_views
from app.services.room.claims import Source
from app.web.context import in_language
from app.web.limits import number_in

Options = list[tuple[str, str]]
Groups = dict[str, Options]
LONGEST = 90


def source_groups(session: Session, jury: Jury) -> Groups:
    """Everything that a claim may come from."""
    found = claim_sources.sources_of(session, jury)
    groups = {
        **_document_groups(found.documents),
        gettext("Experts and jurors"): [(f"member:{row.id}", row.alias) for row in found.people],
        gettext("Answers of experts"): [
            (f"answer:{row.id}", _short(row.answer or row.shown_body)) for row in found.answers
            if row.answer or row.shown_body],
        gettext("Record, newest first"): [
            (f"statement:{row.id}", f"{row.membership.alias}: {_short(row.body)}") for row in found.statements],
    }
    return {title: options for title, options in groups.items() if options}


def target_groups(session: Session, jury: Jury, without: int | None = None) -> Groups:
    """Documents and claims to link to."""
    groups = {
        **_document_groups(documents.documents_of(session, jury.id)),
        gettext("Claims"): [(f"claim:{view.id}", f"{view.number}. {_short(view.body)}")
                            for view in claim_views(session, jury.id) if view.id != without],
    }
    return {title: options for title, options in groups.items() if options}


def _document_groups(found: Iterable[Document]) -> Groups:
    """What the public sent stands apart, so that nobody takes it for the word of a witness."""
    groups: Groups = {gettext("Documents"): [], gettext("From the public, not from witnesses"): []}
    witnesses, public = groups.values()
    for row in found:
        (public if row.kind is DocumentKind.PUBLIC else witnesses).append(
            (f"document:{row.id}", in_language(row.title).text))
    return groups


def read_source(raw: str | None, paragraph: int | None) -> Source:
    """`document:3` as a source. Raises `claim_has_no_source`."""
    name, number = _read(raw)
    kind = claim_sources.kind_of(name)
    if kind is None or number is None:
        raise DomainError("claim_has_no_source")
    return Source(kind, number, paragraph if kind is ClaimSource.DOCUMENT else None)


def read_target(raw: str | None) -> tuple[bool, int]:
    """Whether it is a claim, and its id. Raises `link_is_missing`."""
    name, number = _read(raw)
    if name not in {"document", "claim"} or number is None:
        raise DomainError("link_is_missing")
    return name == "claim", number


def _read(raw: str | None) -> tuple[str, int | None]:
    name, _colon, number = (raw or "").partition(":")
    return name, number_in(number)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else line[:LONGEST - 1].rstrip() + "…"
