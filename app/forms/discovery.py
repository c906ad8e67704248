"""Forms of finding and following: the filters of the list, what a jury is about, and one address to write to."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.languages import OWN_NAMES
from app.domain.topics import MOST_TOPICS, Topic
from app.forms.open_forms import OpenForm, WithTrap
from app.i18n.topic_labels import STAGE_GROUP_NAMES, TOPIC_LABELS
from app.services.discovery.jury_lists import Choices, ListFilter

TOPIC_CHOICES = [(topic.value, TOPIC_LABELS[topic]) for topic in Topic]


class TopicsField(SelectMultipleField):
    """Up to three topics as ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: FlaskForm) -> None:
        super().pre_validate(form)
        if len(self.data or ()) > MOST_TOPICS:
            raise ValidationError(_l("Choose at most three topics, those that fit best."))


class TopicsForm(FlaskForm):
    topics = TopicsField(_l("What is the jury about?"), choices=TOPIC_CHOICES,
                         description=_l("Up to three. Readers find the jury by them in the list of all juries."))

    def chosen(self) -> list[Topic]:
        return [Topic(value) for value in self.topics.data or ()]


class FilterForm(FlaskForm):
    """What the list of all juries is narrowed to; it goes into the address, so that it can be passed on."""

    class Meta(FlaskForm.Meta):
        csrf = False

    place = SelectField(_l("Place"))
    topic = SelectField(_l("Topic"))
    stage = SelectField(_l("Where it stands"))
    year = SelectField(_l("Year"))
    written = SelectField(_l("Language of the verdict"))

    def offer(self, choices: Choices) -> None:
        """Fill the lists; what stands in the address and fits nothing is forgotten."""
        anything = [("", _l("All"))]
        self.place.choices = anything + [(place, place) for place in choices.places]
        self.topic.choices = anything + [(topic.value, TOPIC_LABELS[topic]) for topic in choices.topics]
        self.stage.choices = [*anything, *STAGE_GROUP_NAMES.items()]
        self.year.choices = anything + [(str(year), str(year)) for year in choices.years]
        self.written.choices = anything + [(code, OWN_NAMES[code]) for code in choices.languages]
        for field in (self.place, self.topic, self.stage, self.year, self.written):
            if field.data not in {value for value, _ in field.choices}:
                field.data = ""

    def wanted(self) -> ListFilter:
        return ListFilter(self.place.data, Topic(self.topic.data) if self.topic.data else None, self.stage.data,
                          int(self.year.data) if self.year.data else None, self.written.data)


class FollowForm(OpenForm, WithTrap):
    email = StringField(_l("Your e-mail address"), [InputRequired(_l("Write your e-mail address.")), Length(max=254)],
                        description=_l("We write to it once and ask whether you really want this. Only then do we keep it."),
                        render_kw={"autocomplete": "email", "inputmode": "email", "type": "email", "maxlength": 254})


class LinkForm(OpenForm):
    """One button behind a personal link."""
