"""Forms of people who have no session and get no cookie: a signed time stands in the place of the session's token."""
from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import Field, StringField, ValidationError
from wtforms.csrf.core import CSRF

LONGEST_OPEN = 12 * 3600  # seconds


class SignedTime(CSRF):
    """Nothing on these pages is done by the power of a cookie, so a foreign page gains nothing by sending one of these
    forms; `Sec-Fetch-Site` refuses it besides. The signature keeps out what was never shown by us, or days ago."""

    def setup_form(self, form: Any) -> Any:
        self.signer = URLSafeTimedSerializer(str(current_app.secret_key), salt="open form")
        return super().setup_form(form)

    def generate_csrf_token(self, _field: Field) -> str:
        return str(self.signer.dumps("open"))

    def validate_csrf_token(self, _form: Any, field: Field) -> None:
        try:
            self.signer.loads(field.data or "", max_age=LONGEST_OPEN)
        except BadSignature as error:
            raise ValidationError(gettext("The form was open for too long. Send it again; what you typed is still "
                                          "here.")) from error


class OpenForm(FlaskForm):
    """Base of all forms without a session."""

    class Meta(FlaskForm.Meta):
        csrf_class = SignedTime


def seconds_open(form: OpenForm) -> float:
    """How long ago a form that is valid was shown; programs are faster than people."""
    signer = URLSafeTimedSerializer(str(current_app.secret_key), salt="open form")
    _word, shown = signer.loads(form.csrf_token.data, max_age=LONGEST_OPEN, return_timestamp=True)
    return float((datetime.now(UTC) - shown).total_seconds())


class WithTrap:
    """A field that people do not see and programs fill in."""

    website = StringField(_l("Leave this field empty"))

    @property
    def is_trapped(self) -> bool:
        return bool((self.website.data or "").strip())
