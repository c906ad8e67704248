"""What the page of the proof shows: the draw, its number worked out, shares, replacements, files with their hashes."""
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import current_app, url_for
from sqlalchemy.orm import Session

from app.i18n import current_language
from app.i18n.draw_checks import offline_words
from app.models import Draw, Jury
from app.services.draw import draw_proofs
from app.services.draw.draw_proofs import Calculation, Deviation, Replaced
from app.web.access import actor
from app.web.draw import draw_pages
from app.web.draw.draw_pages import DrawPage
from sortition import verify
from sortition.offline_pages import MODULES, offline_page


@dataclass(frozen=True)
class Download:
    """A file as the page offers it: what somebody who has it can compare."""

    kind: str
    address: str
    size: int
    sha256: str


@dataclass(frozen=True)
class ProofPage:
    page: DrawPage
    calculation: Calculation | None
    deviations: list[Deviation]
    changed: list[Deviation]
    replaced: list[Replaced]
    downloads: list[Download]


def proof_of(session: Session, jury: Jury, draw: Draw) -> ProofPage:
    """Everything that templates/draws/proof.html needs about one published draw."""
    page = draw_pages.page_of(session, jury, draw, actor())
    found = draw_proofs.deviations(page.groups, page.report["people"], draw.seats)
    return ProofPage(
        page=page, calculation=draw_proofs.calculation_of(draw), deviations=found,
        changed=draw_proofs.most_changed(found), replaced=draw_proofs.replacements_of(session, jury, draw),
        downloads=_downloads(jury, draw))


def _downloads(jury: Jury, draw: Draw) -> list[Download]:
    slug, number = jury.slug, draw.number
    files = [("commitment", url_for("draw_files.commitment", slug=slug, number=number), draw.commitment or "")]
    if draw.result:
        files.append(("result", url_for("draw_files.result", slug=slug, number=number), draw.result))
    files += [("verifier", url_for("draw_files.verifier", slug=slug), verifier_text()),
              ("saved_page", url_for("draw_proofs.saved_page", slug=slug), saved_page())]
    return [_download(*file) for file in files]


def _download(kind: str, address: str, text: str) -> Download:
    content = text.encode()
    return Download(kind, address, len(content), hashlib.sha256(content).hexdigest())


@lru_cache(maxsize=1)
def verifier_text() -> str:
    """The stand-alone verifier: one file, standard library only."""
    return Path(verify.__file__).read_text(encoding="utf-8")


def saved_page() -> str:
    """The page that checks draws without a connection, in the reader's language."""
    return offline_page(_sources(current_app.extensions["alqa.assets"].static_dir), offline_words(), current_language())


@lru_cache(maxsize=2)
def _sources(static: Path) -> tuple[str, ...]:
    files = [next((static / "vendor").glob("noble-*.js")), *(static / "js/verify" / name for name in MODULES)]
    return tuple(file.read_text("utf-8") for file in files)
