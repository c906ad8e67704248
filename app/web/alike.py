"""Answers that are the same for everybody: no session is read for them, no cookie set, and any cache may keep them."""
from __future__ import annotations

from typing import Any

from flask import Flask, g
from flask.sessions import SecureCookieSessionInterface
from flask.wrappers import Response


def is_alike() -> bool:
    """Whether the answer of this request does not depend on who asks."""
    return bool(g.get("is_alike", False))


def begin() -> None:
    """From here on this request has no session, whatever cookie came with it."""
    g.is_alike = True


class _Sessions(SecureCookieSessionInterface):
    """Extensions look into the session on every answer; without this each would vary by cookie."""

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if not is_alike():
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = _Sessions()
