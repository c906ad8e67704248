"""Forms of the verdict: its words, and publishing it."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import Length, Optional

from app.forms.texts import TextsField
from app.services.verdict.verdicts import Cases


class VerdictForm(FlaskForm):
    answer = TextsField(_l("The answer of the jury"), rows=5, maximum=800,
                        description=_l("At most 60 words in each language. Each line becomes a numbered point."))
    process_note = TextsField(_l("How the jury worked"), rows=6, maximum=4000, description=_l(
        "At most 150 words in each language: what the jurors did, what they did not have time for, what went wrong."))
    case_for = TextsField(_l("The best case for the answer"), rows=5, maximum=3000, description=_l(
        "At most 120 words in each language: what speaks for it, as those in the jury who hold this would say it."))
    nobody_for = BooleanField(_l("No juror took the position for the answer"))
    case_against = TextsField(_l("The best case against the answer"), rows=5, maximum=3000, description=_l(
        "At most 120 words in each language: what speaks against it, so that its friends would say: yes, that is it."))
    nobody_against = BooleanField(_l("No juror took the position against the answer"))
    reason = StringField(_l("Why is there a new version?"), [Optional(), Length(max=500)],
                         description=_l("Only after publishing. The reason is public; earlier versions stay readable."))
    seen = HiddenField()

    def cases(self) -> Cases:
        return Cases(self.case_for.data, self.case_against.data, self.nobody_for.data, self.nobody_against.data)


class PublishForm(FlaskForm):
    seen = HiddenField()
    return_to = HiddenField()
