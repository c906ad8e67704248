"""Following by e-mail: the page of a jury's news, the address, its confirmation, and the way out.

Nobody gets a cookie here; a link's GET only shows what its button would do, because mail programs open links.
"""
from __future__ import annotations

import logging
import time

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.domain.buckets import Buckets
from app.domain.errors import DomainError
from app.domain.stages import Stage, has_reached
from app.extensions import csrf, db
from app.forms.discovery import FollowForm, LinkForm
from app.i18n import current_language
from app.installation import current_vault, utc_now
from app.models import Jury
from app.services.discovery import subscriptions
from app.services.stage_checks import latest_charge
from app.services.verdict import verdict_documents, verdicts
from app.transaction import transaction
from app.web.access import jury, public
from app.web.refusals import attach

blueprint = Blueprint("subscriptions", __name__)
csrf.exempt(blueprint)  # see app/forms/open_forms.py
log = logging.getLogger(__name__)
# From one connection, which may be a village office or a mobile network with many people.
wishes = Buckets(size=30, per_second=30 / 3600)


@blueprint.after_request
def keep_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    if request.endpoint in {"subscriptions.link", "subscriptions.asked", "subscriptions.left"}:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.route("/follow", methods=["GET", "POST"])
@public
def follow_all() -> ResponseReturnValue:
    """The news of all juries."""
    return _follow(None)


@blueprint.route("/juries/<slug>/follow", methods=["GET", "POST"])
@public
def follow(slug: str) -> ResponseReturnValue:
    """The news of one jury: by e-mail, feed and calendar; and the words with which to pass it on."""
    if jury().stage is Stage.DRAFT:
        abort(404)
    return _follow(jury())


def _follow(of: Jury | None) -> ResponseReturnValue:
    form = FollowForm()
    if form.validate_on_submit():
        try:
            _ask(of, form)
            slug = of.slug if of else None
            return redirect(url_for("subscriptions.asked", jury=slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("discovery/follow.html", jury=of, form=form, about=_about(of) if of else None)


def _ask(of: Jury | None, form: FollowForm) -> None:
    """Programs that fill in every field are told the same as everybody, and nothing is sent."""
    if not wishes.take(request.remote_addr, time.monotonic()):
        raise DomainError("too_many_wishes")
    if form.is_trapped:
        return
    jury_id = of.id if of else None
    with transaction() as session:
        subscriptions.ask(session, session.get_one(Jury, jury_id) if jury_id else None, form.email.data or "",
                          current_language(), vault=current_vault(), now=utc_now())
    log.info("subscription_asked", extra={"jury_id": jury_id})


def _about(of: Jury) -> dict[str, str]:
    """What the words for passing on say: the answer once there is one, the question before."""
    published = verdicts.published(db.session(), of) if has_reached(of.stage, Stage.PUBLISHED) else []
    if published and published[0].document:
        return verdict_documents.read(published[0].document).answer
    charge = latest_charge(db.session(), of)
    return dict(charge.question) if charge else {}


@blueprint.get("/follow/asked")
@public
def asked() -> str:
    """The same page for every address."""
    return render_template("discovery/asked.html", slug=request.args.get("jury", "")[:60])


@blueprint.get("/follow/left")
@public
def left() -> str:
    return render_template("discovery/left.html")


@blueprint.get("/follow/link/<token>")
@public
def link(token: str) -> str:
    """What a personal link leads to; nothing happens yet."""
    following = subscriptions.find(db.session(), token)
    return render_template("discovery/link.html", following=following, form=LinkForm(), token=token,
                           is_leaving=request.args.get("do") == "leave")


@blueprint.post("/follow/link/<token>/confirm")
@public
def confirm(token: str) -> Response:
    if not LinkForm().validate():
        return redirect(url_for("subscriptions.link", token=token), 303)
    with transaction() as session:
        subscriptions.confirm(session, token, now=utc_now())
    return redirect(url_for("subscriptions.link", token=token), 303)


@blueprint.post("/follow/link/<token>/leave")
@public
def leave(token: str) -> Response:
    """By the button, and by a mail program's own (RFC 8058), which knows no token of a form."""
    with transaction() as session:
        subscriptions.leave(session, token)
    return redirect(url_for("subscriptions.left"), 303)
