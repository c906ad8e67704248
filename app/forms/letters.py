"""Forms of stage 1: the address file, the plan, the words of the letter, the draw, waves, marks."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp

from app.domain.languages import LANGUAGES, OWN_NAMES
from app.domain.letters import AddressState, AddressUse, Mark
from app.forms.moments import in_our_time
from app.forms.pools import ENCODINGS
from app.i18n.labels import LABELS

_OWN = [(code, OWN_NAMES[code]) for code in LANGUAGES]


class AddressFileForm(FlaskForm):
    file = FileField(_l("File with the addresses"), [FileRequired(_l("Choose a file first."))],
                     description=_l("CSV up to 10 MB or XLSX up to 5 MB, one row an address, up to 20,000 rows. The first row names the columns."),
                     render_kw={"accept": ".csv,.tsv,.txt,.xlsx"})
    encoding = SelectField(_l("Encoding of a CSV file"), choices=ENCODINGS, default="",
                           description=_l("Only if the letters came out wrong."))


class AddressColumnsForm(FlaskForm):
    uses = FieldList(SelectField(choices=[(use.value, LABELS[use]) for use in AddressUse]), max_entries=60)
    skip_faulty = BooleanField(_l("Leave out rows with a fault that stops the import"))
    remove_missing = BooleanField(_l("Remove addresses of the present list that are not in this file and are not drawn"))


class AreaForm(Form):
    """One row of the table of areas; its name comes from the list."""

    name = HiddenField()
    weight = StringField(_l("Weight"), [InputRequired(_l("Give a weight; 1 is the usual one.")), Length(max=12)],
                         default="1", render_kw={"inputmode": "decimal"})
    response = StringField(_l("Response in percent"), [Optional(), Length(max=12)], render_kw={"inputmode": "decimal"})


class PlanForm(FlaskForm):
    wanted = IntegerField(_l("How many people should register?"),
                          [InputRequired(_l("Give a number.")), NumberRange(1, 20_000, _l("Between 1 and 20,000 are possible."))],
                          description=_l("About seven for each seat leave a choice to the draw."), render_kw={"inputmode": "numeric"})
    response = StringField(_l("How many of a hundred letters will be answered?"),
                           [InputRequired(_l("Give a share in percent.")), Length(max=12)],
                           description=_l("Between 1 and 4 percent are usual. Give a careful number."),
                           render_kw={"inputmode": "decimal"})
    letters = IntegerField(_l("A fixed number of letters instead of the computed one"),
                           [Optional(), NumberRange(1, 20_000, _l("Between 1 and 20,000 are possible."))],
                           render_kw={"inputmode": "numeric"})
    areas = FieldList(FormField(AreaForm), max_entries=200)


class WordsForm(FlaskForm):
    sender = TextAreaField(_l("Who sends the letter, and from which address?"),
                           [InputRequired(_l("Give the sender’s address.")), Length(max=300)],
                           description=_l("It stands small above the address in the window, so that the post can bring a letter back."),
                           render_kw={"rows": 3})
    phone = StringField(_l("Telephone number for help"), [Optional(), Length(max=60)],
                        description=_l("Many people call before they trust a letter. A free number brings more answers."))
    email = EmailField(_l("E-mail address for help"), [Optional(), Email(_l("This is not an e-mail address.")), Length(max=254)])
    answer_by = DateField(_l("Until which day can people register?"), [Optional(), in_our_time])
    first_language = SelectField(_l("Language on the left"), choices=_OWN)
    second_language = SelectField(_l("Language on the right"), choices=_OWN)
    window = RadioField(_l("Where is the window of the envelope?"), default="left",
                        choices=[("left", _l("On the left")), ("right", _l("On the right"))])
    registrations_per_letter = IntegerField(
        _l("How many people can register with one letter?"), [InputRequired(_l("Give a number.")), NumberRange(1, 20, _l("Between 1 and 20 are possible."))],
        description=_l("One is usual. Of one address at most one person is drawn in any case."), render_kw={"inputmode": "numeric"})
    first_words = TextAreaField(_l("A paragraph of your own, language on the left"), [Optional(), Length(max=400)],
                                description=_l("For instance: what is paid, who helps with children, how to get there."), render_kw={"rows": 3})
    second_words = TextAreaField(_l("The same paragraph, language on the right"), [Optional(), Length(max=400)], render_kw={"rows": 3})


class AnnounceForm(FlaskForm):
    return_to = HiddenField()
    randomness = RadioField(
        _l("Which public number decides?"), default="dice",
        choices=[("dice", _l("Six ten-sided dice, thrown in public and typed by two people")),
                 ("beacon", _l("The public randomness service drand, at a time announced now"))])
    beacon_at = DateTimeLocalField(_l("When shall the randomness service be read?"), [Optional(), in_our_time],
                                   description=_l("Only with the randomness service; at least five minutes from now."))


class CallOffForm(FlaskForm):
    return_to = HiddenField()
    reason = TextAreaField(_l("Why is the draw of addresses called off?"),
                           [InputRequired(_l("Give the reason. It is published.")), Length(max=500)], render_kw={"rows": 2})


class SixDiceForm(FlaskForm):
    dice_round = HiddenField()
    digits = StringField(_l("The dice, in the order in which they were announced"),
                         [InputRequired(_l("Type the dice.")),
                          Regexp(r"^\s*[0-9](?:[\s-]*[0-9])*\s*$", message=_l("Type digits only, one for each die."))],
                         render_kw={"inputmode": "numeric", "autocomplete": "off"})


class WaveForm(FlaskForm):
    """A button; `kind` says which letters."""

    kind = HiddenField()
    return_to = HiddenField()


class PostedForm(FlaskForm):
    posted_on = DateField(_l("On which day were they posted?"), [InputRequired(_l("Give the day.")), in_our_time])


class MarkForm(FlaskForm):
    numbers = TextAreaField(_l("Numbers printed on the letters (№)"), [InputRequired(_l("Type the numbers that are printed on the letters.")), Length(max=20_000)],
                            description=_l("Separated by spaces, commas or new lines."), render_kw={"rows": 3, "inputmode": "numeric"})
    mark = RadioField(_l("What is to be noted?"), choices=[(mark.value, LABELS[mark]) for mark in Mark], default="returned")


class AddressSearchForm(FlaskForm):
    """A search, sent by GET: nothing changes."""

    class Meta:
        csrf = False

    state = SelectField(_l("What became of them"), choices=[("", _l("All")), *((state.value, LABELS[state]) for state in AddressState)], default="")
    area = SelectField(_l("Area"), validate_choice=False, default="")
    number = StringField(_l("Number"), [Optional(), Length(max=9)], render_kw={"inputmode": "numeric"})
