"""What both desks share: the form of an answer, what it offers to choose from, and the views of the list."""
from __future__ import annotations

from flask import flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.suggestions import DeskView
from app.extensions import db
from app.forms.suggestions import AnswerForm
from app.models import Submission
from app.services import juries
from app.services.suggestions import advice_bodies
from app.web.context import in_language

VIEWS = tuple(DeskView)


def view_of(name: str | None) -> DeskView:
    """What waits, unless another view is asked for."""
    return next((view for view in DeskView if view.value == name), DeskView.WAITING)


def form_for(row: Submission, is_sent: bool = True) -> AnswerForm:
    """The form as the present answer stands; `before` tells which answer its reader saw."""
    stored = {
        "before": row.outcome.value if row.outcome else "", "outcome": row.outcome.value if row.outcome else None,
        "refusal": row.refusal.value if row.refusal else None, "into": row.into.number if row.into else None,
        "advice": str(row.advice_body_id or ""), "became": row.became.slug if row.became else "", "words": row.words}
    form = AnswerForm(data=stored) if is_sent else AnswerForm(formdata=None, data=stored)
    session = db.session()
    known = [*advice_bodies.bodies(session), *([row.advice_body] if row.advice_body else [])]
    bodies = {str(body.id): in_language(body.name).text for body in known}
    form.offer(row.jury_id is not None, list(bodies.items()),
               [(jury.slug, in_language(jury.title).text) for jury in juries.public_juries(session)])
    return form


def done(address: str) -> Response:
    flash(gettext("The answer is public now."), "success")
    return redirect(address, 303)
