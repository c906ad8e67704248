"""The forms of the follow-up: a promise, a report on it, a juror's answer."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.domain.milestones import Answer, ReportKind
from app.forms.moments import in_our_time
from app.forms.texts import TextsField
from app.i18n.labels import label

REPORTED = (ReportKind.PROGRESS, ReportKind.DONE, ReportKind.MOVED, ReportKind.DROPPED)


class MilestoneForm(FlaskForm):
    title = TextsField(_l("What will be done?"), maximum=200, description=_l("A short title, in at least one language."))
    due_on = DateField(_l("By when?"), [InputRequired(_l("Give a date.")), in_our_time])


class ReportForm(FlaskForm):
    kind = RadioField(_l("What do you report?"), [InputRequired(_l("Choose one."))],
                      choices=[(kind.value, kind.value) for kind in REPORTED])
    words = TextsField(_l("In your words"), [Optional()], rows=5, maximum=2000, description=_l(
        "What was done, or why not. Needed when a date is moved or a milestone given up. It is published at once."))
    link = StringField(_l("Link that shows it"), [Optional(), Length(max=500)], description=_l("Begins with https://"))
    file = FileField(_l("File that shows it"), [Optional()], description=_l(
        "PDF, Word (DOCX), plain text or a picture (PNG, JPEG, WebP), at most 10 MB. It is public."))
    due_on = DateField(_l("New date"), [Optional(), in_our_time],
                       description=_l("Only when it is moved. The first date stays visible."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label(kind)) for kind in REPORTED]


class RateForm(FlaskForm):
    answer = RadioField(_l("Does this answer us?"), [InputRequired(_l("Choose one answer."))],
                        choices=[(answer.value, answer.value) for answer in Answer])
    words = TextAreaField(_l("A few words to the public"), [Optional(), Length(max=300)], description=_l(
        "Up to 300 characters, shown without your name. Write nothing by which you could be recognised."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.answer.choices = [(answer.value, label(answer)) for answer in Answer]


class WindowForm(FlaskForm):
    days = IntegerField(_l("For how many days may jurors rate a reply?"), [InputRequired(_l("Give a number of days."))],
                        description=_l("It holds for replies to come."))


class TakeOffForm(FlaskForm):
    """One remark of a juror, by its place in the list."""

    place = IntegerField(validators=[InputRequired()])
    reason = StringField(validators=[InputRequired(), Length(max=500)])


class SilenceForm(FlaskForm):
    words = TextsField(_l("What the public should know"), [Optional()], rows=2, maximum=500)
