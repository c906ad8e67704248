"""The script that opens the room without a connection; at the top of the site, since it serves what is below it."""
from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response

from app.web.access import public

blueprint = Blueprint("service_worker", __name__)
SOURCE = Path(__file__).resolve().parents[1] / "static" / "sw.js"


@blueprint.get("/sw.js")
@public
def script() -> Response:
    """Asked for anew at every visit, so that a mended worker reaches every phone."""
    response = Response(SOURCE.read_text("utf-8"), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response
