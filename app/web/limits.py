"""What no request may hold: numbers beyond every column, and the letter NUL, which PostgreSQL cannot keep."""
from __future__ import annotations

from itertools import chain

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map, ValidationError

MOST = 2**31 - 1  # the largest number of a column
LONGEST = 10  # its digits


class ColumnNumber(IntegerConverter):
    """`<int:…>` in an address: a larger one names nothing, so there is no such page."""

    def __init__(self, map: Map, max: int = MOST) -> None:  # noqa: A002 the names of the library
        super().__init__(map, max=max)

    def to_python(self, value: str) -> int:
        """Python itself refuses to read thousands of digits."""
        if len(value) > LONGEST:
            raise ValidationError
        return int(super().to_python(value))


def init_app(app: Flask) -> None:
    """Before any rule is added."""
    app.url_map.converters["int"] = ColumnNumber
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    words = chain([request.path], request.args.values(), request.form.values())
    if any("\0" in word for word in words):
        abort(400)


def number_in(raw: str | None) -> int | None:
    """A number as a hidden field or a query carries it; None for everything that is none, or too large."""
    if raw is None or not raw.isascii() or not raw.isdecimal() or len(raw) > LONGEST or int(raw) > MOST:
        return None
    return int(raw)
