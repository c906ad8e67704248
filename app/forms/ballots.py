"""Forms of a ballot: opening it, voting step by step, closing, annulling, and checking a receipt."""
from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.phases import BallotMethod, Choice
from app.i18n.labels import label


class OpenBallotForm(FlaskForm):
    items = SelectMultipleField(_l("What is voted on?"), [InputRequired(_l("Choose at least one item."))], coerce=int,
                                choices=[], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
                                description=_l("Drafts, or what was voted on before. From now on their words are frozen."))


    method = RadioField(_l("How is it voted on?"), default=BallotMethod.YES_NO.value,
                        choices=[(method.value, method.value) for method in BallotMethod],
                        description=_l("By approval the chosen items are options. Of those that enough jurors approve of, the "
                                       "one with most approvals is adopted; if two are equal, none is."))
    again_reason = StringField(_l("Why is it voted on again?"), [Optional(), Length(max=300)],
                               description=_l("Only when something here was voted on before. The reason is public."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.method.choices = [(method.value, label(method)) for method in BallotMethod]


class ReopenForm(FlaskForm):
    reason = StringField(_l("What has to be corrected?"), [
        InputRequired(_l("Give the reason. It is public.")), Length(max=200)],
        description=_l("The earlier result stays readable; it counts no more. The item must be voted on again."))


class CountForm(FlaskForm):
    reason = TextAreaField(_l("Why is it closed before everybody has voted?"), [Optional(), Length(max=500)],
                           description=_l("The reason is public. Not needed when everybody has voted."))


class AnnulForm(FlaskForm):
    reason = TextAreaField(_l("Why is the ballot annulled?"), [
        InputRequired(_l("Give the reason. It is public.")), Length(max=500)],
        description=_l("The reason is public. The box is destroyed unopened."))


class ReceiptForm(FlaskForm):
    code = StringField(_l("Receipt code"), [InputRequired(_l("Enter the code from your receipt.")), Length(max=60)],
                       description=_l("20 letters and digits. Small letters, spaces and hyphens do not matter."),
                       render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"})


class VoteForm(FlaskForm):
    """All items of one ballot. Nothing is kept between the steps but in the form itself: hidden fields carry the rest.

    `place` is the item being asked, from 0; `len(items)` is the step where the voter checks everything.
    """

    place: int

    def names(self) -> list[str]:
        return [name for name in self._fields if name.startswith("item_")]

    def follow(self, place: int, go: str) -> None:
        """Go where the pressed button leads; forward only when the item at `place` has an answer."""
        last = len(self.names())
        self.place = min(max(place, 0), last)
        if go.startswith("change-") and go.removeprefix("change-").isdecimal():
            self.place = min(int(go.removeprefix("change-")), last - 1)
        elif go == "back":
            self.place = max(self.place - 1, 0)
        elif go == "next" and self.place < last and self[self.names()[self.place]].validate(self):
            self.place = next((number for number in range(self.place + 1, last)
                               if self[self.names()[number]].data is None), last)

    def choices(self) -> dict[int, Choice]:
        """Item id → choice, for those answered."""
        known = {choice.value: choice for choice in Choice}
        return {int(name.removeprefix("item_")): known[self[name].data] for name in self.names()
                if self[name].data in known}

    def carried(self) -> list[tuple[str, str]]:
        """Names and values of all answers, for the hidden fields of the next step."""
        return [(name, str(self[name].data)) for name in self.names() if self[name].data]

    def is_whole(self) -> bool:
        return len(self.choices()) == len(self.names())


class ApprovalForm(VoteForm):
    """All options of a vote by approval on one page; none of them, or abstaining, are answers too."""

    item_ids: tuple[int, ...]

    def names(self) -> list[str]:
        return ["options"]

    def choices(self) -> dict[int, Choice]:
        given = set(self["options"].data or [])
        if not given or _excludes(given):
            return {}
        if ABSTAIN in given:
            return dict.fromkeys(self.item_ids, Choice.ABSTAIN)
        return {number: Choice.YES if str(number) in given else Choice.NO for number in self.item_ids}

    def carried(self) -> list[tuple[str, str]]:
        return [("options", value) for value in self["options"].data or []]


ABSTAIN, NONE = "abstain", "none"


def _excludes(given: set[str]) -> bool:
    """Whether an answer for the whole stands beside others."""
    return bool(given & {ABSTAIN, NONE}) and len(given) > 1


def _is_one_answer(_form: FlaskForm, field: SelectMultipleField) -> None:
    if _excludes(set(field.data or [])):
        raise ValidationError(gettext("“None of them” and “I abstain” stand alone: take the other marks away."))


def approval_form(options: Sequence[tuple[int, str]]) -> ApprovalForm:
    """The form of one vote by approval: item ids with their titles."""
    choices = [*((str(number), title) for number, title in options), (NONE, _l("None of them")),
               (ABSTAIN, _l("I abstain"))]
    field = SelectMultipleField(_l("Which of these could you support?"), [
        InputRequired(_l("Mark at least one answer. “None of them” and abstaining are answers too.")), _is_one_answer],
        choices=choices, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=_l("Mark as many as you like. Each mark counts as much as any other."))
    form: ApprovalForm = type("BallotApprovalForm", (ApprovalForm,), {"options": field})()
    form.place, form.item_ids = 0, tuple(number for number, _title in options)
    return form


def vote_form(item_ids: Sequence[int]) -> VoteForm:
    """The form of one ballot, with one question per item."""
    fields = {f"item_{number}": _question() for number in item_ids}
    form: VoteForm = type("BallotVoteForm", (VoteForm,), fields)()
    form.place = 0
    return form


def _question() -> RadioField:
    return RadioField(_l("Do you support it?"), [InputRequired(_l("Choose one answer to go on. Abstaining is an answer too."))],
                      choices=[(choice.value, label(choice)) for choice in Choice],
                      description=_l("Choose one answer. Abstaining is an answer too."))
