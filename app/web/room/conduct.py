"""The code of conduct: public to read, changed by the jury during its norms, agreed to by each juror."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.conduct import CodeForm, SeenForm
from app.installation import utc_now
from app.models import Jury
from app.services.room import appeals, codes_of_conduct, moderation_counts, voices
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.refusals import attach, tell

blueprint = Blueprint("conduct", __name__, url_prefix="/juries/<slug>/conduct")


@blueprint.get("/")
@public
def show(slug: str) -> str:
    """The rules and how often they had to be enforced; for members also what concerns them alone."""
    store, now = db.session(), utc_now()
    versions = codes_of_conduct.versions_of(store, jury())
    return render_template(
        "conduct/show.html", jury=jury(), code=versions[0] if versions else None, versions=versions[1:],
        counts=moderation_counts.counts_of(store, jury()), is_open=codes_of_conduct.is_open(store, jury()),
        agreed=codes_of_conduct.agreed_version(store, actor()),
        standing=voices.standing_of(store, jury().id, actor(), now=now),
        actions=appeals.actions_against(store, jury(), actor=actor()) if actor().memberships else [],
        can_appeal=jury().stage in appeals.OPEN_STAGES)


@blueprint.post("/begin")
@member(Role.FACILITATOR)
def begin(slug: str) -> Response:
    """Put the standard text before the jury."""
    try:
        with transaction() as store:
            codes_of_conduct.put_before_jury(store, _jury(), actor=actor(), now=utc_now())
        flash(gettext("The code of conduct lies before the jury. Each juror now agrees to it before writing."),
              "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("conduct.show", slug=slug), 303)


@blueprint.route("/edit", methods=["GET", "POST"])
@member(*codes_of_conduct.WRITERS)
def edit(slug: str) -> str | Response:
    code = codes_of_conduct.current_code(db.session(), jury())
    if code is None or not codes_of_conduct.is_open(db.session(), jury()):
        tell(DomainError("conduct_is_fixed"))
        return redirect(url_for("conduct.show", slug=slug), 303)
    form = CodeForm(seen=code.version, body=code.body)
    if form.validate_on_submit():
        try:
            with transaction() as store:
                codes_of_conduct.change_code(store, _jury(), form.body.data, seen=form.seen.data, actor=actor(),
                                             now=utc_now())
            flash(gettext("The new text counts from now on. Everybody is asked to agree to it."), "success")
            return redirect(url_for("conduct.show", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    latest = codes_of_conduct.current_code(db.session(), jury())
    return render_template("conduct/edit.html", jury=jury(), form=form, latest=latest)


@blueprint.post("/agree")
@member(Role.JUROR)
def agree(slug: str) -> Response:
    form = SeenForm()
    try:
        if not form.validate_on_submit():
            raise DomainError("command_not_understood")
        with transaction() as store:
            codes_of_conduct.agree(store, _jury(), seen=form.seen.data, actor=actor(), now=utc_now())
        flash(gettext("Thank you. You can write in the room now."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("conduct.show", slug=slug), 303)


def _jury() -> Jury:
    """The jury inside the transaction."""
    return db.session.get_one(Jury, jury().id)
