"""What is new, for feed readers and calendars: of all juries, and of one."""
from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext

from app.domain.languages import show
from app.domain.news import NewsKind
from app.extensions import db
from app.fragments.news import news_text, news_title
from app.i18n import current_language
from app.i18n.calendar_files import calendar_file
from app.installation import current_settings, utc_now
from app.models import Jury
from app.services import calendars
from app.services.discovery.news import News, news
from app.web.access import alike, jury
from app.web.discovery.atom import MEDIA_TYPE, Entry, Feed, feed_xml
from app.web.discovery.places import absolute, place_of_news

blueprint = Blueprint("feeds", __name__)
FRESH_FOR = 300  # seconds
BEGAN_AT = datetime(2026, 1, 1, tzinfo=UTC)


@blueprint.get("/feed.atom")
@alike
def all_juries() -> Response:
    entries = news(db.session(), now=utc_now())
    return _answer(Feed(
        name="all", title=gettext("Citizens’ juries"), language=current_language(), host=current_settings().host,
        subtitle=gettext("Verdicts, replies and draws of all citizens’ juries"),
        address=absolute(url_for("jury_lists.index")), own_address=absolute(url_for("feeds.all_juries")),
        began_at=BEGAN_AT, entries=[_entry(entry) for entry in entries]))


@blueprint.get("/juries/<slug>/feed.atom")
@alike
def of_jury(slug: str) -> Response:
    entries = news(db.session(), now=utc_now(), jury=jury())
    return _answer(Feed(
        name=slug, title=show(jury().title, current_language()).text, language=current_language(),
        host=current_settings().host, subtitle=gettext("News of this citizens’ jury"),
        address=absolute(url_for("juries.show", slug=slug)), own_address=absolute(url_for("feeds.of_jury", slug=slug)),
        began_at=jury().created_at, entries=[_entry(entry) for entry in entries]))


@blueprint.get("/juries/<slug>/sessions.ics")
@alike
def sessions(slug: str) -> Response:
    """The public sessions, for calendars that come back for changes by themselves."""
    events = [event for event in calendars.events_of(db.session(), jury(), now=utc_now()) if event.is_public]
    address = absolute(url_for("calendars.show", slug=slug))
    body = calendar_file(jury(), events, current_language(), base_url=current_settings().base_url, address=address)
    return _kept(Response(body, mimetype=calendars.MEDIA_TYPE,
                          headers={"Content-Disposition": f'inline; filename="{slug}.ics"'}))


def _entry(entry: News) -> Entry:
    language = current_language()
    return Entry(
        name=f"{entry.jury.slug}/{entry.key}", title=news_title(entry, language), text=news_text(entry, language),
        address=absolute(place_of_news(entry)), at=entry.at, author=_author(entry.jury, entry.kind, language),
        category=entry.kind.value, sha256=entry.facts.get("sha256", ""), data_address=_data(entry))


def _author(of: Jury, kind: NewsKind, language: str) -> str:
    """Replies and reports are the authority's words; everything else is the jury's."""
    is_theirs = kind in (NewsKind.REPLY, NewsKind.MILESTONE)
    return show(of.commissioner_name if is_theirs else of.title, language).text or of.slug


def _data(entry: News) -> str:
    if entry.kind is not NewsKind.VERDICT:
        return ""
    return absolute(url_for("verdicts.data", slug=entry.jury.slug, version=entry.facts["version"]))


def _answer(feed: Feed) -> Response:
    return _kept(Response(feed_xml(feed), content_type=f"{MEDIA_TYPE}; charset=utf-8"))


def _kept(answer: Response) -> Response:
    """The same bytes have the same tag, so whoever has them gets two lines."""
    answer.cache_control.public, answer.cache_control.max_age = True, FRESH_FOR
    answer.add_etag()
    answer.make_conditional(request)
    return answer
