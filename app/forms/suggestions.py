"""Forms of what the public sends, of the desks that answer, and of who can help instead."""
from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.domain.suggestions import (
    FOR_QUESTIONS,
    FOR_STATEMENTS,
    LONGEST_STATEMENT_DAYS,
    MOST_CHARACTERS,
    MOST_FOR_AN_APPEAL,
    Outcome,
    Refusal,
)
from app.forms.moments import in_our_time
from app.forms.open_forms import OpenForm, WithTrap
from app.forms.rooms import IN_COLUMN
from app.forms.texts import TextsField
from app.i18n.labels import LABELS
from app.services.suggestions.answers import MOST_WORDS, Answer


def _one_line_end(text: str | None) -> str | None:
    """Browsers count a line end as one character and send two."""
    return text.replace("\r\n", "\n") if text else text


_TOO_LONG = _l("At most %(max)d characters are possible.")


class SendForm(OpenForm, WithTrap):
    """`key` names this showing of the form: pressed twice, it sends once."""

    key = HiddenField(validators=[Length(max=80)], default=lambda: secrets.token_urlsafe(16))
    body = TextAreaField(_l("What do you want to say to the jury?"), [InputRequired(_l("Write something first.")),
                                                Length(max=MOST_CHARACTERS, message=_TOO_LONG)],
                         filters=[_one_line_end],
                         description=_l("At most 1,500 characters, in Kazakh, Russian or English. It is published with "
                                        "the answer, so do not name private people, yourself included."),
                         render_kw={"rows": 9, "maxlength": MOST_CHARACTERS})
    email = StringField(_l("E-mail address"), [Optional(), Length(max=254)],
                        description=_l("Only if you want to hear by e-mail what became of it. It is shown to nobody, and "
                                       "erased with the answer."),
                        render_kw={"autocomplete": "email", "inputmode": "email", "type": "email", "maxlength": 254})


class QuestionForm(SendForm):
    place = StringField(_l("Which town, village or district is it about?"), [Optional(), Length(max=120)],
                        render_kw={"maxlength": 120})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body.label.text = _l("Your question")


class CodeForm(OpenForm):
    code = StringField(_l("Code from your receipt"), [InputRequired(_l("Type the code.")), Length(max=100)],
                       description=_l("12 digits in three groups. Spaces do not matter."),
                       render_kw={"inputmode": "numeric", "autocomplete": "off", "maxlength": 100})


class HiddenCodeForm(OpenForm):
    """A button of the page that was opened with a code."""

    code = HiddenField(validators=[InputRequired(), Length(max=100)])


class AppealForm(HiddenCodeForm):
    words = TextAreaField(_l("Why is the answer wrong?"), [
        InputRequired(_l("Write why you think so.")), Length(max=MOST_FOR_AN_APPEAL, message=_TOO_LONG)],
        filters=[_one_line_end], description=_l("Only the overseers of the jury read this."),
        render_kw={"rows": 5, "maxlength": MOST_FOR_AN_APPEAL})


class AnswerForm(FlaskForm):
    before = HiddenField(validators=[Length(max=40)])
    outcome = RadioField(_l("What becomes of it?"), [InputRequired(_l("Choose what becomes of it."))])
    refusal = RadioField(_l("Which rule does it break?"), [Optional()],
                         choices=[(reason.value, LABELS[reason]) for reason in Refusal],
                         description=_l("Only if it is not published. The public reads the reason, never the words."))
    into = IntegerField(_l("Number of the one that says the same"), [Optional(), IN_COLUMN],
                        description=_l("Only if it is merged."), render_kw={"inputmode": "numeric"})
    advice = SelectField(_l("Who can help instead, or to whom it was passed on"), [Optional()])
    became = SelectField(_l("Which jury deals with it?"), [Optional()], description=_l("Only if it became a jury."))
    words = TextsField(_l("Answer in words"), rows=3, maximum=MOST_WORDS,
                       description=_l("Everybody reads it. One language is enough."))

    def offer(self, of_jury: bool, bodies: Sequence[tuple[str, str]], juries: Sequence[tuple[str, str]]) -> None:
        """Put in what there is to choose from."""
        outcomes = FOR_STATEMENTS if of_jury else FOR_QUESTIONS
        self.outcome.choices = [(outcome.value, LABELS[outcome]) for outcome in outcomes]
        self.advice.choices = [("", _l("Nobody from the list")), *bodies]
        self.became.choices = [("", _l("None")), *juries]
        if of_jury:
            del self.became

    def answer(self) -> Answer:
        """What was chosen, without the words for the library."""
        return Answer(
            Outcome(self.outcome.data), Outcome(self.before.data) if self.before.data in _OUTCOMES else None,
            words=self.words.data, refusal=Refusal(self.refusal.data) if self.refusal.data else None,
            into=self.into.data, advice_body_id=int(self.advice.data) if self.advice.data else None,
            became=self.became.data or "" if "became" in self else "")


_OUTCOMES = {outcome.value for outcome in Outcome}


class DecideForm(FlaskForm):
    decision = RadioField(_l("Your decision"), [InputRequired(_l("Choose one answer."))], choices=[
        ("upheld", _l("The appeal is right: it must be answered anew, in another way")),
        ("rejected", _l("The answer stands"))])
    reason = StringField(_l("The reason"), [InputRequired(_l("Give the reason.")), Length(max=200)],
                         description=_l("The author reads it, and who answers statements."))


class TermsForm(FlaskForm):
    is_open = BooleanField(_l("The public may send statements to this jury"))
    closes_on = DateField(_l("Last day"), [Optional(), in_our_time],
                          description=_l("Left empty, it is the last day of the sittings."))
    working_days = IntegerField(_l("Answered within how many working days?"),
                                [InputRequired(_l("Give a number.")), NumberRange(1, LONGEST_STATEMENT_DAYS)],
                                description=_l("A public promise. A late answer is marked, and nobody can hide it."),
                                render_kw={"inputmode": "numeric"})


class BodyForm(FlaskForm):
    name = TextsField(_l("Name"), maximum=200)
    about = TextsField(_l("With what does it help?"), rows=2, maximum=500)
    address = TextsField(_l("Address"), maximum=300)
    phone = StringField(_l("Telephone"), [Optional(), Length(max=60)], render_kw={"inputmode": "tel", "maxlength": 60})
    web = StringField(_l("Web page"), [Optional(), Length(max=200)], render_kw={"inputmode": "url", "maxlength": 200})
