"""The public keys of the installation, as a page for people."""
from __future__ import annotations

from flask import Blueprint, Flask, render_template

from app.extensions import db
from app.services.integrity import keys
from app.web.access import public

blueprint = Blueprint("keys", __name__, url_prefix="/keys")


@blueprint.get("")
@public
def listing() -> str:
    """Every key there ever was, with its time and who vouches for it."""
    return render_template("integrity/keys.html", keys=keys.every_key(db.session()))


def signing_fingerprint() -> str:
    """Of the key that signs now, for papers; empty before the first one is made."""
    key = keys.active(db.session())
    return key.fingerprint if key else ""


def init_app(app: Flask) -> None:
    app.add_template_global(signing_fingerprint)
