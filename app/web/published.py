"""Published pages: made once for all readers of a language, and given out before Flask is asked at all.

A reader is somebody without a session. Whoever is signed in, saves data or adds something to the address of a
page gets it made for them, and nothing of that is kept.
"""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, g, request, session
from flask.wrappers import Response
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_cookie

from app.config import Settings
from app.domain.stages import Stage, has_reached
from app.extensions import db
from app.installation import utc_now
from app.logs import NOTES
from app.services.integrity import content_versions
from app.web.access import jury
from app.web.alike import is_alike
from app.web.context import SAVING
from app.web.page_shelf import Headers, Page, Shelf, make_page, wanted

# Endpoint → the parameters of its address that change what it says. All are public, of one jury, and the same for all.
PAGES: dict[str, tuple[str, ...]] = {
    "verdicts.show": (), "verdicts.data": ("version",), "verdict_papers.whole": ("version",),
    "verdict_papers.one_page": ("version",), "verdict_versions.index": (), "verdict_versions.show": ("since",),
    "verdict_checks.show": (), "verdict_checks.package": (), "verdict_checks.saved_page": (),
    "public_traces.index": ("version",), "public_traces.item": ("version",), "public_traces.node": ("version",),
    "process_reports.show": (), "process_reports.paper": (), "reply_letters.paper": (),
    "tracker.index": (), "tracker.show": (), "juries.record": (), "draw_proofs.show": (), "feeds.of_jury": (),
    "data_files.csv_file": (), "data_files.json_file": (), "data_files.archive": (),
}
# Before the verdict these also tell what nobody decided in public: what jurors ask, read and say.
ONLY_AFTERWARDS = {"feeds.of_jury", "data_files.csv_file", "data_files.json_file", "data_files.archive"}
PARAMETERS = {name for names in PAGES.values() for name in names}
CACHED = "public, max-age=60, stale-while-revalidate=60"
_OWN = {"content-length", "etag", "vary", "set-cookie", "x-offline", "date", "content-encoding"}
SESSIONS = {"alqa", "__Host-alqa", "remember_token", SAVING}  # cookies that make a page another one
Start = Callable[..., Any]


def shelf_key(environ: dict[str, Any], settings: Settings) -> str | None:
    """The key of the page that a reader asks for; None for everybody and everything else."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or environ.get("HTTP_SAVE_DATA", "").lower() == "on":
        return None
    # What a page says of its own address follows the base; another host is answered, but leaves nothing behind.
    if environ.get("HTTP_HOST") != urlsplit(settings.base_url).netloc or _has_session(environ.get("HTTP_COOKIE", "")):
        return None
    query = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    known = sorted((name, value) for name, value in query if name in PARAMETERS)
    return f"{environ.get('PATH_INFO', '')}?{urlencode(known)}"


def _has_session(cookies: str) -> bool:
    """Read as Flask reads them, so that both see the same."""
    return bool(cookies) and not SESSIONS.isdisjoint(parse_cookie(cookies))


class Published:
    """Stands before Flask: answers readers from the shelf, and lets everything else through."""

    def __init__(self, app: Flask, settings: Settings, shelf: Shelf) -> None:
        self._app, self._settings, self.shelf = app, settings, shelf
        self._live = app.wsgi_app
        self._engine: Any = None

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        key = shelf_key(environ, self._settings)
        page = self._find(key) if key else None
        if page is None:
            return self._live(environ, start_response)
        environ.get(NOTES, {})["route"] = "published"
        status, headers, body = answer(page, environ)
        start_response(status, headers)
        return [body]

    def _find(self, key: str) -> Page | None:
        """The page, if it is of the present content. Another worker may have made the newer one."""
        page = self.shelf.find(key)
        if page is None:
            return None
        try:
            version = self.version(page.scope)
        except SQLAlchemyError:
            return None  # without the database nobody knows whether this is still the page; Flask says so in words
        if page.version == version:
            return page
        page = self.shelf.find(key, beside=page.version)
        return page if page is not None and page.version == version else None

    def version(self, slug: str) -> str | None:
        if self._engine is None:
            with self._app.app_context():
                self._engine = db.engine
        with self._engine.connect() as connection:
            return content_versions.of_jury(connection, slug, now=utc_now())

    def note_version(self) -> None:
        """Before the page is made: if the content changes meanwhile, the page counts as one of the older content."""
        g.shelf_version = None
        key = shelf_key(request.environ, self._settings)
        if key and _may_be_kept(request.endpoint or "", set(request.args)):
            g.shelf_key, g.shelf_version = key, self.version((request.view_args or {})["slug"])

    def keep(self, response: Response) -> Response:
        """Keep what every reader would get, and give it out as the shelf will."""
        if g.get("shelf_version") is None or not _is_the_same_for_all(response):
            return response
        headers = [(name, value) for name, value in response.headers.items() if name.lower() not in _OWN]
        if not any(name.lower() == "cache-control" for name, _ in headers):
            headers.append(("Cache-Control", CACHED))
        headers.append(("Vary", "Accept-Encoding" if is_alike() else "Accept-Encoding, Cookie, Save-Data"))
        page = make_page((request.view_args or {})["slug"], g.shelf_version, headers, response.get_data())
        self.shelf.keep(g.shelf_key, page)
        status, headers, body = answer(page, request.environ)
        return Response(body, status=status, headers=headers)


def answer(page: Page, environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    """What this reader gets: the best encoding, or word that nothing has changed."""
    encoding = next(name for name in wanted(environ.get("HTTP_ACCEPT_ENCODING", "")) if name in page.bodies)
    headers = [*page.headers, ("ETag", page.etag(encoding))]
    known = {tag.strip().removeprefix("W/") for tag in environ.get("HTTP_IF_NONE_MATCH", "").split(",")}
    if known & {"*", *map(page.etag, page.bodies)}:
        return "304 Not Modified", [pair for pair in headers if pair[0].lower() != "content-type"], b""
    body = page.bodies[encoding]
    headers += [("Content-Length", str(len(body)))] + ([("Content-Encoding", encoding)] if encoding else [])
    return "200 OK", headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body


def init_app(app: Flask, settings: Settings) -> None:
    """After compression was set up, so that what is kept is not packed yet."""
    if not settings.keep_pages:
        return
    published = Published(app, settings, Shelf(settings.data_dir / "pages", _build(settings)))
    app.extensions["alqa.published"] = published
    app.wsgi_app = published  # type: ignore[method-assign]  # the documented way to put something before Flask
    app.before_request(published.note_version)
    app.after_request(published.keep)


def _may_be_kept(endpoint: str, parameters: set[str]) -> bool:
    if endpoint not in PAGES or not parameters <= set(PAGES[endpoint]):
        return False
    return endpoint not in ONLY_AFTERWARDS or has_reached(jury().stage, Stage.PUBLISHED)


def _is_the_same_for_all(response: Response) -> bool:
    is_whole = response.status_code == 200 and not response.is_streamed and not response.direct_passthrough
    return is_whole and request.method == "GET" and not current_user.is_authenticated and not session


def _build(settings: Settings) -> str:
    """Changes with every file that has a say in a page, and with the address of the installation."""
    root = Path(__file__).resolve().parents[2]
    files = [path for folder in ("app", "templates", "sortition") for path in (root / folder).rglob("*")
             if path.suffix in {".py", ".html", ".css", ".js", ".mo", ".svg", ".json"}]
    stats = [f"{path}{path.stat().st_size}{path.stat().st_mtime_ns}" for path in sorted(files)]
    return hashlib.sha256("\n".join([settings.base_url, *stats]).encode()).hexdigest()
