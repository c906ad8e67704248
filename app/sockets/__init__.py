"""The live room: handlers check, call the same services as the views, and acknowledge."""
from __future__ import annotations

from flask import Flask
from gevent import monkey
from socketio.manager import Manager
from socketio.redis_manager import RedisManager

from app.config import Settings
from app.extensions import socketio
from app.sockets import broadcast, direct, doors, drafting, rooms, whispers, wire
from app.transaction import on_announce

# Importing them registers their handlers; tests/rules holds each to its mark.
HANDLER_MODULES = (doors, rooms, drafting)


def init_app(app: Flask, settings: Settings) -> None:
    """Open the socket endpoint for exactly our own origin."""
    socketio.init_app(
        app, async_mode=_async_mode(), async_handlers=False, cors_allowed_origins=[settings.origin],
        client_manager=_manager(settings), ping_interval=25, ping_timeout=60, max_http_buffer_size=64_000,
        manage_session=False, json=wire)
    on_announce(broadcast.deliver)
    on_announce(whispers.deliver)
    on_announce(drafting.deliver)


def _manager(settings: Settings) -> Manager:
    """Who knows the members of a channel: alone or with other processes, by the library's way or directly."""
    if settings.redis_url:
        kind = direct.DirectRedisManager if settings.direct_broadcast else RedisManager
        return kind(settings.redis_url, channel="flask-socketio")
    return direct.DirectManager() if settings.direct_broadcast else Manager()


def _async_mode() -> str:
    """gevent in the server; plain threads in tests and on the command line."""
    return "gevent" if monkey.is_module_patched("socket") else "threading"
