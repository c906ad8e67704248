"""A verdict as the interface tells it: the rows of the files, with the frozen document they were read from."""
from __future__ import annotations

from app.services.open_data.files import rows_of
from app.services.open_data.publications import Publication, Row, in_languages
from app.services.open_data.tables import table_of
from app.services.verdict import verdicts

PARTS = {"findings": "findings", "recommendations": "recommendations", "votes": "votes_aggregate",
         "dissents": "dissents"}


def verdict_of(found: Publication) -> dict[str, object]:
    """Only of a jury with a published verdict."""
    versions = [_version(found, row.version, row.published_at.isoformat(), row.sha256)
                for row in verdicts.published(found.session, found.jury) if row.published_at]
    document = found.document
    words: Row = {} if document is None else {
        "jury": found.jury.slug, "authentic_language": document.authentic_language,
        **in_languages("question", document.question), **in_languages("answer", document.answer),
        **in_languages("process_note", document.process_note)}
    return {**versions[0], **words, **{part: rows_of(table_of(table), found) for part, table in PARTS.items()},
            "versions": versions}


def _version(found: Publication, version: int, published_at: str, sha256: str | None) -> Row:
    return {"version": version, "published_at": published_at, "sha256": sha256,
            "document": found.document_address(version)}
