"""One commit per request, socket event or job; what was announced inside leaves after it, never before."""
from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

import gevent
from gevent import get_hub, monkey
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.extensions import db

Announcer = Callable[[list[Any]], None]
_announcers: list[Announcer] = []
LONGEST_WAIT = 5  # seconds for another process to end its write to the SQLite file
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
        _begin(session)
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


def _begin(session: Session) -> None:
    """Begin to write. While another process writes to the same SQLite file, other greenlets go on."""
    give_up_at = time.monotonic() + LONGEST_WAIT
    while True:
        try:
            session.connection(execution_options={"is_writing": True})
            return
        except OperationalError as error:
            session.rollback()
            if not _is_busy(error) or not _is_patched() or time.monotonic() > give_up_at:
                raise
            gevent.sleep(0.01)


def _is_busy(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


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
    for pragma in ("foreign_keys=ON", f"busy_timeout={LONGEST_WAIT * 1000}", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    # The write-ahead log lives in the file's folder; a database in memory has none.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: upgrading a reader later fails when somebody wrote in between."""
    if connection.dialect.name == "sqlite":
        if connection.get_execution_options().get("is_writing", False):
            _begin_immediate(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    """In the server SQLite must not wait inside: `_begin` does, and lets others run meanwhile."""
    if not _is_patched():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={LONGEST_WAIT * 1000}")
