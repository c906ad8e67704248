"""Where a hit of the search and a piece of news lead to."""
from __future__ import annotations

from flask import Flask, render_template, url_for

from app.domain.languages import show
from app.domain.news import NewsKind
from app.i18n import current_language
from app.installation import current_settings
from app.models import Jury
from app.services.discovery.news import News
from app.services.discovery.search import Hit

WIDTH, HEIGHT = 480, 440  # of the card


def place_of_hit(hit: Hit) -> str:
    """The page on which a hit stands, at the place where it stands."""
    slug = hit.jury.slug
    if hit.kind == "jury":
        return url_for("juries.show", slug=slug)
    where, _, key = hit.key.partition("/")
    if hit.kind == "document" and where == "trace":
        return url_for("public_traces.node", slug=slug, kind="documents", key=key)
    if hit.kind == "verdict":
        return url_for("verdicts.show", slug=slug)
    return url_for("verdicts.show", slug=slug, _anchor=where.partition(".")[0])


def place_of_news(entry: News) -> str:
    """The page that tells more."""
    slug, number = entry.jury.slug, entry.facts.get("number")
    if entry.kind is NewsKind.SESSION:
        return url_for("calendars.show", slug=slug)
    if entry.kind is NewsKind.DRAW:
        return url_for("draws.show", slug=slug, number=number)
    if entry.kind in (NewsKind.VERDICT, NewsKind.OVERDUE):
        return url_for("verdicts.show", slug=slug)
    if entry.kind in (NewsKind.MILESTONE, NewsKind.LATE_MILESTONE):
        return url_for("tracker.show", slug=slug, number=number)
    return url_for("verdicts.show", slug=slug, _anchor=f"recommendation-{number}")


def absolute(path: str) -> str:
    """The whole address of a page as the public reaches it."""
    return current_settings().base_url + path


def code_of_frame(jury: Jury) -> str:
    """What somebody copies into a page of another site to show the jury's card there."""
    address = absolute(url_for("embeds.card", slug=jury.slug))
    title = show(jury.title, current_language()).text
    return render_template("discovery/frame.html", address=address, title=title, width=WIDTH, height=HEIGHT).strip()


def init_app(app: Flask) -> None:
    app.add_template_global(place_of_hit)
    app.add_template_global(absolute)
    app.add_template_global(code_of_frame)
