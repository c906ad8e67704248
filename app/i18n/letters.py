"""Letters: from a template in templates/letters/ to a subject and a text in the reader's language."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, g, render_template, url_for
from flask_babel import lazy_gettext as _l

from app.domain.languages import show
from app.domain.message_kinds import EMAIL, LETTER, SHORT_TEMPLATES, SMS
from app.i18n.formats import format_date
from app.i18n.speaking import speaking
from app.models import Jury

TITLES = {
    "registration_receipt": _l("Receipt of a registration"),
    "registration_again": _l("Notice of a second registration"),
    "ticket": _l("Ticket and chance"),
    "seat_invitation": _l("Invitation to take a seat"),
    "seat_reminder": _l("Reminder to answer the invitation"),
    "reserve_notice": _l("Notice to a reserve"),
    "step_up_code": _l("Code for one confirmation"),
    "juror_link": _l("Personal link of a juror"),
    "juror_code": _l("Code of a juror"),
    "role_invitation": _l("Invitation to a role"),
    "digest": _l("News of the day"),
    "session_calendar": _l("Sessions for the calendar"),
    "session_reminder": _l("Reminder of a session"),
    "step_due": _l("Reminder of a step that is due"),
    "list_to_approve": _l("A list waits for approval"),
    "something_waits": _l("Something waits for an answer"),
    "verdict_to_sign_off": _l("The text of the verdict waits for your word"),
    "follow_confirm": _l("Confirmation of a subscription"),
    "follow_news": _l("News for somebody who follows"),
    "objection_raised": _l("An overseer objects"),
    "objection_answered": _l("An objection was answered"),
    "reply_due": _l("Reminder of the reply"),
    "milestone_due": _l("Reminder of a milestone"),
    "reply_to_rate": _l("A reply to rate"),
    "public_waits": _l("Something from the public waits"),
    "submission_answered": _l("Answer to somebody from the public"),
}


CHANNEL_NAMES = {EMAIL: _l("E-mail"), SMS: _l("Text message"), LETTER: _l("Letter on paper")}


def channel_name(channel: str) -> str:
    """The way a message goes."""
    return str(CHANNEL_NAMES[channel])


def letter_title(template: str) -> str:
    """What kind of letter it is, for the outbox."""
    return str(TITLES.get(template, _l("Message")))


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str


def render_letter(template: str, language: str, jury: Jury | None, values: dict[str, Any], *, base_url: str) -> Letter:
    """Put a letter into words. The template's first line is the subject, the text begins after a blank line.

    A template knows `jury`, its `values` (moments, written as ISO text, come back as moments) and
    `link(endpoint, …)`, a whole address in the letter's language.
    """
    text = _render(f"letters/{template}.txt", language, jury, values, base_url, lambda path: base_url + path)
    subject, _, body = text.partition("\n")
    return Letter(subject.strip(), body.strip() + "\n")


def render_short(template: str, language: str, jury: Jury, values: dict[str, Any], *, base_url: str,
                 shorten: Callable[[str], str]) -> str:
    """The form of a letter for a phone, or its subject when it has none; links are short. In one line.

    `shorten` makes a code of a path of this site.
    """
    name = f"letters/{template}.sms.txt" if template in SHORT_TEMPLATES else f"letters/{template}.txt"

    def address(path: str) -> str:
        return base_url + url_for("short_links.follow", language=language, code=shorten(path))

    if template in SHORT_TEMPLATES:
        return " ".join(_render(name, language, jury, values, base_url, address).split())
    paths: list[str] = []

    def note(path: str) -> str:
        paths.append(path)
        return path

    text = _render(name, language, jury, values, base_url, note)
    with current_app.test_request_context(base_url=base_url):
        return " ".join([text.partition("\n")[0].strip(), *(address(path) for path in paths[:1])])


def _render(name: str, language: str, jury: Jury | None, values: dict[str, Any], base_url: str,
            address: Callable[[str], str]) -> str:
    with current_app.test_request_context(base_url=base_url), speaking(language):
        g.jury = jury  # the clock of a letter is that of the jury's place

        def link(endpoint: str, **arguments: Any) -> str:
            return address(url_for(endpoint, language=language, **arguments))

        return render_template(name, jury=jury, link=link, language=language, **_revive(values)).strip()


def with_paragraph(letter: Letter, own: str, jury: Jury, language: str) -> Letter:
    """The letter with the organizer's own words before the signature, their placeholders filled."""
    with speaking(language):
        known = {"title": show(jury.title, language).text, "place": show(jury.place, language).text,
                 "authority": show(jury.commissioner_name, language).text,
                 "first_day": format_date(jury.starts_on) or "…"}
    for name, words in known.items():
        own = own.replace("{" + name + "}", words)
    before, _, signature = letter.body.rstrip().rpartition("\n\n")
    return Letter(letter.subject, f"{before}\n\n{own}\n\n{signature}\n")


def core_of(letter: Letter) -> str:
    """The body without greeting and signature, to stand among other news."""
    parts = letter.body.strip().split("\n\n")
    return "\n\n".join(parts[1:-1] if len(parts) > 2 else parts)


def _revive(values: dict[str, Any]) -> dict[str, Any]:
    """Moments come back as moments, also inside lists."""
    return {name: _revived(name, value) for name, value in values.items()}


def _revived(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_revive(each) if isinstance(each, dict) else each for each in value]
    return datetime.fromisoformat(value) if name.endswith("_at") and isinstance(value, str) else value
