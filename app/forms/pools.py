"""Forms of the pool: sending a file, saying what its columns are, confirming; searching; deciding on cases; keeping."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, FieldList, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from app.domain.pool_columns import ColumnUse
from app.i18n.labels import LABELS
from app.services.pool.retention import CONTACTS_DAYS, POOL_DAYS

ENCODINGS = [
    ("", _l("Recognise it")), ("utf-8", "UTF-8"), ("utf-16", "UTF-16"), ("cp1251", "Windows-1251"),
    ("kz1048", "KZ-1048 (Windows)"), ("koi8-r", "KOI8-R"), ("cp866", "DOS 866"), ("iso8859-5", "ISO 8859-5"),
    ("mac_cyrillic", "Mac"), ("cp1252", "Windows-1252"), ("cp1254", "Windows-1254"),
]


class UploadForm(FlaskForm):
    file = FileField(_l("File with the people"), [FileRequired(_l("Choose a file first."))],
                     description=_l("CSV up to 10 MB or XLSX up to 5 MB, one row a person, up to 20,000 people. The first row names the columns."),
                     render_kw={"accept": ".csv,.tsv,.txt,.xlsx"})
    encoding = SelectField(_l("Encoding of a CSV file"), choices=ENCODINGS, default="",
                           description=_l("Only if the letters came out wrong."))


class ColumnsForm(FlaskForm):
    uses = FieldList(SelectField(choices=[(use.value, LABELS[use]) for use in ColumnUse]), max_entries=60)
    skip_faulty = BooleanField(_l("Leave out people whose row has a fault that stops the import"))


class ConfirmImportForm(FlaskForm):
    seen = HiddenField()
    letters = BooleanField(_l("I have looked at the first rows: the letters are right"))


class DropForm(FlaskForm):
    """One button."""


class RetentionForm(FlaskForm):
    pool_days = IntegerField(
        _l("Days after the draw until everybody who was not drawn is erased"),
        [InputRequired(_l("Please give a number of days.")),
         NumberRange(1, POOL_DAYS, _l("Please give a number from 1 to %(most)s.", most=POOL_DAYS))],
        description=_l("At most 30. As long as seats may still be refused, keep enough time to call somebody else."))
    contacts_days = IntegerField(
        _l("Days after the verdict until names and contacts of the jurors are erased"),
        [InputRequired(_l("Please give a number of days.")),
         NumberRange(1, CONTACTS_DAYS, _l("Please give a number from 1 to %(most)s.", most=CONTACTS_DAYS))],
        description=_l("At most 90. What the jurors said stays, under the name they chose for the room."))
