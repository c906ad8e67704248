"""News in words: the title and the text of an entry in a feed."""
from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext

from app.domain.languages import show
from app.domain.milestones import ReportKind
from app.domain.news import NewsKind
from app.i18n import current_language
from app.i18n.formats import format_date, format_datetime, format_number
from app.i18n.labels import label
from app.services.discovery.news import News


def news_title(entry: News, language: str) -> str:
    """What happened, with the jury's name behind it."""
    return f"{_TITLES[entry.kind](entry)} · {show(entry.jury.title, language).text}"


def news_text(entry: News, language: str) -> str:
    """The same in a few more words; blank when the title says it all."""
    facts = entry.facts
    texts = {
        NewsKind.VERDICT: lambda: _lines(
            show(facts["answer"], language).text, facts["reason"], _print(facts["sha256"])),
        NewsKind.REPLY: lambda: _lines(show(facts["reasons"], language).text, _print(facts["sha256"])),
        NewsKind.MILESTONE: lambda: _lines(_promise(entry, language), show(facts["words"], language).text),
        NewsKind.LATE_MILESTONE: lambda: _promise(entry, language),
        NewsKind.SESSION: lambda: _lines(format_datetime(facts["starts_at"]), show(facts["place"], language).text),
        NewsKind.DRAW: lambda: _lines(gettext(
            "Panel %(panel)s of %(panels)s was drawn. Anybody can check it.", panel=format_number(facts["panel"] or 0),
            panels=format_number(facts["panels"])), _print(facts["sha256"])),
    }
    return texts[entry.kind]() if entry.kind in texts else ""


def _verdict(entry: News) -> str:
    if entry.facts["version"] == 1:
        return gettext("The verdict is published")
    return gettext("Version %(version)s of the verdict is published", version=entry.facts["version"])


def _reply(entry: News) -> str:
    return gettext("The authority answered recommendation %(number)s: %(status)s", number=entry.facts["number"],
                   status=label(entry.facts["status"]))


def _overdue(entry: News) -> str:
    return gettext("The authority did not answer everything by %(day)s", day=format_date(entry.facts["due_on"]))


def _milestone(entry: News) -> str:
    number = entry.facts["number"]
    sentences = {
        ReportKind.DONE: gettext("A promise on recommendation %(number)s is reported as kept", number=number),
        ReportKind.DROPPED: gettext("A promise on recommendation %(number)s was given up", number=number),
        ReportKind.MOVED: gettext("A promise on recommendation %(number)s was put off", number=number),
        ReportKind.UNREPORTED: gettext("Nothing was reported on a promise on recommendation %(number)s", number=number),
    }
    usual = gettext("News of a promise on recommendation %(number)s", number=number)
    return sentences.get(entry.facts["kind"], usual)


def _late(entry: News) -> str:
    return gettext("A promise on recommendation %(number)s was due on %(day)s", number=entry.facts["number"],
                   day=format_date(entry.facts["due_on"]))


def _session(entry: News) -> str:
    title = show(entry.facts["title"], current_language()).text
    if entry.facts["is_cancelled"]:
        return gettext("A public session is cancelled: %(title)s", title=title)
    return gettext("Public session: %(title)s", title=title)


def _draw(_entry: News) -> str:
    return gettext("The jury was drawn by lot")


_TITLES: dict[NewsKind, Callable[[News], str]] = {
    NewsKind.VERDICT: _verdict, NewsKind.REPLY: _reply, NewsKind.OVERDUE: _overdue, NewsKind.MILESTONE: _milestone,
    NewsKind.LATE_MILESTONE: _late, NewsKind.SESSION: _session, NewsKind.DRAW: _draw,
}


def _promise(entry: News, language: str) -> str:
    words = show(entry.facts["milestone"], language).text
    months = entry.facts["months"]
    if words or not months:
        return words
    return gettext("Report %(months)s months after the reply", months=months)


def _print(sha256: str) -> str:
    return f"SHA-256: {sha256}" if sha256 else ""


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
