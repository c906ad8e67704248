"""Forms of a draw: starting it, publishing its commitment, typing the dice, bringing the beacon's round."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.forms.moments import in_our_time
from app.forms.open_forms import OpenForm


class StepForm(FlaskForm):
    """One button. `expected`: where the draw stood when the page was made; `return_to`: this page."""

    expected = HiddenField()
    return_to = HiddenField()


class StartForm(StepForm):
    panel_count = RadioField(
        _l("How many possible juries shall the list hold?"), default="1000",
        choices=[("1000", _l("1,000 – three dice, chances exact to a tenth of a percent")),
                 ("100", _l("100 – two dice, for a rehearsal")),
                 ("10000", _l("10,000 – four dice, for large pools"))])
    randomness = RadioField(
        _l("Which public numbers decide?"), default="dice",
        choices=[("dice", _l("Dice, thrown in public")),
                 ("beacon", _l("Dice, and afterwards the public randomness service drand"))])
    beacon_at = DateTimeLocalField(
        _l("When shall the randomness service be read?"), [Optional(), in_our_time],
        description=_l("Only with the randomness service. The dice must be published at least a minute before."))


class AgainForm(StartForm):
    reason = TextAreaField(_l("Why is it drawn again?"), [InputRequired(_l("Give the reason. It is published.")), Length(max=1000)],
                           description=_l("The reason is published. The earlier draw stays visible."),
                           render_kw={"rows": 3})


class PublishForm(StepForm):
    """The public reason is asked for only when there are no overseers who could approve."""

    reason = TextAreaField(
        _l("Why is it published without overseers?"), [Optional(), Length(max=1000)],
        description=_l("This jury has no overseers who could check the list. Your reason is published with it."),
        render_kw={"rows": 3})


class WordForm(StepForm):
    """An overseer's word on the list whose fingerprint is `seen`."""

    seen = HiddenField()
    decision = HiddenField()
    reason = TextAreaField(
        _l("What is wrong with the list?"), [Optional(), Length(max=1000)],
        description=_l("Needed for an objection. It is published, so name nobody."), render_kw={"rows": 3})


class SceneForm(FlaskForm):
    """One press of the presenter. `shown`: the scene on the screen when the button was made."""

    move = HiddenField()
    shown = HiddenField()
    theme = HiddenField()


class DiceForm(FlaskForm):
    dice_round = HiddenField()
    digits = StringField(_l("The dice, in the order in which they were announced"),
                         [InputRequired(_l("Type the dice.")), Regexp(r"^\s*[0-9](?:[\s-]*[0-9])*\s*$", message=_l("Type digits only, one for each die."))],
                         render_kw={"inputmode": "numeric", "autocomplete": "off"})


class BeaconForm(FlaskForm):
    published = TextAreaField(
        _l("The round as the randomness service published it"), [InputRequired(_l("Paste the answer of the service.")), Length(max=4000)],
        description=_l("The text with “round” and “signature”. The signature is checked, so it does not matter who brings it."),
        render_kw={"rows": 4, "spellcheck": "false"})


class TicketForm(OpenForm):
    """Looks a ticket up for readers without a script. It is posted so that the number stands in no address and no log."""

    ticket = StringField(
        _l("Ticket number"), [InputRequired(_l("Type the number of your ticket.")), Length(max=12)],
        description=_l("It stands in the letter or message that you got when the list was published."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"})
