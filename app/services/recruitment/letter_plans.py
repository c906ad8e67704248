"""What the letters are to achieve: registrations wanted, weights and response by area, and so how many letters."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from sqlalchemy.orm import Session

from app.domain.errors import DomainError, refuse_if
from app.domain.roles import Actor, Role
from app.models import Jury, LetterPlan
from app.services.recruitment.addresses import areas_not_drawn
from sortition.errors import InputError, SortitionError
from sortition.letters import CONFIDENCE, Area, Need, allocate, chance_of, letters_needed

PER_SEAT = 7  # registrations wanted for each seat, unless the organizer says otherwise
RESPONSE = "2"
LANGUAGE_PAIRS = {"kk": "ru", "ru": "kk", "en": "kk"}


@dataclass(frozen=True)
class PlanValues:
    """What an organizer types; shares in percent. `areas`: area → (weight, response or blank)."""

    wanted: int
    response: str = RESPONSE
    areas: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    letters: int | None = None


@dataclass(frozen=True)
class LetterWords:
    """What the letter says besides what the jury says itself."""

    sender: str
    phone: str
    email: str
    answer_by: date | None
    first_language: str
    second_language: str
    window: str = "left"
    registrations_per_letter: int = 1
    words: Mapping[str, str] = field(default_factory=dict)


def plan_of(session: Session, jury: Jury) -> LetterPlan:
    """The saved plan, or a first proposal that is not kept yet."""
    first = jury.authentic_language
    return session.get(LetterPlan, jury.id) or LetterPlan(
        jury_id=jury.id, wanted=jury.seats * PER_SEAT, response=RESPONSE, areas={}, letters=None,
        registrations_per_letter=1, sender="", phone="", email="", answer_by=None, first_language=first,
        second_language=LANGUAGE_PAIRS[first], window="left", words={})


def save_plan(session: Session, jury: Jury, values: PlanValues, *, actor: Actor) -> LetterPlan:
    """Keep how many registrations are wanted and from where. Raises every faulty number at once."""
    actor.require(Role.ORGANIZER)
    reasons: list[DomainError] = []
    read_percent(values.response, "", reasons)
    for name, (weight, response) in values.areas.items():
        read_weight(weight, name, reasons)
        read_percent(response or values.response, name, reasons)
    refuse_if(reasons)
    plan = plan_of(session, jury)
    plan.wanted, plan.response, plan.letters = values.wanted, values.response, values.letters
    plan.areas = {name: [weight, response] for name, (weight, response) in values.areas.items()}
    session.add(plan)
    session.flush()
    return plan


def save_words(session: Session, jury: Jury, words: LetterWords, *, actor: Actor) -> LetterPlan:
    """Keep what the letter says. Raises `letter_languages_are_equal`."""
    actor.require(Role.ORGANIZER)
    if words.first_language == words.second_language:
        raise DomainError("letter_languages_are_equal")
    plan = plan_of(session, jury)
    plan.sender, plan.phone, plan.email, plan.answer_by = words.sender, words.phone, words.email, words.answer_by
    plan.first_language, plan.second_language = words.first_language, words.second_language
    plan.window, plan.registrations_per_letter = words.window, words.registrations_per_letter
    plan.words = dict(words.words)
    session.add(plan)
    session.flush()
    return plan


def read_weight(text: str, area: str, reasons: list[DomainError]) -> Fraction:
    """A weight from 0 to 1000; what is none is added to `reasons`.

    >>> read_weight("1,5", "Медеу", [])
    Fraction(3, 2)
    """
    number = _decimal(text)
    if number is None or not 0 <= number <= 1000:
        reasons.append(DomainError("area_weight_is_wrong", area=area, value=text))
        return Fraction(1)
    return Fraction(number)


def read_percent(text: str, area: str, reasons: list[DomainError]) -> Fraction:
    """A share of letters that are answered, typed in percent; what is none is added to `reasons`.

    >>> read_percent("2,4 %", "", [])
    Fraction(3, 125)
    """
    number = _decimal(text.rstrip("% "))
    if number is None or not 0 < number <= 100:
        reasons.append(DomainError("response_is_wrong", area=area, value=text))
        return Fraction(2, 100)
    return Fraction(number) / 100


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and len(number.as_tuple().digits) <= 9 else None


def areas_of(session: Session, jury: Jury, plan: LetterPlan) -> list[Area]:
    """The areas from which a draw can still take, with their weights and responses."""
    found = []
    for name, addresses in areas_not_drawn(session, jury).items():
        weight, response = plan.areas.get(name, ["1", ""])
        found.append(Area(name, addresses, read_weight(weight, name, []),
                          read_percent(response or plan.response, name, [])))
    return found


def need_of(areas: list[Area], plan: LetterPlan) -> Need:
    """How many letters, and to which areas: the fewest that bring enough answers, or the fixed number.

    Raises `addresses_are_missing`, or what `sortition.letters` refuses.
    """
    if not areas:
        raise DomainError("addresses_are_missing")
    try:
        if plan.letters is None:
            return letters_needed(areas, plan.wanted)
        by_area = allocate(areas, plan.letters)
        expected = float(sum(by_area[area.name] * area.response for area in areas))
        return Need(plan.letters, by_area, plan.wanted, expected, chance_of(areas, by_area, plan.wanted))
    except (InputError, SortitionError) as error:
        raise DomainError(f"letters_{error.code}", **_rounded(error.params)) from error


def _rounded(params: Mapping[str, object]) -> dict[str, object]:
    return {name: round(value) if isinstance(value, float) else value for name, value in params.items()}


__all__ = ["CONFIDENCE", "LetterWords", "PlanValues", "areas_of", "need_of", "plan_of", "read_percent", "read_weight",
           "save_plan", "save_words"]
