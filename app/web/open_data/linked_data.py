"""What search engines read on the pages of a jury and of its verdict: schema.org, as data inside the page."""
from __future__ import annotations

from flask import Flask, url_for

from app.domain.languages import LANGUAGES, show
from app.i18n import current_language
from app.i18n.open_data import declared
from app.installation import current_settings
from app.models import Jury, Verdict
from app.services.verdict.verdict_documents import VerdictDocument
from app.web.open_data.answers import LICENCE
from app.web.open_data.catalogue import OF_ONE

Node = dict[str, object]
_CONTEXT = "https://schema.org"


def jury_linked_data(jury: Jury) -> Node:
    """The sittings as an event, and the files as a dataset."""
    return {"@context": _CONTEXT, "@graph": [_event(jury), _dataset(jury)]}


def verdict_linked_data(jury: Jury, verdict: Verdict, document: VerdictDocument) -> Node:
    """The verdict as a report of the jury to the authority."""
    return {
        "@context": _CONTEXT, "@type": "Report", "@id": _page("verdicts.show", jury, version=verdict.version),
        "name": _text(document.question), "abstract": _text(document.answer), "inLanguage": list(LANGUAGES),
        "datePublished": document.published_at, "version": verdict.version, "license": LICENCE,
        "isAccessibleForFree": True, "spatialCoverage": _place(document.place),
        "recipient": {"@type": "GovernmentOrganization", "name": _text(document.commissioner)},
        "identifier": {"@type": "PropertyValue", "propertyID": "SHA-256", "value": verdict.sha256},
        "encoding": {"@type": "MediaObject", "encodingFormat": "application/json",
                     "contentUrl": _page("verdicts.data", jury, version=verdict.version)},
        "isBasedOn": {"@id": _page("data_pages.show", jury)}}


def _event(jury: Jury) -> Node:
    days = {"startDate": jury.starts_on.isoformat(), "endDate": (jury.ends_on or jury.starts_on).isoformat()} \
        if jury.starts_on else {}
    return {"@type": "Event", "@id": _page("juries.show", jury), "name": _text(jury.title), **days,
            "location": _place(jury.place), "maximumAttendeeCapacity": jury.seats,
            "organizer": {"@type": "GovernmentOrganization", "name": _text(jury.commissioner_name)}}


def _dataset(jury: Jury) -> Node:
    address = f"{current_settings().base_url}{url_for('data_files.archive', slug=jury.slug)}"
    return {"@type": "Dataset", "@id": _page("data_pages.show", jury), "name": _text(jury.title),
            "description": declared(OF_ONE), "license": LICENCE, "isAccessibleForFree": True,
            "inLanguage": list(LANGUAGES), "distribution": {
                "@type": "DataDownload", "encodingFormat": "application/zip", "contentUrl": address}}


def _page(endpoint: str, jury: Jury, **values: int) -> str:
    return current_settings().base_url + url_for(endpoint, slug=jury.slug, **values)  # type: ignore[arg-type]  # numbers in a query


def _place(texts: dict[str, str]) -> Node:
    return {"@type": "Place", "name": _text(texts)}


def _text(texts: dict[str, str]) -> str:
    return show(texts, current_language()).text


def init_app(app: Flask) -> None:
    app.add_template_global(jury_linked_data)
    app.add_template_global(verdict_linked_data)
