"""Whether the service is alive (`/healthz`) and ready (`/readyz`), for the machines that watch it."""
from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache

from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.installation import current_settings, utc_now
from app.services import readiness
from app.web.access import public

blueprint = Blueprint("health", __name__)
log = logging.getLogger(__name__)


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers; nothing else is asked, so that a broken database does not restart it."""
    return jsonify(alive=True)


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Every part that the service needs, by name; 503 unless all are there."""
    parts = {name: _holds(name, check) for name, check in CHECKS.items()}
    is_ready = all(parts.values())
    return jsonify(ready=is_ready, parts=parts), 200 if is_ready else 503


def _is_migrated() -> bool:
    return readiness.schema_version(db.session()) in _heads(current_app.extensions["migrate"].directory)


def _is_queue_moving() -> bool:
    return readiness.is_queue_moving(db.session(), now=utc_now())


def _is_redis_there() -> bool:
    url = current_settings().redis_url
    if not url:
        return True
    with Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as server:
        return bool(server.ping())


def _is_database_there() -> bool:
    return db.session().connection() is not None


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _is_database_there,
    "migrations": _is_migrated,
    "queue": _is_queue_moving,
    "redis": _is_redis_there,
}


def _holds(name: str, check: Callable[[], bool]) -> bool:
    try:
        is_there = check()
    except (SQLAlchemyError, RedisError, OSError):
        db.session.rollback()
        is_there = False
    if not is_there:
        log.warning("part_not_ready", extra={"kind": name})
    return is_there


@cache
def _heads(directory: str) -> frozenset[str]:
    return frozenset(ScriptDirectory(directory).get_heads())
