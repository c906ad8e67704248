"""The offline pack as one page to keep on the phone: drawn once per change, with its size known before the download."""
from __future__ import annotations

import base64
import gzip
import os
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, current_app, render_template, request
from flask.wrappers import Response as FlaskResponse
from sqlalchemy.orm import Session
from werkzeug.http import dump_options_header

from app.domain.audiences import MEMBERS_OF_THE_ROOM
from app.domain.languages import LANGUAGES
from app.extensions import db
from app.i18n import current_language
from app.installation import current_settings
from app.models import Jury
from app.services.room import offline_packs
from app.services.room.offline_packs import Pack
from app.web.access import jury, member

blueprint = Blueprint("offline_packs", __name__, url_prefix="/juries/<slug>/documents/pack")
STYLES = "offline.css"
_KEPT = 60  # packs on the disk; the oldest go


@dataclass(frozen=True)
class SizedPack:
    """A pack as the list offers it: `size` is what the download weighs on the wire, in bytes."""

    pack: Pack
    size: int


@blueprint.get(f"/<any({', '.join((offline_packs.EVERY_LANGUAGE, *LANGUAGES))}):which>.html")
@member(*MEMBERS_OF_THE_ROOM)
def download(slug: str, which: str) -> FlaskResponse:
    """One page with all texts; the same ETag means that no word has changed."""
    session = db.session()
    pack = offline_packs.pack_of(session, jury(), which, current_language())
    response = FlaskResponse(content_type="text/html; charset=utf-8")
    response.set_etag(pack.mark)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src data:; frame-ancestors 'none'; sandbox"
    response.headers["Content-Disposition"] = dump_options_header(
        "inline" if "open" in request.args else "attachment", {"filename": f"{jury().slug}-{which}.html"})
    response.make_conditional(request)
    if response.status_code != 304:
        response.set_data(gzip.decompress(_packed(session, jury(), pack)))
    return response


def packs_of(session: Session, jury: Jury) -> list[SizedPack]:
    """The packs that a reader may choose from, with their sizes."""
    return [SizedPack(pack, len(_packed(session, jury, pack)))
            for pack in offline_packs.packs_of(session, jury, current_language())]


def _packed(session: Session, jury: Jury, pack: Pack) -> bytes:
    """The compressed page, from the disk when it was drawn before."""
    path = current_settings().data_dir / "packs" / f"{pack.mark}.html.gz"
    if path.exists():
        return path.read_bytes()
    content = gzip.compress(_drawn(session, jury, pack).encode(), 6, mtime=0)
    _keep(path, content)
    return content


def _drawn(session: Session, jury: Jury, pack: Pack) -> str:
    found = offline_packs.packed_documents(session, jury, pack.which, current_language())
    return render_template("offline_packs/pack.html", jury=jury, packed=found, stylesheet=_stylesheet())


def _stylesheet() -> str:
    """The style sheet inside the page: on a phone without internet there is nothing beside it."""
    assets = current_app.extensions["alqa.assets"]
    style = (assets.out_dir / assets.names[STYLES]).read_bytes()
    return f"data:text/css;base64,{base64.b64encode(style).decode()}"


def _keep(path: Path, content: bytes) -> None:
    """Appear whole or not at all, and leave no more packs behind than are read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.draft")
    draft.write_bytes(content)
    draft.replace(path)
    old = sorted(path.parent.glob("*.gz"), key=lambda file: file.stat().st_mtime, reverse=True)[_KEPT:]
    for file in old:
        file.unlink(missing_ok=True)
