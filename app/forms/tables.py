"""Forms of the small tables."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput

from app.domain.tables import LARGEST, MOST_MINUTES, MOST_ROUNDS, SMALLEST, WishKind
from app.forms.rooms import IN_COLUMN, MOST_CHARACTERS, CommandForm, ReasonForm
from app.forms.texts import TextsField
from app.models import Membership, SmallTable

HERE = _l("Who is here")


class PeopleField(SelectMultipleField):
    """Jurors by name, each with a box to tick."""

    def __init__(self, label: Any = None, **values: Any) -> None:
        super().__init__(label, coerce=int, choices=[], option_widget=CheckboxInput(), **values)

    def offer(self, jurors: Sequence[Membership]) -> None:
        self.choices = [(juror.id, juror.alias) for juror in jurors]


class PlanForm(FlaskForm):
    rounds = IntegerField(_l("How many rounds"), [
        InputRequired(_l("Say how many rounds there are.")),
        NumberRange(1, MOST_ROUNDS, _l("Give a number of rounds between 1 and 6."))], default=2)
    size = IntegerField(_l("People at a table"), [
        InputRequired(_l("Say how many people sit at a table.")),
        NumberRange(SMALLEST, LARGEST, _l("Give a number of people between 3 and 8."))], default=5,
        description=_l("Four to six work best. The tables of a round differ by one person at most."))
    minutes = IntegerField(_l("Minutes of a round"), [
        InputRequired(_l("Say how many minutes a round takes.")),
        NumberRange(1, MOST_MINUTES, _l("Give a number of minutes between 1 and 120."))], default=20)
    prompt = TextsField(_l("The question for the tables; left blank, it is that of the agenda"), rows=2, maximum=400)
    gathers_languages = BooleanField(
        _l("Seat people of one language together as far as possible"), default=True,
        description=_l("People of different languages then meet less often. Leave it out where all understand each other."))
    people = PeopleField(HERE, description=_l(
        "Ticked are those who were seen in the last five minutes or join by telephone. The plan is made for them."))


class StartRoundForm(CommandForm):
    people = PeopleField(HERE, id="here", description=_l(
        "The tables are planned anew when somebody planned is not here, or somebody else is."))


class WishForm(FlaskForm):
    first = SelectField(_l("One juror"), coerce=int)
    second = SelectField(_l("The other juror"), coerce=int)
    kind = SelectField(_l("At the tables"), coerce=str, choices=[
        (WishKind.TOGETHER.value, _l("Always together")), (WishKind.APART.value, _l("Never together"))])
    reason = StringField(_l("Why"), [InputRequired(_l("Give the reason in a word.")), Length(max=200)],
                         description=_l("For example: helps with reading, or speaks the same sign language."))

    def offer(self, jurors: Sequence[Membership]) -> None:
        self.first.choices = self.second.choices = [(juror.id, juror.alias) for juror in jurors]


class RemoveWishForm(FlaskForm):
    wish = IntegerField(validators=[InputRequired(), IN_COLUMN])


class MoveForm(ReasonForm):
    juror = SelectField(_l("Juror"), coerce=int)
    table = SelectField(_l("To which table"), coerce=int)
    reason = StringField(_l("The reason, without names; it is published"), [
        InputRequired(_l("Give the reason in a word.")), Length(max=200)])

    def offer(self, jurors: Sequence[tuple[int, str]], tables: Sequence[SmallTable]) -> None:
        self.juror.choices = list(jurors)
        self.table.choices = [(table.id, str(table.number)) for table in tables]


class HeardForm(CommandForm):
    member = IntegerField(validators=[InputRequired(), IN_COLUMN])
    heard = IntegerField(validators=[InputRequired(), NumberRange(0, 1)])


class NoteForm(CommandForm):
    version = IntegerField(validators=[InputRequired(), IN_COLUMN])
    text = TextAreaField(_l("Your text of the note"), [Length(max=MOST_CHARACTERS)],
                         description=_l("One point a line: the points are put side by side in the plenary afterwards."))


class TableForm(CommandForm):
    table = IntegerField(validators=[InputRequired(), IN_COLUMN])


class GroupForm(CommandForm):
    """The points themselves are boxes in the lists of the tables."""

    points = SelectMultipleField(_l("Points"), coerce=int, choices=[], validate_choice=False)
    title = StringField(_l("What these points say together"), [Length(max=MOST_CHARACTERS)])
    group = SelectField(_l("Add to"), coerce=int, default=0)


class OneGroupForm(CommandForm):
    group = IntegerField(validators=[InputRequired(), IN_COLUMN])
