"""Headers of every answer: what the browser may load, remember and pass on."""
from __future__ import annotations

from flask import Flask, request, session
from flask.wrappers import Response
from flask_login import current_user

from app.installation import current_settings
from app.web.alike import is_alike

# What can be read without a connection: the room and what is laid on its table. Never a ballot or an account.
KEPT_OFFLINE = {"rooms.show", "agenda.show", "questions.index", "documents.index", "document_texts.show",
                "offline_packs.download"}
OUTSIDE = {"home.index", "sign_in.sign_in"}


def _policy() -> str:
    settings = current_settings()
    sockets = settings.origin.replace("http", "ws", 1)
    return "; ".join((
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        f"connect-src 'self' {sockets}", "manifest-src 'self'", "worker-src 'self'", "form-action 'self'",
        "frame-ancestors 'none'", "base-uri 'none'"))


def init_app(app: Flask) -> None:
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
    if current_settings().is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint and "Cache-Control" not in headers and current_user.is_authenticated:
        headers["Cache-Control"] = "no-store"
    if not is_alike():
        _mark_for_the_worker(response)
    return response


def _mark_for_the_worker(response: Response) -> None:
    """Tell the script on the phone (static/sw.js) whose copy it may keep, and when nothing may stay.

    A session that has ended elsewhere is told at the door; then the browser drops everything as well.
    """
    if current_user.is_authenticated:
        if request.endpoint in KEPT_OFFLINE and response.status_code == 200:
            response.headers["X-Offline"] = str(current_user.sign_in.id)
    elif request.endpoint in OUTSIDE and response.status_code == 200:
        response.headers["X-Offline"] = "none"
        if session.pop("_user_id", None):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
