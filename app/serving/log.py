"""Gunicorn's own messages in the form of ours."""
from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from app.logs import JsonLines


class ServerLog(Logger):
    """Writes what gunicorn says of itself as JSON lines."""

    def setup(self, cfg: Any) -> None:
        """Set gunicorn's handlers up, then give them our format."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())
