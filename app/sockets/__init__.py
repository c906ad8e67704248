"""The live room: handlers check, call the same services as the views, and acknowledge."""
from __future__ import annotations

from flask import Flask
from gevent import monkey

from app.config import Settings
from app.extensions import socketio
from app.sockets import broadcast, doors, rooms
from app.transaction import on_announce

# Importing them registers their handlers; tests/rules holds each to its mark.
HANDLER_MODULES = (doors, rooms)


def init_app(app: Flask, settings: Settings) -> None:
    """Open the socket endpoint for exactly our own origin."""
    socketio.init_app(
        app, async_mode=_async_mode(), async_handlers=False, cors_allowed_origins=[settings.origin],
        message_queue=settings.redis_url or None, ping_interval=25, ping_timeout=60, max_http_buffer_size=64_000,
        manage_session=False)
    on_announce(broadcast.deliver)


def _async_mode() -> str:
    """gevent in the server; plain threads in tests and on the command line."""
    return "gevent" if monkey.is_module_patched("socket") else "threading"
