"""Words and rows of the check by overseers."""
from __future__ import annotations

from collections.abc import Iterable

from flask import Flask

from app.domain.errors import DomainError
from app.i18n.formats import format_datetime
from app.i18n.messages import sentences
from app.models import Registrant


def rows_of_taken_out(people: list[Registrant]) -> list[list[object]]:
    """Whom the organizers took out of the pool, by number: names are not needed to judge a reason."""
    return [[one.number, format_datetime(one.excluded_at), one.excluded_reason or "–"] for one in people]


def refusals(errors: Iterable[DomainError]) -> list[str]:
    """Every reason against a step, in the reader's language."""
    return [text for error in errors for text in sentences(error)]


def init_app(app: Flask) -> None:
    app.add_template_global(rows_of_taken_out)
    app.add_template_global(refusals)
