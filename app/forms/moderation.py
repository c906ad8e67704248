"""Forms of moderation: reporting, hiding, muting, appealing and deciding."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from app.domain.moderation import MUTE_MINUTES, ReportCategory, TargetKind
from app.forms.rooms import IN_COLUMN, ReasonForm
from app.i18n.labels import label

_REASON_HINT = _l("Without names. It is shown in the place of the words and in the public record.")


class ReportForm(FlaskForm):
    category = RadioField(_l("What is wrong with it?"), [InputRequired(_l("Choose what fits best."))],
                          choices=[(kind.value, kind.value) for kind in ReportCategory])
    words = TextAreaField(_l("In your words"), [Optional(), Length(
        max=300, message=_l("At most %(max)d characters are possible."))], render_kw={"rows": 3, "maxlength": 300},
        description=_l("A sentence is enough. The author never learns who reported it."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.category.choices = [(kind.value, label(kind)) for kind in ReportCategory]


class ActForm(ReasonForm):
    """What a button of the desk is about."""

    kind = StringField(validators=[InputRequired(), AnyOf([kind.value for kind in TargetKind])])
    target = IntegerField(validators=[InputRequired(), IN_COLUMN])


class HideForm(ActForm):
    reason = StringField(_l("The reason"), [InputRequired(_l("Give the reason.")), Length(max=200)],
                         description=_REASON_HINT)


class MuteForm(FlaskForm):
    member = SelectField(_l("Who may not write for a time?"), coerce=int, choices=[])
    minutes = SelectField(_l("For how long?"), coerce=int, choices=[(count, count) for count in MUTE_MINUTES],
                          description=_l("In minutes. It ends by itself; longer than an hour is not possible."))
    reason = StringField(_l("The reason"), [InputRequired(_l("Give the reason.")), Length(max=200)],
                         description=_l("The person reads it, and so do the overseers; nobody else."))


class EndMuteForm(FlaskForm):
    action = IntegerField(validators=[InputRequired(), IN_COLUMN])
    reason = StringField(validators=[Length(max=200)])


class AppealForm(FlaskForm):
    words = TextAreaField(_l("Why was it wrong?"), [
        InputRequired(_l("Write why you think so.")),
        Length(max=600, message=_l("At most %(max)d characters are possible."))],
        render_kw={"rows": 5, "maxlength": 600}, description=_l("Only the overseers read this."))


class DecideForm(FlaskForm):
    appeal = IntegerField(validators=[InputRequired(), IN_COLUMN])
    decision = RadioField(_l("Your decision"), [InputRequired(_l("Choose one answer."))], choices=[
        ("upheld", _l("The appeal is right: undo what the facilitator did")),
        ("rejected", _l("What the facilitator did stands"))])
    reason = StringField(_l("The reason"), [InputRequired(_l("Give the reason.")), Length(max=200)],
                         description=_l("The person who appealed and the facilitator read it."))
