"""Forms of a jury: its frame, its charge, the decisions about it, and moving on."""
from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.domain.languages import LANGUAGES, OWN_NAMES
from app.domain.topics import Topic
from app.forms.discovery import TOPIC_CHOICES, TopicsField
from app.forms.moments import in_our_time
from app.forms.texts import TextsField
from app.models import Jury
from app.services.juries import ChargeTexts, JuryFrame

THRESHOLDS = ("1/2", "3/5", "2/3", "3/4", "4/5", "9/10", "1/1")
QUORUMS = ("1/2", "2/3", "3/4", "1/1")


def _share(value: str) -> tuple[int, int]:
    share = Fraction(value)
    return share.numerator, share.denominator


class FrameForm(FlaskForm):
    """Everything about a jury besides its question."""

    title = TextsField(_l("Short name of the jury"), maximum=120, required=("kk", "ru"))
    place = TextsField(_l("Place"), maximum=120, required=("kk", "ru"))
    commissioner_name = TextsField(_l("Authority that asks and will answer"), maximum=200, required=("kk", "ru"))
    authentic_language = RadioField(_l("Authentic language of the verdict"), default="kk",
                                    choices=[(code, OWN_NAMES[code]) for code in LANGUAGES])
    seats = IntegerField(_l("Seats"), [InputRequired(_l("Say how many seats the jury has.")),
                                       NumberRange(3, 500, _l("A jury has between 3 and 500 seats."))], default=20,
                         description=_l("A citizens’ jury has 15 to 25 members. Other numbers are possible, but it is then another kind of panel, and the pages say so."))
    threshold = SelectField(_l("Share of “for” votes that adopts a recommendation"), default="4/5",
                            choices=list(THRESHOLDS),
                            description=_l("Of all jurors, not only of those who vote. Set before the first day."))
    quorum = SelectField(_l("Share of jurors who must vote for a ballot to count"), default="2/3",
                         choices=list(QUORUMS))
    starts_on = DateField(_l("First day"), [Optional(), in_our_time])
    ends_on = DateField(_l("Last day"), [Optional(), in_our_time])
    reply_working_days = IntegerField(_l("Working days for the authority’s reply"), [
        InputRequired(_l("Say in how many working days the authority answers.")),
        NumberRange(1, 250, _l("Between 1 and 250 working days."))], default=10)

    topics = TopicsField(_l("What is the jury about?"), choices=TOPIC_CHOICES,
                         description=_l("Up to three. Readers find the jury by them in the list of all juries."))

    def validate_ends_on(self, field: DateField) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("The last day lies before the first."))

    def frame(self) -> JuryFrame:
        return JuryFrame(
            title=self.title.data, place=self.place.data, commissioner_name=self.commissioner_name.data,
            authentic_language=self.authentic_language.data, seats=self.seats.data,
            threshold=_share(self.threshold.data), quorum=_share(self.quorum.data),
            starts_on=self.starts_on.data, ends_on=self.ends_on.data,
            reply_working_days=self.reply_working_days.data)

    def chosen_topics(self) -> list[Topic]:
        return [Topic(value) for value in self.topics.data or ()]


class NewJuryForm(FrameForm):
    topics = None  # type: ignore[assignment]  # WTForms’ way to leave a field out: the organizer chooses them later
    slug = StringField(_l("Address of the jury"), [InputRequired(_l("Choose the address of the jury.")), Length(3, 60)],
                       description=_l("Small Latin letters, digits and hyphens, for example “almaty-air-2026”. It cannot be changed later."))

    def validate_slug(self, field: StringField) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", field.data or ""):
            raise ValidationError(gettext("Use small Latin letters, digits and single hyphens only."))


def frame_data(jury: Jury) -> dict[str, Any]:
    """What the form shows of a jury that exists."""
    names = ("title", "place", "commissioner_name", "authentic_language", "seats", "starts_on", "ends_on",
             "reply_working_days")
    return {name: getattr(jury, name) for name in names} | {
        "threshold": f"{jury.threshold_numerator}/{jury.threshold_denominator}",
        "quorum": f"{jury.quorum_numerator}/{jury.quorum_denominator}"}


class ChargeForm(FlaskForm):
    """The charge in three languages."""

    question = TextsField(_l("The question to the jury"), rows=3, maximum=400, required=("kk", "ru"))
    scope_in = TextsField(_l("What the jury deals with"), rows=4, maximum=2000)
    scope_out = TextsField(_l("What the jury does not deal with"), rows=4, maximum=2000)
    powers = TextsField(_l("What the jury may do, and what happens with its verdict"), rows=4, maximum=2000)
    reply_promise = TextsField(_l("The authority’s promise to reply"), rows=4, maximum=2000)
    reason = StringField(_l("Reason for the change"), [Optional(), Length(max=400)],
                         description=_l("Needed once somebody has signed or approved the charge. It is published."))

    def texts(self) -> ChargeTexts:
        return ChargeTexts(self.question.data, self.scope_in.data, self.scope_out.data, self.powers.data,
                           self.reply_promise.data)


class DecisionForm(FlaskForm):
    """A signature, an approval or an objection under the version that was read."""

    version = HiddenField()
    seen = HiddenField()
    decision = HiddenField()
    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=1000)],
                           description=_l("Needed for an objection. It is published."), render_kw={"rows": 3})


class MoveForm(FlaskForm):
    """Moving a jury to another stage."""

    target = HiddenField()
    return_to = HiddenField()
    reason = StringField(_l("Reason"), [Optional(), Length(max=400)], description=_l("It is published."))
