"""Forms of the overseers' decisions and of the answers to objections."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length


class ListDecisionForm(FlaskForm):
    """The buttons of an overseer; `decision` and `mark` are their hidden values."""

    decision = HiddenField()
    mark = HiddenField()
    reason = TextAreaField(_l("Your reason; it is published"), [Length(max=2000)], render_kw={"rows": 3})


class AnswerForm(FlaskForm):
    text = TextAreaField(_l("Your answer; it is published"), [Length(max=4000)], render_kw={"rows": 3})
