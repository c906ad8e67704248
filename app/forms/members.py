"""Forms for inviting people into a jury and ending a membership."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, RadioField, StringField
from wtforms.validators import Email, InputRequired, Length, Optional

from app.domain.languages import LANGUAGES, OWN_NAMES
from app.domain.roles import Role
from app.forms.texts import TextsField
from app.i18n.labels import LABELS

# Jurors come in through the draw only.
INVITED_ROLES = (Role.FACILITATOR, Role.EXPERT, Role.OVERSEER, Role.COMMISSIONER, Role.OBSERVER, Role.ORGANIZER)


class InviteForm(FlaskForm):
    role = RadioField(_l("Role"), [InputRequired(_l("Choose the role."))],
                      choices=[(role.value, LABELS[role]) for role in INVITED_ROLES])
    name = StringField(_l("Name"), [InputRequired(_l("Enter the name.")), Length(max=120)])
    email = EmailField(_l("E-mail address"), [InputRequired(_l("Enter the e-mail address.")),
                                              Email(_l("This is not an e-mail address.")), Length(max=254)])
    alias = StringField(_l("Name shown in the room"), [Optional(), Length(max=60)],
                        description=_l("For example first name and initial. Blank: made from the name."))
    language = RadioField(_l("Language of the invitation"), default="kk",
                          choices=[(code, OWN_NAMES[code]) for code in LANGUAGES])
    topic = TextsField(_l("Experts: topic"), maximum=200)
    stance = TextsField(_l("Experts: declared position"), maximum=400)
    interests = TextsField(_l("Experts: interests"), maximum=400)


class EndForm(FlaskForm):
    membership_id = HiddenField()
