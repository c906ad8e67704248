"""Answers of open data: alike for everybody, readable by scripts of any site, kept by any cache."""
from __future__ import annotations

import hashlib
import json
from datetime import datetime

from flask import Blueprint, Response, request
from werkzeug.http import dump_options_header

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
KEPT_FOR = 60  # seconds that a cache may answer without asking; then the entity tag says whether anything changed


def answer(body: bytes, media_type: str, *, name: str = "", changed_at: datetime | None = None) -> Response:
    """A body with its fingerprint; who has it already is told so. `name`: to be saved under."""
    response = Response(body, content_type=media_type)
    if name:
        response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    if changed_at is not None:
        response.last_modified = changed_at
    response.make_conditional(request)
    return response


def json_answer(value: object, *, media_type: str = "application/json", name: str = "",
                changed_at: datetime | None = None) -> Response:
    return answer((json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode(), media_type, name=name,
                  changed_at=changed_at)


def _open(response: Response) -> Response:
    """Scripts of other sites may read what is open data, and nothing else of this one."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Allow-Methods"] = "GET, HEAD"
    headers["Access-Control-Allow-Headers"] = "Accept-Language, If-None-Match, If-Modified-Since"
    headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers.setdefault("Cache-Control", f"public, max-age={KEPT_FOR}, stale-while-revalidate={10 * KEPT_FOR}")
    headers.setdefault("Link", f'<{LICENCE}>; rel="license"')
    return response


def open_to_scripts(blueprint: Blueprint) -> Blueprint:
    blueprint.after_request(_open)
    return blueprint
