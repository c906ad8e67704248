"""Forms of the page of chances: what the lottery aims at, and which aims a preview compares."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.i18n.objectives import NAMES


class ObjectiveForm(FlaskForm):
    objective = RadioField(_l("What shall the lottery aim at?"), [InputRequired(_l("Choose what the lottery shall aim at."))],
                           choices=list(NAMES.items()))
    reason = TextAreaField(_l("Why not the usual aim?"), [Length(max=1000)], render_kw={"rows": 2},
                           description=_l("Needed for every aim but the first. The reason is published."))


class PreviewForm(FlaskForm):
    """One button for the chosen aim, another for all of them: the button's value is read by the view."""
