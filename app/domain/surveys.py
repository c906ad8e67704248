"""Surveys before and after the deliberation: the usual items, and which numbers may be shown."""
from __future__ import annotations

from enum import Enum

Texts = dict[str, str]
SCALE = 5  # 1 disagree strongly … 5 agree strongly
FEWEST = 5  # a smaller cell says too much about single people


class SurveyKind(Enum):
    OPENING = "opening"
    CLOSING = "closing"


class SurveyState(Enum):
    OPEN = "open"
    CLOSED = "closed"


USUAL_ITEMS: tuple[Texts, ...] = (
    {"kk": "Алқаға қойылған сұрақты түсінемін.", "ru": "Я понимаю вопрос, поставленный жюри.",
     "en": "I understand the question that the jury was asked."},
    {"kk": "Әр тараптың негізгі дәлелдерін білемін.", "ru": "Я знаю главные доводы каждой стороны.",
     "en": "I know the main arguments of each side."},
    {"kk": "Мұнда әртүрлі көзқарас әділ тыңдалады.",
     "ru": "Здесь разные взгляды получают честную возможность быть услышанными.",
     "en": "Different views get a fair hearing here."},
    {"kk": "Мұнда ойымды еркін айта аламын.", "ru": "Здесь я могу свободно сказать, что думаю.",
     "en": "I feel free to say here what I think."},
    {"kk": "Орынды дәлел естісем, пікірімді өзгертуге дайынмын.",
     "ru": "Услышав веские доводы, я готов(а) изменить своё мнение.",
     "en": "I am ready to change my mind when I hear good reasons."},
    {"kk": "Модератор бейтарап жүргізеді.", "ru": "Модератор ведёт беспристрастно.",
     "en": "The facilitation is impartial."},
    {"kk": "Билік алқа шешімін байыппен қарайтынына сенемін.",
     "ru": "Я верю, что власть отнесётся к вердикту серьёзно.",
     "en": "I trust that the authority will take the verdict seriously."},
    {"kk": "Мен сияқты азаматтар күрделі сұраққа жақсы жауап таба алады.",
     "ru": "Такие граждане, как я, способны найти хороший ответ на трудный вопрос.",
     "en": "Citizens like me can find good answers to hard questions."},
)


def cells(*counts: list[int], fewest: int = FEWEST) -> list[tuple[int, int]]:
    """Join neighbouring steps of the scale until each joint cell holds `fewest` answers in each of `counts`.

    Returns the cells as (first step, last step), as many as possible, the earliest cuts first; none when there are
    too few answers in all. Nothing smaller can be had by subtracting: the cells are disjoint and cover everything.

    >>> cells([0, 2, 4, 9, 6])
    [(1, 3), (4, 4), (5, 5)]
    >>> cells([1, 1, 1, 0, 0])
    []
    """
    if any(sum(count) < fewest for count in counts):
        return []
    found: list[tuple[int, int]] = []
    first = 0
    for step in range(SCALE):
        if all(sum(count[first:step + 1]) >= fewest for count in counts):
            found.append((first + 1, step + 1))
            first = step + 1
    if first < SCALE:  # what is left over joins the last cell
        found[-1] = (found[-1][0], SCALE)
    return found


def summed(counts: list[int], shown: list[tuple[int, int]]) -> list[int]:
    """The counts of the joint cells."""
    return [sum(counts[first - 1:last]) for first, last in shown]
