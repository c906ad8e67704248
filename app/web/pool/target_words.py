"""How public pages call features and values in Kazakh, Russian and English."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.roles import Role
from app.extensions import db
from app.forms.targets import WordsForm
from app.services.pool import targets
from app.transaction import transaction
from app.web.access import actor, jury, member

blueprint = Blueprint("target_words", __name__, url_prefix="/juries/<slug>/targets/words")


@blueprint.route("", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def edit(slug: str) -> str | Response:
    known = targets.words_of(db.session(), jury())
    form = WordsForm(data={"words": list(known.values())})
    for (feature, value), field in zip(known, form.words, strict=False):
        field.label.text = value or feature
    if form.validate_on_submit() and len(form.words) == len(known):
        new = {key: field.data for key, field in zip(known, form.words, strict=True)}
        with transaction() as session:
            targets.write_words(session, jury(), new, actor=actor())
        flash(gettext("Saved."), "success")
        return redirect(url_for("targets.index", slug=slug), 303)
    return render_template("targets/words.html", jury=jury(), form=form, keys=list(known))
