"""The catalogue of all open data as DCAT-AP 3 wants it (JSON-LD), with a fingerprint of every file."""
from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from app.domain.languages import LANGUAGES
from app.domain.topics import Topic
from app.i18n.open_data import in_every_language, label_in_every_language
from app.installation import current_settings
from app.services.open_data import files
from app.services.open_data.columns import _l
from app.services.open_data.publications import Publication
from app.services.open_data.tables import table_of
from app.web.open_data.answers import LICENCE
from app.web.open_data.changes import changed_at

Node = dict[str, object]
PAGE = 10  # juries on one page: every file of each is made in order to know its fingerprint
_EU = "http://publications.europa.eu/resource/authority"
_LANGUAGES = {"kk": "KAZ", "ru": "RUS", "en": "ENG"}
_FORMATS = {"csv": ("CSV", "text/csv"), "json": ("JSON", "application/json"), "zip": ("ZIP", "application/zip")}
# Written out here: who reads the catalogue asks no other site for the meaning of its words.
CONTEXT: Node = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#",
    "hydra": "http://www.w3.org/ns/hydra/core#", "skos": "http://www.w3.org/2004/02/skos/core#",
}
_THEMES = {
    Topic.WATER: "ENVI", Topic.AIR: "ENVI", Topic.CLIMATE: "ENVI", Topic.TRANSPORT: "TRAN", Topic.HOUSING: "REGI",
    Topic.ENERGY: "ENER", Topic.HEALTH: "HEAL", Topic.EDUCATION: "EDUC", Topic.SOCIAL: "SOCI", Topic.ECONOMY: "ECON",
    Topic.BUDGET: "ECON", Topic.LAND: "AGRI", Topic.SAFETY: "JUST", Topic.DIGITAL: "TECH", Topic.CULTURE: "EDUC",
    Topic.GOVERNMENT: "GOVE",
}
_TITLE = _l("Open data of the citizens’ juries")
_DESCRIPTION = _l("What is public of every citizens’ jury held here, from the question to the last promise of the "
                  "authority, as flat files.")

OF_ONE = _l("What is public of this citizens’ jury, from the question to the last promise of the authority, as flat "
            "files.")


def as_json_ld(found: Sequence[Publication], *, page: int, total: int) -> Node:
    """One page of the catalogue with the datasets of its juries."""
    base = current_settings().base_url
    return {"@context": CONTEXT, "@id": f"{base}/data/catalog.jsonld", "@type": "dcat:Catalog",
            "dct:title": _texts(in_every_language(_TITLE)), "dct:description": _texts(in_every_language(_DESCRIPTION)),
            "dct:publisher": _publisher(), "dct:license": _licence(), "dct:language": _languages(LANGUAGES),
            "foaf:homepage": {"@id": f"{base}/data/", "@type": "foaf:Document"},
            "dcat:dataset": [_dataset(one) for one in found], "hydra:view": _view(base, page, total)}


def _view(base: str, page: int, total: int) -> Node:
    address = f"{base}/data/catalog.jsonld?page="
    last = max(1, -(-total // PAGE))
    view: Node = {"@id": f"{address}{page}", "@type": "hydra:PartialCollectionView",
                  "hydra:first": {"@id": f"{address}1"}, "hydra:last": {"@id": f"{address}{last}"}}
    return view | ({"hydra:next": {"@id": f"{address}{page + 1}"}} if page < last else {})


def _dataset(found: Publication) -> Node:
    jury, base = found.jury, f"{found.base_url}/data/juries/{found.jury.slug}/"
    made = files.files_of(found)
    node: Node = {
        "@id": base, "@type": "dcat:Dataset", "dct:identifier": jury.slug, "dct:title": _texts(jury.title),
        "dct:description": _texts(in_every_language(OF_ONE)), "dct:publisher": _publisher(),
        "dct:creator": {"@type": "foaf:Agent", "foaf:name": _texts(jury.commissioner_name)},
        "dct:language": _languages(LANGUAGES), "dct:issued": _date(jury.created_at.date().isoformat()),
        "dct:modified": _moment(changed_at(found).isoformat()), "dcat:landingPage": {"@id": found.address()},
        "dcat:theme": _themes(found), "dcat:keyword": _keywords(found),
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/IRREG"},
        "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"},
        "dct:spatial": {"@type": "dct:Location", "skos:prefLabel": _texts(jury.place)}, **_temporal(found),
        "dcat:distribution": [*_distributions(base, made), _archive(base)]}
    return node


def _themes(found: Publication) -> list[Node]:
    """How we are governed is a theme of every jury."""
    codes = dict.fromkeys([*(_THEMES[topic] for topic in found.topics), "GOVE"])
    return [{"@id": f"{_EU}/data-theme/{code}"} for code in codes]


def _keywords(found: Publication) -> list[Node]:
    return [word for topic in found.topics for word in _texts(label_in_every_language(topic))]


def _temporal(found: Publication) -> Node:
    first, last = found.jury.starts_on, found.jury.ends_on or found.jury.starts_on
    if first is None or last is None:
        return {}
    return {"dct:temporal": {"@type": "dct:PeriodOfTime", "dcat:startDate": _date(first.isoformat()),
                             "dcat:endDate": _date(last.isoformat())}}


def _distributions(base: str, made: dict[str, bytes]) -> Iterable[Node]:
    for name, content in made.items():
        stem, _, kind = name.partition(".")
        yield _distribution(base + name, kind, _texts(in_every_language(table_of(stem).title))) | {
            "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(len(content))},
            "spdx:checksum": {"@type": "spdx:Checksum", "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                              "spdx:checksumValue": {"@type": "xsd:hexBinary",
                                                     "@value": hashlib.sha256(content).hexdigest()}}}


def _archive(base: str) -> Node:
    """Without a fingerprint: it holds the files above, which have theirs."""
    return _distribution(f"{base}all.zip", "zip", _texts(in_every_language(_l("All files"))))


def _distribution(address: str, kind: str, title: list[Node]) -> Node:
    code, media_type = _FORMATS[kind]
    return {"@id": address, "@type": "dcat:Distribution", "dct:title": title, "dcat:accessURL": {"@id": address},
            "dcat:downloadURL": {"@id": address}, "dct:format": {"@id": f"{_EU}/file-type/{code}"},
            "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
            "dct:license": _licence()}


def _publisher() -> Node:
    """Who runs this installation is known by its address."""
    settings = current_settings()
    return {"@id": f"{settings.base_url}/", "@type": "foaf:Agent", "foaf:name": settings.host}


def _licence() -> Node:
    return {"@id": LICENCE, "@type": "dct:LicenseDocument"}


def _languages(codes: Iterable[str]) -> list[Node]:
    return [{"@id": f"{_EU}/language/{_LANGUAGES[code]}"} for code in codes]


def _texts(words: dict[str, str]) -> list[Node]:
    return [{"@language": language, "@value": text} for language, text in sorted(words.items()) if text.strip()]


def _date(value: str) -> Node:
    return {"@type": "xsd:date", "@value": value}


def _moment(value: str) -> Node:
    return {"@type": "xsd:dateTime", "@value": value}
