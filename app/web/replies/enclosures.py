"""Reading uploaded files of a form, and giving published ones to everybody."""
from __future__ import annotations

from flask import Blueprint
from flask.wrappers import Response
from werkzeug.datastructures import FileStorage
from werkzeug.http import dump_options_header

from app.extensions import db
from app.services.replies import public_files
from app.services.replies.public_files import Enclosure
from app.services.room.document_files import MAX_BYTES
from app.web.access import jury, public

blueprint = Blueprint("public_files", __name__, url_prefix="/juries/<slug>/files")


def enclosure(file: FileStorage | None) -> Enclosure | None:
    """The file of a form's field, read before the transaction; None when nothing was chosen."""
    if file is None or not file.filename:
        return None
    return Enclosure(file.filename, file.read(MAX_BYTES + 1))


@blueprint.get("/<int:file_id>/<name>")
@public
def read(slug: str, file_id: int, name: str) -> Response:
    """A file of the authority: always downloaded, never shown as a page of this site."""
    file, content = public_files.open_file(db.session(), jury(), file_id)
    charset = "; charset=utf-8" if file.media_type.startswith("text/") else ""
    response = Response(content, content_type=file.media_type + charset)
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": file.file_name})
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
