"""What gunicorn and gevent say of themselves, in the form of our log."""
from __future__ import annotations

import logging
from types import TracebackType
from typing import Any

from gevent.hub import Hub
from gunicorn.glogging import Logger

from app.logs import JsonLines

log = logging.getLogger(__name__)


class ServerLog(Logger):
    """Writes what gunicorn says of itself as JSON lines."""

    def setup(self, cfg: Any) -> None:
        """Set gunicorn's handlers up, then give them our format."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())


def log_greenlets() -> None:
    """Log what fails in a greenlet; gevent would print it with the words of the error, which may quote a person."""
    Hub.print_exception = _log_exception


def _log_exception(_hub: Hub, _context: object, kind: type[BaseException], error: BaseException,
                   trace: TracebackType) -> None:
    log.error("greenlet_failed", exc_info=(kind, error, trace))
