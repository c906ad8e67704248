"""Forms of the jurors' sign-off: asking for it, giving it, answering a remark, publishing without it."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.domain.languages import LANGUAGES, OWN_NAMES
from app.forms.moments import in_our_time

SIGNED, WRONG = "signed", "wrong"
_LANGUAGES = [(code, OWN_NAMES[code]) for code in LANGUAGES]
_LENGTH = Length(max=1000, message=_l("At most %(max)d characters are possible."))


class AskForm(FlaskForm):
    closes_at = DateTimeLocalField(_l("Until when can the jurors answer?"), [
        InputRequired(_l("Give day and time.")), in_our_time], format="%Y-%m-%dT%H:%M",
        description=_l("At least one hour ahead, on the clock of the jury’s place."))
    seen = HiddenField()


class SignOffForm(FlaskForm):
    verdict = RadioField(_l("Does this text say what you decided?"), [
        InputRequired(_l("Choose one of the two answers."))], choices=[
        (SIGNED, _l("Yes, this says what we decided")), (WRONG, _l("No, something is wrong here"))])
    remark = TextAreaField(_l("What is wrong?"), [_LENGTH], render_kw={"rows": 5, "maxlength": 1000}, description=_l(
        "Only if something is wrong: which place, and what it should say. Your words are published with the verdict."))
    language = SelectField(_l("Language of your words"), choices=_LANGUAGES)
    is_named = BooleanField(_l("Publish my remark under my name"))
    seen = HiddenField()


class RemarkAnswerForm(FlaskForm):
    answer = TextAreaField(_l("Your answer to the juror"), [InputRequired(_l("Write the answer.")), _LENGTH],
                           render_kw={"rows": 3, "maxlength": 1000})
    language = SelectField(_l("Language of your answer"), choices=_LANGUAGES)


class WaiverForm(FlaskForm):
    reason = TextAreaField(_l("Why is it published without the jurors’ sign-off?"), [
        InputRequired(_l("Give the reason; it is public.")), _LENGTH], render_kw={"rows": 3, "maxlength": 1000})
    seen = HiddenField()
