"""The walk through a registration: which page comes when, its form, and what its answer adds."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext

from app.domain.languages import show
from app.domain.registrations import QuestionKind
from app.forms import registrations as forms
from app.forms.open_forms import OpenForm
from app.forms.registrations import Asked
from app.i18n import current_language
from app.services.recruitment.registration_answers import CONSENT_VERSION, Answers
from app.services.recruitment.registration_questions import Question

CHECK = "check"
_PLAIN: dict[str, type[OpenForm]] = {"consent": forms.ConsentForm, "contact": forms.ContactForm, "home": forms.HomeForm,
                                     "support": forms.SupportForm, "days": forms.DaysForm}


@dataclass(frozen=True)
class Walk:
    """The pages of one jury's registration, in order."""

    questions: Sequence[Question]

    @property
    def steps(self) -> tuple[str, ...]:
        asked = tuple(f"question-{place}" for place in range(1, len(self.questions) + 1))
        return ("consent", *asked, "contact", "home", "support", "days", CHECK)

    def place(self, step: str) -> int:
        return self.steps.index(step) + 1

    def after(self, step: str) -> str:
        return self.steps[self.steps.index(step) + 1]

    def before(self, step: str) -> str | None:
        place = self.steps.index(step)
        return self.steps[place - 1] if place else None

    def question(self, step: str) -> Question | None:
        return self.questions[int(step.removeprefix("question-")) - 1] if step.startswith("question-") else None

    def first_gap(self, answers: Answers) -> str:
        """The first page that is not answered yet, or the check."""
        return next((step for step in self.steps if step == CHECK or not self.is_answered(step, answers)), CHECK)

    def may_open(self, step: str, answers: Answers) -> bool:
        return self.steps.index(step) <= self.steps.index(self.first_gap(answers))

    def is_answered(self, step: str, answers: Answers) -> bool:
        question = self.question(step)
        if question is not None:
            return answers.features.get(question.feature) in question.values
        has = {"consent": answers.consent_version > 0, "contact": bool(answers.contact.name),
               "home": bool(answers.contact.address), "support": bool(answers.support.languages or answers.language),
               "days": bool(answers.support.availability)}
        return has[step]

    def form(self, step: str, answers: Answers, prefilled_address: str = "") -> OpenForm:
        question = self.question(step)
        if question is not None:
            return forms.question_form(asked(question), answers.features.get(question.feature))
        stored = stored_answers(answers)
        stored["agree"] = answers.consent_version > 0
        stored["address"] = stored["address"] or prefilled_address
        return _PLAIN[step](data=stored)

    def take(self, step: str, form: Any, answers: Answers, *, now: datetime) -> Answers:
        """The answers with those of one page. Raises what `Question.value_of` says."""
        question = self.question(step)
        if question is not None:
            value = question.value_of(form.answer.data or "", now=now)
            return replace(answers, features={**answers.features, question.feature: value})
        take: Callable[[Any, Answers], Answers] = _TAKE[step]
        return take(form, answers)


def _take_consent(_form: Any, answers: Answers) -> Answers:
    return replace(answers, consent_version=CONSENT_VERSION)


def take_contact(form: Any, answers: Answers) -> Answers:
    contact = replace(answers.contact, name=form.name.data.strip(), phone=(form.phone.data or "").strip(),
                      email=(form.email.data or "").strip())
    return replace(answers, contact=contact)


def take_home(form: Any, answers: Answers) -> Answers:
    return replace(answers, contact=replace(answers.contact, address=form.address.data.strip()))


def take_support(form: Any, answers: Answers) -> Answers:
    support = replace(answers.support, languages=form.languages.data or [], needs=form.needs.data or [],
                      words=(form.words.data or "").strip())
    return replace(answers, language=form.language.data, support=support)


def take_days(form: Any, answers: Answers) -> Answers:
    return replace(answers, support=replace(answers.support, availability=form.availability.data))


_TAKE = {"consent": _take_consent, "contact": take_contact, "home": take_home, "support": take_support,
         "days": take_days}


def take_all(form: Any, questions: Sequence[Question], answers: Answers, *, now: datetime) -> Answers:
    """The answers of a page that holds everything."""
    for take in (take_contact, take_home, take_support, take_days):
        answers = take(form, answers)
    typed = [(question, form[f"feature_{place}"].data or "") for place, question in enumerate(questions, start=1)]
    # A year of birth is not kept, so a blank one stands for the age group that is known.
    features = {question.feature: question.value_of(answer, now=now) for question, answer in typed
                if answer or question.feature not in answers.features}
    return replace(answers, features={**answers.features, **features})


def stored_answers(answers: Answers) -> dict[str, Any]:
    """The answers as the fields of the forms are called."""
    return {**asdict(answers.contact), **asdict(answers.support), "language": answers.language}


def stored_features(questions: Sequence[Question], answers: Answers) -> dict[str, str]:
    """A year of birth is not kept, so it is asked again."""
    return {f"feature_{place}": answers.features.get(question.feature, "")
            for place, question in enumerate(questions, start=1) if question.kind is not QuestionKind.BIRTH_YEAR}


def asked(question: Question) -> Asked:
    """A question in the reader's words."""
    language = current_language()
    label = feature_words(question)
    usual = {QuestionKind.ATTITUDE: gettext("What do you think about the question today?"),
             QuestionKind.BIRTH_YEAR: gettext("In which year were you born?")}
    hints = {QuestionKind.ATTITUDE: gettext("Every answer is equally welcome. Among the jurors each view shall be as "
                                            "frequent as among all people, so we ask."),
             QuestionKind.BIRTH_YEAR: gettext("Only your age group is kept, not the year.")}
    title = show(question.wording, language).text or usual.get(question.kind, label)
    choices = [(value, value_words(question, value)) for value in question.values]
    return Asked(question.kind, title, hints.get(question.kind, ""), choices)


def feature_words(question: Question) -> str:
    return show(question.label, current_language()).text or question.feature


def value_words(question: Question, value: str) -> str:
    return show(question.labels.get(value), current_language()).text or value

