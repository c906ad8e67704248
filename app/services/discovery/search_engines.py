"""The full-text engines of the two databases behind one port: FTS5 of SQLite, and tsvector with GIN of PostgreSQL.

Both get the same stems and the same questions, so both find the same. Their indexes are made when the first text is
read in, not by a migration: SQLite's is a virtual table with shadow tables of its own, which no model describes, and
PostgreSQL's two columns of a type that SQLite does not have.
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import ColumnElement, String, cast, column, func, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from app.models import SearchEntry
from app.services.discovery.word_forms import Wish

LOCK = 7_206_115  # a number of ours for PostgreSQL's advisory lock


class Engine(Protocol):
    """What the search asks of a database."""

    def is_ready(self, session: Session) -> bool:
        """Whether the index is there."""

    def prepare(self, session: Session) -> None:
        """Make the index if it is not there, and read every row into it."""

    def holds(self, wishes: Sequence[Wish], *, every: bool, in_title: bool = False) -> ColumnElement[bool]:
        """The condition that an entry holds every wish of a question, or any."""


_TABLE = ("CREATE VIRTUAL TABLE search_fts USING fts5(title_stems, stems, content='search_entry', content_rowid='id',"
          " detail=column, tokenize='unicode61 remove_diacritics 0')")
_ADDED = "INSERT INTO search_fts(rowid, title_stems, stems) VALUES (new.id, new.title_stems, new.stems);"
_GONE = ("INSERT INTO search_fts(search_fts, rowid, title_stems, stems)"
         " VALUES ('delete', old.id, old.title_stems, old.stems);")
_TRIGGERS = {"search_entry_added": ("INSERT", _ADDED), "search_entry_gone": ("DELETE", _GONE),
             "search_entry_changed": ("UPDATE", _GONE + _ADDED)}


class SqliteEngine:
    """FTS5; triggers carry every change of a row into the index, in the same transaction."""

    def is_ready(self, session: Session) -> bool:
        """A migration that rebuilds the table loses its triggers, so they are looked for too."""
        names = ("search_fts", *_TRIGGERS)
        master = table("sqlite_master", column("name"))
        return session.scalar(select(func.count()).select_from(master).where(master.c.name.in_(names))) == len(names)

    def prepare(self, session: Session) -> None:
        if self.is_ready(session):
            return
        commands = [f"DROP TRIGGER IF EXISTS {name}" for name in _TRIGGERS]
        commands += ["DROP TABLE IF EXISTS search_fts", _TABLE]
        commands += [f"CREATE TRIGGER {name} AFTER {event} ON search_entry BEGIN {action} END"
                     for name, (event, action) in _TRIGGERS.items()]
        for command in [*commands, "INSERT INTO search_fts(search_fts) VALUES ('rebuild')"]:
            session.connection().exec_driver_sql(command)

    def holds(self, wishes: Sequence[Wish], *, every: bool, in_title: bool = False) -> ColumnElement[bool]:
        words = _expression(wishes, '"{}"', " AND " if every else " OR ", (" AND ", " OR "))
        where = f"{{title_stems}} : ({words})" if in_title else words
        index = table("search_fts", column("rowid"))
        found = select(index.c.rowid).where(literal_column("search_fts", String).op("MATCH")(where))
        return SearchEntry.id.in_(found)


class PostgresEngine:
    """tsvector of the stems as they are: no dictionary and no parser of the server changes them.

    The vectors are stored: made for each question they cost a hundred times the search.
    """

    def is_ready(self, session: Session) -> bool:
        return session.scalar(select(func.to_regclass("ix_search_entry_words"))) is not None

    def prepare(self, session: Session) -> None:
        if self.is_ready(session):
            return
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))
        for name, source in (("title_words", "title_stems"), ("words", "stems")):
            session.connection().exec_driver_sql(
                f"ALTER TABLE search_entry ADD COLUMN IF NOT EXISTS {name} tsvector"
                f" GENERATED ALWAYS AS (array_to_tsvector(string_to_array({source}, ' '))) STORED")
        session.connection().exec_driver_sql(
            "CREATE INDEX IF NOT EXISTS ix_search_entry_words ON search_entry USING gin (words)")

    def holds(self, wishes: Sequence[Wish], *, every: bool, in_title: bool = False) -> ColumnElement[bool]:
        words = _expression(wishes, "'{}'", " & " if every else " | ", (" & ", " | "))
        vector: ColumnElement[str] = literal_column(
            "search_entry.title_words" if in_title else "search_entry.words")
        return vector.op("@@", is_comparison=True)(cast(words, TSQUERY))


def _expression(wishes: Sequence[Wish], quoted: str, between: str, signs: tuple[str, str]) -> str:
    """The question in an engine's own words. Stems hold letters and digits only, so quotes cannot be broken."""
    both, either = signs

    def stems(names: frozenset[str]) -> str:
        return "(" + either.join(quoted.format(name) for name in sorted(names)) + ")"

    def wish(alternatives: Wish) -> str:
        return "(" + either.join("(" + both.join(stems(part) for part in parts) + ")" for parts in alternatives) + ")"

    return between.join(wish(each) for each in wishes)


def engine_of(session: Session) -> Engine:
    """The engine of the database that is configured."""
    return SqliteEngine() if session.get_bind().dialect.name == "sqlite" else PostgresEngine()
