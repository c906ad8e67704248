"""Forms of opinions and of the surveys."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Form, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.domain.surveys import SCALE, SurveyKind
from app.forms.rooms import IN_COLUMN
from app.services.opinions.opinions import LONGEST


class OpinionForm(FlaskForm):
    text = TextAreaField(
        _l("Your statement"), [InputRequired(_l("Write a short statement first."))],
        description=_l("One thought that others can agree or disagree with. Up to 240 characters."),
        render_kw={"maxlength": LONGEST, "rows": 3})


class AnswerForm(FlaskForm):
    opinion = IntegerField(validators=[InputRequired(), IN_COLUMN])
    value = RadioField(choices=[("1", ""), ("-1", ""), ("0", "")], validators=[InputRequired()])


class HideOpinionForm(FlaskForm):
    opinion = IntegerField(validators=[InputRequired(), IN_COLUMN])
    reason = StringField(_l("Reason, shown in its place"), [InputRequired(), Length(max=LONGEST)])


class SwitchForm(FlaskForm):
    to = HiddenField()


class SurveyKindForm(FlaskForm):
    kind = RadioField(choices=[(kind.value, "") for kind in SurveyKind], validators=[InputRequired()])


class ItemsForm(SurveyKindForm):
    """The items as they are typed: one a line, the three languages separated by a vertical bar."""

    items = TextAreaField(
        _l("Items"), [InputRequired(), Length(max=12000)],
        description=_l("One item a line: Kazakh | Russian | English. The same items are asked before and after."),
        render_kw={"rows": 14})

    def texts(self) -> list[dict[str, str]]:
        lines = [line for line in (self.items.data or "").splitlines() if line.strip()]
        parts = [[part.strip() for part in line.split("|")] for line in lines]
        return [dict(zip(("kk", "ru", "en"), [*found, "", "", ""][:3], strict=True)) for found in parts]


def sheet_form(count: int) -> FlaskForm:
    """A sheet with one question for each item; none has to be answered."""
    fields = {f"item{place}": RadioField(choices=[(str(step), "") for step in range(1, SCALE + 1)],
                                         validators=[Optional()]) for place in range(count)}
    made: type[Form] = type("SheetForm", (FlaskForm,), fields)
    return made()
