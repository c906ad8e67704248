"""Forms for coming in and going out."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):
    email = EmailField(_l("E-mail address"), [InputRequired(_l("Enter your e-mail address.")), Length(max=254)],
                       render_kw={"autocomplete": "username"})
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=200)],
                             render_kw={"autocomplete": "current-password"})


class CodeForm(FlaskForm):
    code = StringField(_l("Code"), [InputRequired(_l("Enter the code from your letter.")), Length(max=40)],
                       description=_l("10 letters and digits. Capital or small letters, spaces and hyphens do not matter."),
                       render_kw={"autocomplete": "one-time-code", "spellcheck": "false"})


class ConfirmForm(FlaskForm):
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=200)],
                             render_kw={"autocomplete": "current-password"})


class FullConfirmForm(ConfirmForm):
    code = StringField(_l("Code from your app"), [InputRequired(_l("Enter the code.")), Length(max=40)],
                       description=_l("Six digits. If your telephone is lost: one of your recovery codes."),
                       render_kw={"autocomplete": "one-time-code", "spellcheck": "false"})


class SignOutForm(FlaskForm):
    everywhere = BooleanField(_l("On all my devices"))
