"""One commit per request, socket event or job; what was announced inside leaves after it, never before."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

from gevent import get_hub, monkey
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from app.extensions import db

Announcer = Callable[[list[Any]], None]
_announcers: list[Announcer] = []
# SQLite has one writer. Waiting here lets other greenlets run; waiting inside SQLite would stop them all.
_sqlite_writer = RLock()


def on_announce(announcer: Announcer) -> None:
    """Register who carries announcements out (the live room); called once per process at start-up."""
    if announcer not in _announcers:
        _announcers.append(announcer)


@contextmanager
def transaction() -> Iterator[Session]:
    """Give a session in which everything happens or nothing; afterwards announce what `announce()` collected.

    What was read before is forgotten first, so that a decision inside rests on the present.
    """
    session = db.session()
    session.rollback()
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        _sqlite_writer.acquire()
    try:
        session.connection(execution_options={"is_writing": True})
        yield session
        session.flush()
        _commit(session, is_sqlite)
    except BaseException:
        session.rollback()
        session.info.pop("announcements", None)
        raise
    finally:
        if is_sqlite:
            _sqlite_writer.release()
    announcements = session.info.pop("announcements", [])
    if announcements:
        for announcer in _announcers:
            announcer(announcements)


def _commit(session: Session, is_sqlite: bool) -> None:
    """Commit; under gevent a SQLite commit waits for the disk in a thread, so that the rooms go on."""
    if is_sqlite and _is_patched():
        get_hub().threadpool.apply(session.commit)
    else:
        session.commit()


def _is_patched() -> bool:
    return bool(monkey.is_module_patched("socket"))


@event.listens_for(Engine, "connect")
def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    if type(dbapi_connection).__module__ != "sqlite3":
        return
    dbapi_connection.isolation_level = None  # we say BEGIN ourselves, see below
    cursor = dbapi_connection.cursor()
    for pragma in ("foreign_keys=ON", "busy_timeout=5000", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    # The write-ahead log lives in the file's folder; a database in memory has none.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: upgrading a reader later fails when somebody wrote in between."""
    if connection.dialect.name == "sqlite":
        is_writing = connection.get_execution_options().get("is_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
