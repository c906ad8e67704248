"""Days and times that a person can mean: the year 9999 has no next day in every time zone."""
from __future__ import annotations

from flask_babel import gettext
from wtforms import DateField, DateTimeLocalField, ValidationError
from wtforms.form import BaseForm

FIRST_YEAR, LAST_YEAR = 2000, 2100


def in_our_time(_form: BaseForm, field: DateField | DateTimeLocalField) -> None:
    """A validator: the year lies between 2000 and 2100."""
    if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(gettext("Give a year between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR))
