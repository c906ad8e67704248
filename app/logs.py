"""Logs as JSON lines that carry ids, never personal data."""
from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

# What a line may carry besides its event. A name that is not here and does not end in `_id` is left out,
# so that nobody's address gets into a log by a careless `extra=`.
FIELDS = frozenset({
    "attempt", "bytes", "code", "command", "count", "endpoint", "job", "kind", "method", "ms", "phase",
    "reason", "role", "route", "seconds", "seq", "stage", "status", "target", "version",
})
# Where the server looks for what the application knows of a request. A dict inside the environ, because
# what comes between the two copies the environ.
NOTES = "alqa.notes"
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_ROOT = Path(__file__).resolve().parents[1]
_PRIVATE = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"               # an address
    r"|\+?\d[\d\s()-]{8,}\d"                   # a telephone or identity number
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"             # where somebody connects from
    r"|(?<![\w/.])[A-Za-z0-9_-]{24,}(?![\w/.])"   # a token
    r"|\?\S+"                                  # a query
)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, event, allowed fields, and where an error happened."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; of an error its types and places, not its words, which may quote a person."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _PRIVATE.sub("…", record.getMessage()),
            "pid": record.process,
        }
        line |= _fields(record)
        if record.exc_info and record.exc_info[1]:
            line["error"] = describe_error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    allowed = {name: _clean(value) for name, value in extra.items() if name in FIELDS or name.endswith("_id")}
    dropped = sorted(extra.keys() - allowed.keys())
    return allowed | {"left_out": dropped} if dropped else allowed


def _clean(value: object) -> object:
    return _PRIVATE.sub("…", value) if isinstance(value, str) else value


def describe_error(error: BaseException) -> list[str]:
    """Name the error, what caused it, and where in our own code; never its text."""
    lines: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(lines) < 60:
        lines.append(type(seen).__qualname__)
        lines += [f"  {_place(frame)}" for frame in traceback.extract_tb(seen.__traceback__)[-15:]]
        seen = seen.__cause__ or seen.__context__
    return lines


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    short = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(*path.parts[-2:])
    return f"{short}:{frame.lineno} {frame.name}"


def configure(level: str = "INFO") -> None:
    """Send every log of this process to standard output as JSON lines."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in ("engineio.server", "socketio.server"):
        # With a level of its own it adds no handler, which would print whole tracebacks beside our lines.
        logging.getLogger(name).setLevel(logging.ERROR)


def init_app(app: Flask) -> None:
    """Let the server's log know the rule of each URL, and keep Flask from logging the URL itself."""
    from flask import request

    def note_route() -> None:
        rule = request.url_rule
        request.environ.get(NOTES, {})["route"] = rule.rule if rule else "-"

    def log_exception(_app: Flask, exc_info: Any) -> None:
        fields = {"method": request.method, "route": request.url_rule.rule if request.url_rule else "-"}
        logging.getLogger("app.web").error("request_failed", exc_info=exc_info, extra=fields)

    # First of all, so that a refused request has its rule too.
    app.before_request_funcs.setdefault(None, []).insert(0, note_route)
    # Flask's own line names the URL, and a personal link carries its token there.
    app.log_exception = log_exception.__get__(app)  # type: ignore[method-assign]  # Flask has no other hook
