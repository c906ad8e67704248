"""Letters: from a template in templates/letters/ to a subject and a text in the reader's language."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g, render_template, url_for
from flask_babel import lazy_gettext as _l

from app.i18n.speaking import speaking
from app.models import Jury

TITLES = {
    "ticket": _l("Ticket and chance"),
    "seat_invitation": _l("Invitation to take a seat"),
    "juror_link": _l("Personal link of a juror"),
    "juror_code": _l("Code of a juror"),
    "role_invitation": _l("Invitation to a role"),
}


def letter_title(template: str) -> str:
    """What kind of letter it is, for the outbox."""
    return str(TITLES.get(template, _l("Message")))


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str


def render_letter(template: str, language: str, jury: Jury, values: dict[str, Any], *, base_url: str) -> Letter:
    """Put a letter into words. The template's first line is the subject, the text begins after a blank line.

    A template knows `jury`, its `values` (moments, written as ISO text, come back as moments) and
    `link(endpoint, …)`, a whole address in the letter's language.
    """
    with current_app.test_request_context(base_url=base_url), speaking(language):
        g.jury = jury  # the clock of a letter is that of the jury's place

        def link(endpoint: str, **arguments: Any) -> str:
            return base_url + url_for(endpoint, language=language, **arguments)

        text = render_template(f"letters/{template}.txt", jury=jury, link=link, language=language, **_revive(values))
    subject, _, body = text.strip().partition("\n")
    return Letter(subject.strip(), body.strip() + "\n")


def _revive(values: dict[str, Any]) -> dict[str, Any]:
    return {name: datetime.fromisoformat(value) if name.endswith("_at") and isinstance(value, str) else value
            for name, value in values.items()}
