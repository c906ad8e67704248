"""Headers of every answer: what the browser may load, remember and pass on."""
from __future__ import annotations

from flask import Flask, request
from flask.wrappers import Response
from flask_login import current_user

from app.installation import current_settings


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
    return response
