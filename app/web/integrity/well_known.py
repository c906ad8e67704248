"""The public keys of the installation, at the address where programs look for them."""
from __future__ import annotations

from flask import Blueprint, Response, request

from app.extensions import db
from app.installation import current_settings
from app.services.integrity import keys
from app.web.access import public

blueprint = Blueprint("well_known", __name__, url_prefix="/.well-known")


@blueprint.get("/alqa-keys.json")
@public
def data() -> Response:
    """Every key as a canonical document; any page of any site may read it."""
    response = Response(keys.key_list(db.session(), current_settings().base_url),
                        content_type="application/json; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response
