"""What every template knows without being told."""
from __future__ import annotations

from flask import Flask, current_app, g, has_request_context, request

from app.assets import template_globals
from app.domain.languages import DEFAULT_LANGUAGE, LANGUAGES, OWN_NAMES, Shown, show
from app.installation import utc_now
from app.web.access import current_person
from app.web.languages import here

SAVING = "saving"  # the cookie of low-data mode, for browsers that do not say it themselves


def _asset_url(name: str) -> str:
    """The address of a built asset; its name carries a hash of its content."""
    return str(current_app.extensions["alqa.assets"].url(name))


def _asset_weight(*names: str) -> int:
    """Kilobytes on the wire of these files with the fonts they name, for the line in the footer."""
    return int(current_app.extensions["alqa.assets"].weight(*names))


def in_language(texts: dict[str, str] | None) -> Shown:
    """A text of the content in the language of the page, or the next one, marked."""
    return show(texts, g.get("language", DEFAULT_LANGUAGE))


def _values() -> dict[str, object]:
    return {
        "language": g.get("language", DEFAULT_LANGUAGE),
        "languages": [(code, OWN_NAMES[code]) for code in LANGUAGES],
        "here": here,
        "current_person": current_person(),
        "actor": g.get("actor"),
        "now": utc_now(),
        "save_data": has_request_context() and _saves_data(),
    }


def _saves_data() -> bool:
    return "on" in {request.headers.get("Save-Data", "").lower(), request.cookies.get(SAVING)}


def init_app(app: Flask) -> None:
    app.context_processor(_values)
    app.add_template_global(_asset_url, "asset_url")
    app.add_template_global(_asset_weight, "asset_weight")
    app.jinja_env.globals.update(template_globals())
    app.add_template_filter(in_language, "in_language")
    app.add_template_global(OWN_NAMES.get, "language_name")
