"""Refusals for machines: below /api/ and /data/ an error is a problem document (RFC 9457), in the reader's language."""
from __future__ import annotations

import json

from flask import Response, request
from werkzeug.exceptions import HTTPException

from app.domain.errors import DomainError
from app.i18n import current_language
from app.i18n.messages import sentence
from app.web.alike import begin

PLACES = ("/api/", "/data/")
MEDIA_TYPE = "application/problem+json"
CODES = {404: "page_not_found", 405: "method_is_not_allowed"}


def are_wanted() -> bool:
    return request.path.startswith(PLACES)


def answer(reasons: list[DomainError], status: int) -> Response:
    """The first reason gives the problem its type; the sentences of all stand in it."""
    begin()
    texts = [sentence(reason) for reason in reasons]
    body = {"type": f"urn:alqa:problem:{reasons[0].code}", "title": texts[0], "status": status,
            "detail": " ".join(texts), "code": reasons[0].code}
    response = Response(json.dumps(body, ensure_ascii=False), status, content_type=MEDIA_TYPE)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = current_language()
    response.vary.add("Accept-Language")
    return response


def of_http(error: HTTPException) -> Response:
    """What the router refuses; a wrong method is told which ones there are."""
    status = error.code or 500
    response = answer([DomainError(CODES.get(status, "request_not_understood"))], status)
    allowed = dict(error.get_headers()).get("Allow")
    if allowed:
        response.headers["Allow"] = allowed
    return response
