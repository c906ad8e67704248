"""The list of all juries with its filters, and what a jury is about."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.discovery import FilterForm, TopicsForm
from app.i18n import current_language
from app.installation import utc_now
from app.services.discovery import jury_lists, jury_topics
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.limits import number_in
from app.web.refusals import attach

blueprint = Blueprint("jury_lists", __name__, url_prefix="/juries")


@blueprint.get("/")
@public
def index() -> str:
    session = db.session()
    form = FilterForm(request.args)
    form.offer(jury_lists.choices(session, current_language()))
    wanted = form.wanted()
    found = jury_lists.list_juries(session, wanted, now=utc_now(), page=number_in(request.args.get("page")) or 1)

    def page_url(number: int) -> str:
        chosen: dict[str, Any] = {name: value for name, value in form.data.items() if value}
        return url_for("jury_lists.index", page=number, **chosen)

    return render_template("discovery/juries.html", form=form, wanted=wanted, found=found, page_url=page_url)


@blueprint.route("/<slug>/topics", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def topics(slug: str) -> ResponseReturnValue:
    """What the jury is about; it can be changed at any time, because it decides nothing."""
    known = jury_topics.topics_of(db.session(), [jury().id]).get(jury().id, [])
    form = TopicsForm(data={"topics": [topic.value for topic in known]})
    if form.validate_on_submit():
        try:
            with transaction() as session:
                jury_topics.set_topics(session, jury(), form.chosen(), actor=actor(), now=utc_now())
            flash(gettext("Saved."), "success")
            return redirect(url_for("juries.run", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("discovery/topics.html", jury=jury(), form=form)
