"""Forms for the targets: percentages, least and greatest numbers, words for readers, a file."""
from __future__ import annotations

from decimal import Decimal, InvalidOperation

from babel.numbers import get_decimal_symbol
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from app.domain.errors import DomainError
from app.forms.texts import TextsField

_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}
_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


class ValueForm(Form):
    name = HiddenField()
    share = StringField(_l("Percent of the population"), [Length(max=12)], render_kw=_DECIMAL)
    minimum = StringField(_l("Least"), [Length(max=6)], render_kw=_NUMBER)
    maximum = StringField(_l("Most"), [Length(max=6)], render_kw=_NUMBER)


class FeatureForm(Form):
    """`first` and `second` are the two features of a crossed one; `source` says where the percentages come from."""

    name = HiddenField()
    first = HiddenField()
    second = HiddenField()
    source = HiddenField()
    tolerance = StringField(_l("Tolerance of this feature"), [Length(max=4)], render_kw=_NUMBER,
                            description=_l("Blank: the tolerance for all features."))
    is_used = BooleanField(_l("Use this feature in the draw"))
    values = FieldList(FormField(ValueForm), max_entries=100)


class ShareRowForm(Form):
    """A row of a table of the population, and the value of the pool for which it counts; blank: for none."""

    name = HiddenField()
    number = HiddenField()
    value = SelectField(validate_choice=False)


class TargetsForm(FlaskForm):
    """Everything that is typed stands in this one form, so that no step loses it. Only saving changes anything."""

    tolerance = IntegerField(_l("Tolerance"), [InputRequired(_l("Enter the tolerance, 0 or more.")),
                                               NumberRange(0, 20, _l("The tolerance is a whole number from 0 to 20."))],
                             default=1, description=_l("How many seats a value may have more or fewer than its share."))
    add_feature = StringField(_l("Feature"), [Length(max=80)])
    add_value = StringField(_l("New value"), [Length(max=80)])
    features = FieldList(FormField(FeatureForm), max_entries=60)
    share_feature = SelectField(_l("For which feature?"), validate_choice=False)
    share_text = TextAreaField(_l("Rows of the table"), [Length(max=60_000)], render_kw={"rows": 6, "spellcheck": "false"},
                               description=_l("A name and a number in each row, or a table with titles above its columns. Percentages or numbers of people; sums are recognised."))
    table_feature = SelectField(_l("For which feature?"), validate_choice=False)
    table = SelectField(_l("Table of the population"), validate_choice=False)
    cross_first = SelectField(_l("First feature"), validate_choice=False)
    cross_second = SelectField(_l("Second feature"), validate_choice=False)
    shares_for = HiddenField()
    shares_source = HiddenField()
    shares = FieldList(FormField(ShareRowForm), max_entries=400)


class TargetFileForm(FlaskForm):
    file = FileField(_l("File with the targets"), [FileRequired(_l("Choose a file first."))],
                     description=_l("CSV or XLSX with the columns feature, value, min, max – or feature, value, percent."),
                     render_kw={"accept": ".csv,.tsv,.txt,.xlsx"})


class WordsForm(FlaskForm):
    """One text in three languages for each feature and each value, in the order of the targets."""

    words = FieldList(TextsField(_l("Words for readers"), maximum=120), max_entries=2100)


def read_number(text: str | None, place: tuple[str, str], faults: list[DomainError]) -> int | None:
    """A whole number as typed; blank is None, anything else a fault that names feature and value."""
    typed = (text or "").strip()
    if typed and not (typed.isdecimal() and len(typed) <= 4):
        faults.append(_fault(place, typed))
        return None
    return int(typed) if typed else None


def read_tolerance(text: str | None, feature: str, faults: list[DomainError]) -> int | None:
    """The own tolerance of a feature; blank is None."""
    typed = (text or "").strip()
    if typed and not (typed.isdecimal() and int(typed) <= 20):
        faults.append(DomainError("tolerance_is_no_number", feature=feature))
        return None
    return int(typed) if typed else None


def read_share(text: str | None, place: tuple[str, str], faults: list[DomainError]) -> Decimal | None:
    """A percentage as typed, with comma or point."""
    typed = (text or "").strip().rstrip("%").strip().replace(",", ".")
    if not typed:
        return None
    try:
        share = Decimal(typed)
    except InvalidOperation:
        share = Decimal(-1)
    if not share.is_finite() or not 0 <= share <= 100:
        faults.append(_fault(place, typed))
        return None
    return round(share, 3)


def _fault(place: tuple[str, str], text: str) -> DomainError:
    return DomainError("target_is_no_number", feature=place[0], value=place[1], text=text)


def as_typed(number: int | Decimal | None) -> str:
    """A number as a field shows it, with the decimal sign of the page's language: 51.4 in English, 51,4 in Russian."""
    if number is None:
        return ""
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", get_decimal_symbol(get_locale()))
