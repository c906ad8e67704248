"""Does this answer us? The jurors' page, and the organizers' settings of it."""
from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.milestones import Answer
from app.domain.roles import Role
from app.extensions import db
from app.forms.milestones import RateForm, TakeOffForm, WindowForm
from app.installation import current_vault, utc_now
from app.models import Jury
from app.services.replies import ratings, trackers
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach, carry_out

blueprint = Blueprint("ratings", __name__, url_prefix="/juries/<slug>/ratings")
KEEPERS = (Role.ORGANIZER, Role.FACILITATOR)


@blueprint.get("/")
@member(Role.JUROR, *KEEPERS)
def index(slug: str) -> str:
    """Every reply: to rate, rated, or over."""
    session = db.session()
    items = trackers.tracked(session, jury(), now=utc_now())
    ids = [view.reply.id for item in items for view in item.versions]
    return render_template("ratings/index.html", jury=jury(), items=items, own=ratings.rated_by(session, actor(), ids),
                           is_juror=actor().has(Role.JUROR), is_keeper=actor().has(*KEEPERS),
                           window=WindowForm(None, days=jury().rating_days) if actor().has(Role.ORGANIZER) else None)


@blueprint.route("/<int:reply_id>", methods=["GET", "POST"])
@member(Role.JUROR)
def rate(slug: str, reply_id: int) -> str | Response:
    """Rate one reply, once."""
    form = RateForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                ratings.rate(session, session.get_one(Jury, jury().id), reply_id, Answer(form.answer.data),
                             form.words.data or "", actor=actor(), vault=current_vault(), now=utc_now())
            return redirect(url_for("ratings.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    found = [(item, view) for item in trackers.tracked(db.session(), jury(), now=utc_now())
             for view in item.versions if view.reply.id == reply_id and view.rating]
    return render_template("ratings/rate.html", jury=jury(), form=form, item=found[0][0], view=found[0][1]) if found \
        else redirect(url_for("ratings.index", slug=slug), 303)


@blueprint.post("/window")
@member(Role.ORGANIZER)
def window(slug: str) -> Response:
    form = WindowForm()
    carry_out(lambda session: ratings.set_window(session, session.get_one(Jury, jury().id), form.days.data or 0,
                                                 actor=actor(), now=utc_now()), form=form, done=gettext("Saved."))
    return redirect(url_for("ratings.index", slug=slug), 303)


@blueprint.post("/<int:reply_id>/take-off")
@member(*KEEPERS)
def take_off(slug: str, reply_id: int) -> Response:
    """Take a remark against the rules off the public page."""
    form = TakeOffForm()
    place = form.place.data if form.place.data is not None else -1
    carry_out(lambda session: ratings.take_words_off(
        session, session.get_one(Jury, jury().id), reply_id, place, form.reason.data or "", actor=actor(),
        now=utc_now()), form=form, done=gettext("The remark is off the page. The reason stands in the public record."))
    return redirect(url_for("ratings.index", slug=slug), 303)
