"""Forms of the verdict: its words, and publishing it."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import Length, Optional

from app.forms.texts import TextsField


class VerdictForm(FlaskForm):
    answer = TextsField(_l("The answer of the jury"), rows=5, maximum=800,
                        description=_l("At most 60 words in each language. Each line becomes a numbered point."))
    process_note = TextsField(_l("How the jury worked"), rows=6, maximum=4000,
                              description=_l("What the jurors did, what they did not have time for, what went wrong."))
    reason = StringField(_l("Why is there a new version?"), [Optional(), Length(max=500)],
                         description=_l("Only after publishing. The reason is public; earlier versions stay readable."))
    seen = HiddenField()


class PublishForm(FlaskForm):
    seen = HiddenField()
    return_to = HiddenField()
