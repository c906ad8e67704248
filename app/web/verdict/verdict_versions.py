"""Every published version of a verdict, and what differs between two of them."""
from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from app.extensions import db
from app.models import Verdict
from app.services.verdict import verdict_documents, verdicts
from app.services.verdict.version_differences import changes
from app.web.access import jury, public
from app.web.limits import number_in

blueprint = Blueprint("verdict_versions", __name__, url_prefix="/juries/<slug>/verdict/versions")


@blueprint.get("/")
@public
def index(slug: str) -> str:
    """None is ever hidden: each with its reason, its fingerprint and what it changed."""
    return render_template("verdicts/versions.html", jury=jury(), versions=_versions())


@blueprint.get("/<int:version>/changes")
@public
def show(slug: str, version: int) -> str:
    """What came and went since another version, in words; without `since`, since the one before."""
    found = {row.version: row for row in _versions()}
    since = number_in(request.args.get("since"))
    old, new = found.get(version - 1 if since is None else since), found.get(version)
    if old is None or new is None or old.version >= new.version:
        abort(404)
    documents = [verdict_documents.read(row.document or "") for row in (old, new)]
    return render_template("verdicts/changes.html", jury=jury(), old=old, new=new, changes=changes(*documents),
                           versions=list(found.values()))


def _versions() -> list[Verdict]:
    found = verdicts.published(db.session(), jury())
    if not found:
        abort(404)
    return found
