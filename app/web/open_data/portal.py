"""A flat, snake_case dataset with its passport, as the open-data portal of Kazakhstan takes it in."""
from __future__ import annotations

from app.domain.languages import show
from app.i18n.open_data import in_every_language
from app.services.open_data.columns import Column, Kind
from app.services.open_data.files import rows_of
from app.services.open_data.publications import Publication, Row
from app.services.open_data.tables import table_of
from app.web.open_data.answers import LICENCE
from app.web.open_data.changes import changed_at

_LANGUAGES = ("kk", "ru")  # the portal shows both
# One row for each recommendation: what is recommended, how it was voted, what the authority answers.
_PARTS = (("recommendations", ("number", "title_kk", "title_ru", "is_adopted")),
          ("votes_aggregate", ("yes", "no", "abstain", "votes_needed")),
          ("responses", ("status", "reasons_kk", "reasons_ru", "done_by", "reply_due_on", "working_days_late")))
_TYPES = {Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.BOOLEAN: "boolean", Kind.DATE: "date",
          Kind.DATETIME: "datetime"}


def dataset(found: Publication) -> dict[str, object]:
    return {"passport": _passport(found), "structure": _structure(), "data": _rows(found)}


def _passport(found: Publication) -> Row:
    jury, changed = found.jury, changed_at(found)
    row: Row = {"identifier": f"citizens_jury_{jury.slug.replace('-', '_')}", "version": f"v{_version(found)}",
                "licence": LICENCE, "update_frequency": "irregular", "format": "json",
                "published_on": jury.created_at.date().isoformat(), "changed_on": changed.date().isoformat(),
                "link": found.address()}
    for language in _LANGUAGES:
        row |= {f"name_{language}": show(jury.title, language).text,
                f"description_{language}": in_every_language(table_of("recommendations").description)[language],
                f"owner_{language}": show(jury.commissioner_name, language).text,
                f"keywords_{language}": _KEYWORDS[language]}
    return row


_KEYWORDS = {"kk": "азаматтық қазылар алқасы, ұсынымдар, жауап", "ru": "гражданское жюри, рекомендации, ответ"}


def _version(found: Publication) -> int:
    return found.verdict.version if found.verdict else 0


def _structure() -> list[Row]:
    return [{"name": column.name, "type": _TYPES.get(column.kind, "string"),
             **{f"title_{language}": words for language, words in in_every_language(column.description).items()
                if language in _LANGUAGES}} for column in _columns()]


def _columns() -> list[Column]:
    return [table_of(name).column(column) for name, columns in _PARTS for column in columns]


def _rows(found: Publication) -> list[Row]:
    """The last version of each reply; empty where there is none."""
    votes = {row["item_number"]: row for row in _of("votes_aggregate", found) if row["item_kind"] == "recommendation"}
    replies = {row["recommendation"]: row for row in _of("responses", found)}
    joined = [(row, votes.get(row["number"], {}), replies.get(row["number"], {}))
              for row in _of("recommendations", found)]
    return [{column: part.get(column) for part, (_name, columns) in zip(parts, _PARTS, strict=True)
             for column in columns} for parts in joined]


def _of(name: str, found: Publication) -> list[Row]:
    return rows_of(table_of(name), found)
