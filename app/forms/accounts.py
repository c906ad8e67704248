"""Forms of one's own account: password, second factor, sessions, leaving a jury."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class FirstPasswordForm(FlaskForm):
    password = PasswordField(
        _l("New password"), [InputRequired(_l("Enter a password.")), Length(max=200)],
        description=_l("At least 12 characters. Three or four words make a good one."),
        render_kw={"autocomplete": "new-password"})
    again = PasswordField(_l("The same once more"), [EqualTo("password", _l("The two are not the same."))],
                          render_kw={"autocomplete": "new-password"})


class PasswordForm(FirstPasswordForm):
    current = PasswordField(_l("Present password"), [InputRequired(_l("Enter your present password.")), Length(max=200)],
                            render_kw={"autocomplete": "current-password"})
    field_order = ("current", "password", "again")


class SecondStepForm(FlaskForm):
    code = StringField(_l("Code from your app"), [InputRequired(_l("Enter the code.")), Length(max=40)],
                       description=_l("Six digits. If your telephone is lost: one of your recovery codes."),
                       render_kw={**_CODE, "inputmode": "text"})


class SetUpForm(FlaskForm):
    code = StringField(_l("Code from your app"), [InputRequired(_l("Enter the code.")), Length(max=40)],
                       description=_l("Six digits that your app shows now."), render_kw=_CODE)


class StepUpForm(FlaskForm):
    code = StringField(_l("Code"), [InputRequired(_l("Enter the code.")), Length(max=40)],
                       description=_l("The ten letters and digits of your letter, or the six digits that we sent you."),
                       render_kw={"autocomplete": "one-time-code", "spellcheck": "false"})


class OneButtonForm(FlaskForm):
    """A form without fields: only the token."""


class EndSessionForm(FlaskForm):
    sign_in_id = HiddenField()
