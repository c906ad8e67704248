"""Forms for a draft: a change of the script, steps back, scribes, amendments and the scale of consensus."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.drafting import CLAUSES, Consensus
from app.i18n.labels import label


class ExchangeForm(FlaskForm):
    """What the script sends where sockets are blocked."""

    after = HiddenField()
    change = HiddenField()
    command_id = HiddenField()


class StepForm(FlaskForm):
    """A step of the history of a clause."""

    clause = HiddenField(validators=[InputRequired()])
    seq = HiddenField(validators=[InputRequired()])


class ScribesForm(FlaskForm):
    scribes = SelectMultipleField(
        _l("Who writes?"), coerce=int, choices=[], widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(), description=_l("Tick nobody, and all jurors write again."))


class AmendmentForm(FlaskForm):
    """Other words for one clause."""

    text = TextAreaField(_l("How should it read?"), render_kw={"rows": 6},
                         description=_l("Change the words right here. Only the difference is shown to the others."))
    reason = TextAreaField(_l("Why?"), [InputRequired(_l("Give a reason, so that others can follow it.")),
                                        Length(max=500, message=_l("The reason may have at most 500 characters."))],
                           render_kw={"rows": 3, "maxlength": 500})


class DeclineForm(FlaskForm):
    reason = StringField(_l("Why not?"), [InputRequired(_l("Give a reason, so that others can follow it.")),
                                          Length(max=500, message=_l("The reason may have at most 500 characters."))])


class ConsensusForm(FlaskForm):
    """What a juror thinks of one clause; `version` is the one that was read."""

    part = HiddenField()
    version = HiddenField()
    step = RadioField(_l("How is it for you?"), [InputRequired(_l("Choose one of the five answers."))],
                      choices=[(step.value, step.value) for step in Consensus])
    wish = TextAreaField(_l("What would make it acceptable? (optional)"),
                         [Length(max=500, message=_l("At most 500 characters, please."))],
                         render_kw={"rows": 2, "maxlength": 500})

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.step.choices = [(step.value, label(step)) for step in Consensus]


def is_clause(name: str | None) -> bool:
    return name in CLAUSES
