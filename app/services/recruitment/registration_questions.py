"""What a registration asks: the features of the targets, each as its organizer worded it."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.registrations import OLDEST, QuestionKind, age_group, are_ages
from app.domain.roles import Actor, Role
from app.models import Jury, RegistrationQuestion
from app.services.pool import targets


@dataclass(frozen=True)
class Question:
    """One feature as it is asked. `wording` and `labels`: language → words; blank: the name of the feature or value."""

    feature: str
    kind: QuestionKind
    wording: dict[str, str]
    label: dict[str, str]
    values: tuple[str, ...]
    labels: dict[str, dict[str, str]]

    def value_of(self, answer: str, *, now: datetime) -> str:
        """The value that an answer stands for. Raises `answer_is_missing`, `birth_year_fits_no_group`."""
        if self.kind is QuestionKind.BIRTH_YEAR:
            return self._age_group(answer, now.year)
        if answer not in self.values:
            raise DomainError("answer_is_missing")
        return answer

    def label_of(self, value: str) -> dict[str, str]:
        return self.labels.get(value, {})

    def _age_group(self, answer: str, year: int) -> str:
        typed = answer.strip()
        if not (typed.isascii() and typed.isdecimal() and len(typed) == 4 and 0 <= year - int(typed) <= OLDEST):
            raise DomainError("birth_year_is_wrong")
        found = age_group(self.values, year - int(typed))
        if found is None:
            raise DomainError("birth_year_fits_no_group")
        return found


@dataclass(frozen=True)
class Wording:
    """How the organizer wants a feature asked."""

    kind: QuestionKind
    wording: dict[str, str]


def questions_of(session: Session, jury: Jury) -> list[Question]:
    """The questions in the order of the targets."""
    asked = {row.feature: row for row in session.scalars(
        select(RegistrationQuestion).where(RegistrationQuestion.jury_id == jury.id))}
    found = []
    for feature in targets.features_of(session, jury):
        row, values = asked.get(feature.name), tuple(value.name for value in feature.values)
        kind = row.kind if row else QuestionKind.CHOICE
        if kind is QuestionKind.BIRTH_YEAR and not are_ages(values):
            kind = QuestionKind.CHOICE  # the targets were changed since
        found.append(Question(feature.name, kind, row.wording if row else {}, feature.label, values,
                              {value.name: value.label for value in feature.values}))
    return found


def word_questions(session: Session, jury: Jury, words: Mapping[str, Wording], *, actor: Actor) -> None:
    """Say how features are asked. Raises `values_are_no_ages` for a year of birth that no group could take."""
    actor.require(Role.ORGANIZER)
    known = {question.feature: question for question in questions_of(session, jury)}
    rows = {row.feature: row for row in session.scalars(
        select(RegistrationQuestion).where(RegistrationQuestion.jury_id == jury.id))}
    for feature, wanted in words.items():
        if feature not in known:
            continue
        if wanted.kind is QuestionKind.BIRTH_YEAR and not are_ages(known[feature].values):
            raise DomainError("values_are_no_ages", feature=feature)
        row = rows.get(feature) or RegistrationQuestion(jury_id=jury.id, feature=feature)
        row.kind, row.wording = wanted.kind, {code: text for code, text in wanted.wording.items() if text.strip()}
        session.add(row)
    session.flush()


def missing_answers(questions: Sequence[Question], features: Mapping[str, str]) -> list[int]:
    """Places, from 1, of questions without an answer that is still among their values."""
    return [place for place, question in enumerate(questions, start=1)
            if features.get(question.feature) not in question.values]
