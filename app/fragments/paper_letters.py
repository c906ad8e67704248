"""Letters on paper: two languages side by side, an address in the window, a code and a square to scan."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import segno
from flask import current_app, g, render_template
from flask_babel import gettext
from jinja2.environment import TemplateModule

from app.domain.letters import LetterKind
from app.i18n.formats import format_date
from app.i18n.speaking import speaking
from app.models import Charge, Jury, LetterPlan
from app.services.recruitment.addresses import ListedAddress, lines_of

LONG, LONGEST = 960, 1180  # characters of one side that fit on the page in the usual and in the small type


@dataclass(frozen=True)
class LetterSetting:
    """What all letters of a wave share."""

    jury: Jury
    charge: Charge | None
    plan: LetterPlan
    kind: LetterKind
    addresses: int  # among which the lot decided
    base_url: str
    day: datetime


@dataclass(frozen=True)
class Side:
    """One language of the letter, without what differs from address to address."""

    language: str
    kicker: str
    authority: str
    register_by: str
    how: str
    url: str
    help: str
    text: TemplateModule  # rendered and escaped
    foot: TemplateModule


def registration_url(base_url: str, language: str, slug: str, code: str = "") -> str:
    """Where the square leads; opening it uses nothing up."""
    return f"{base_url}/{language}/juries/{slug}/register" + (f"?code={code.replace(' ', '')}" if code else "")


def sides_of(setting: LetterSetting) -> list[Side]:
    """The words in both languages, put together once for a wave."""
    with current_app.test_request_context(base_url=setting.base_url):
        g.jury = setting.jury  # the clock of a letter is that of the jury's place
        return [_side(setting, language)
                for language in (setting.plan.first_language, setting.plan.second_language)]


def _side(setting: LetterSetting, language: str) -> Side:
    jury, plan, is_reminder = setting.jury, setting.plan, setting.kind is LetterKind.REMINDER
    with speaking(language):
        known = {"jury": jury, "plan": plan, "charge": setting.charge, "language": language, "is_reminder": is_reminder,
                 "addresses": setting.addresses, "contact": ", ".join(filter(None, [plan.phone, plan.email])),
                 "proof_url": f"{setting.base_url}/{language}/juries/{jury.slug}/letter-draws"}
        return Side(
            language, gettext("Reminder") if is_reminder else gettext("Invitation to a citizens’ jury"),
            jury.commissioner_name.get(language) or next(iter(jury.commissioner_name.values()), ""),
            gettext("Register by this day: %(day)s", day=format_date(plan.answer_by)) if plan.answer_by
            else gettext("Register"),
            gettext("Scan the square with a telephone, or open this page and type the code:"),
            registration_url(setting.base_url, language, jury.slug).split("://", 1)[-1],
            gettext("No internet, or a question? Call us: %(phone)s", phone=plan.phone) if plan.phone
            else gettext("Questions? Write to us: %(email)s", email=plan.email),
            current_app.jinja_env.get_template("paper_letters/_text.html").make_module(known),
            current_app.jinja_env.get_template("paper_letters/_foot.html").make_module(known))


def render_letters(setting: LetterSetting, sides: list[Side], listed: list[ListedAddress]) -> str:
    """The HTML of one part of a wave."""
    with current_app.test_request_context(base_url=setting.base_url):
        g.jury = setting.jury
        with speaking(sides[0].language):
            return render_template(
                "paper_letters/wave.html", sides=sides, title=sides[0].kicker, window=setting.plan.window,
                density=_density(sides),
                sender=" · ".join(setting.plan.sender.split("\n")), date_line=_date_line(setting, sides),
                letters=[_letter(setting, sides, entry) for entry in listed])


def _density(sides: list[Side]) -> str:
    """Smaller type for long words: a letter is one page, whatever the question."""
    length = max(len(side.text.__html__().striptags()) for side in sides)
    return "letter-longest" if length > LONGEST else "letter-long" if length > LONG else ""


def _date_line(setting: LetterSetting, sides: list[Side]) -> str:
    dates = []
    for side in sides:
        with speaking(side.language):
            dates.append(format_date(setting.day))
    return " · ".join(dates)


def _letter(setting: LetterSetting, sides: list[Side], entry: ListedAddress) -> dict[str, object]:
    urls = [registration_url(setting.base_url, side.language, setting.jury.slug, entry.code) for side in sides]
    squares = [segno.make_qr(url, error="m", boost_error=False) for url in urls]
    recipient = entry.contact.get("recipient") or _to_whom(sides)
    return {"lines": [recipient, *lines_of(entry.contact)], "number": entry.address.number, "code": entry.code,
            "size": squares[0].symbol_size(border=0)[0], "paths": [_path(square) for square in squares]}


def _to_whom(sides: list[Side]) -> str:
    words = []
    for side in sides:
        with speaking(side.language):
            words.append(gettext("To the residents"))
    return " · ".join(words)


def _path(square: segno.QRCode) -> str:
    """The dark runs of every row as one line each."""
    parts = []
    for y, row in enumerate(square.matrix):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                parts.append(f"M{start} {y}.5h{x - start}")
            x += 1
    return "".join(parts)
