"""Calendar files (RFC 5545). Times are in UTC: calendars that do not know of Kazakhstan's one time zone cannot err."""
from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from app.domain.languages import show
from app.models import CalendarEvent, Jury


def calendar_file(jury: Jury, events: Sequence[CalendarEvent], language: str, *, base_url: str, address: str,
                  is_cancel: bool = False) -> bytes:
    """The events in one file. `address`: the page that an event points to. `is_cancel`: take them out of calendars."""
    host = urlsplit(base_url).hostname or "localhost"
    calendar = Calendar()
    calendar.add("prodid", "-//Alqa//Citizens’ jury//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if is_cancel else "PUBLISH")
    calendar.add("x-wr-calname", show(jury.title, language).text)
    calendar.add("x-wr-timezone", jury.time_zone)
    for event in events:
        calendar.add_component(_event(jury, event, language, host, address))
    return bytes(calendar.to_ical())


def _event(jury: Jury, told: CalendarEvent, language: str, host: str, address: str) -> Event:
    event = Event()
    event.add("uid", f"{told.uid}@{host}")
    event.add("sequence", told.sequence)
    event.add("dtstamp", told.changed_at)
    event.add("last-modified", told.changed_at)
    event.add("dtstart", told.starts_at)
    event.add("dtend", told.ends_at)
    event.add("summary", f"{show(told.title, language).text} · {show(jury.title, language).text}")
    event.add("location", show(told.place, language).text)
    event.add("url", address)
    event.add("status", "CANCELLED" if told.cancelled_at is not None else "CONFIRMED")
    return event
