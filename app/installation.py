"""What belongs to this installation: its settings and its vault, for the entry points to hand to services."""
from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, current_app, url_for

from app.config import Settings, UnsafeSettings
from app.domain.holiday_calendars import SHIPPED, CalendarIsWrong, HolidayCalendar, read_calendar
from app.domain.working_days import use_calendar
from app.services.vault import Vault


def install(app: Flask, settings: Settings) -> None:
    app.extensions["alqa.settings"] = settings
    app.extensions["alqa.vault"] = Vault(settings.secret_key)
    use_calendar(_calendar(settings))


def _calendar(settings: Settings) -> HolidayCalendar:
    """The days off by which deadlines are counted: a file of this installation, or Kazakhstan's."""
    try:
        return read_calendar(Path(settings.holidays) if settings.holidays else SHIPPED)
    except CalendarIsWrong as error:
        raise UnsafeSettings(f"Alqa does not start:\n- ALQA_HOLIDAYS is no calendar of days off: {error}.") from error


def current_settings() -> Settings:
    settings: Settings = current_app.extensions["alqa.settings"]
    return settings


def current_vault() -> Vault:
    vault: Vault = current_app.extensions["alqa.vault"]
    return vault


def utc_now() -> datetime:
    """The clock of the entry points; services are told the time."""
    return datetime.now(UTC)


def public_url(endpoint: str, **values: object) -> str:
    """The full address of a page as the public reaches it, also outside a request (letters, command line)."""
    base = current_settings().base_url
    with current_app.test_request_context(base_url=base):
        return base + url_for(endpoint, **values)  # type: ignore[arg-type]  # Flask's own values are untyped
