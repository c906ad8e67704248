"""Faults put into words: every refusal becomes a page in the reader's language, never a bare code."""
from __future__ import annotations

import logging

from flask import Flask, Response, g, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.languages import DEFAULT_LANGUAGE
from app.extensions import db
from app.i18n.messages import sentence
from app.web import problems

Answer = tuple[str, int] | Response
log = logging.getLogger(__name__)
_STATUS: dict[type[Exception], int] = {NotFound: 404, Forbidden: 403, Conflict: 409}


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, _refusal)
    app.register_error_handler(CSRFError, lambda _error: _page([DomainError("form_has_expired")], 400))
    app.register_error_handler(RequestEntityTooLarge, lambda _error: _page([DomainError("file_is_too_large")], 413))
    app.register_error_handler(404, lambda _error: _page([DomainError("page_not_found")], 404))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _crash)


def _refusal(error: DomainError) -> Answer:
    db.session.rollback()
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
    if isinstance(error, Forbidden):
        log.warning("access_refused", extra={"code": error.code})
    return _page(list(error.reasons), status)


def _http(error: HTTPException) -> Answer | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if problems.are_wanted():
        return problems.of_http(error)
    return _page([DomainError("request_not_understood")], error.code)


def _crash(_error: Exception) -> Answer:
    db.session.rollback()
    return _page([DomainError("something_broke")], 500)


def _page(reasons: list[DomainError], status: int) -> Answer:
    g.setdefault("language", DEFAULT_LANGUAGE)
    if problems.are_wanted():
        return problems.answer(reasons, status)
    texts = [sentence(reason) for reason in reasons]
    return render_template("errors/refusal.html", reasons=texts, status=status), status
