"""The form of a private hint."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import Length

from app.domain.room_desk import NudgeKind
from app.i18n.labels import LABELS
from app.services.room.nudges import MAX_LENGTH


class NudgeForm(FlaskForm):
    kind = RadioField(_l("What do you want to say?"), choices=[(kind.value, LABELS[kind]) for kind in NudgeKind],
                      default=NudgeKind.YOUR_VIEW.value,
                      description=_l("The juror reads the first four in their own language."))
    words = StringField(_l("Your own words"), [Length(max=8 * MAX_LENGTH)],
                        description=_l("Only for the last choice. Up to 200 characters, friendly and without pressure."))
