"""Ready-made agendas: sessions of items with their minutes, and what each kind of item asks of the jury."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from app.domain.phases import ItemKind as K
from app.domain.working_days import is_day_off

Texts = dict[str, str]
DAY_MINUTES = 24 * 60


class AgendaTemplate(Enum):
    REHEARSAL = "rehearsal"
    THREE_DAYS = "three_days"
    EIGHT_EVENINGS = "eight_evenings"


@dataclass(frozen=True)
class PlannedSession:
    """`offset`: minutes from the start of the first session."""

    offset: int
    items: tuple[tuple[K, int], ...]


_EVENING = (
    (K.WELCOME, 10), (K.NORMS, 10), (K.BRIEFING, 15), (K.HEARING, 20), (K.QUESTION_ROUND, 20), (K.BREAK, 10),
    (K.PLENARY, 25), (K.DRAFTING, 25), (K.BALLOT, 10), (K.CLOSING, 5))

SESSIONS: dict[AgendaTemplate, tuple[PlannedSession, ...]] = {
    AgendaTemplate.REHEARSAL: (PlannedSession(0, _EVENING),),
    AgendaTemplate.THREE_DAYS: (
        PlannedSession(0, ((K.WELCOME, 30), (K.NORMS, 45), (K.BRIEFING, 60), (K.BREAK, 20), (K.HEARING, 45),
                           (K.HEARING, 45), (K.QUESTION_ROUND, 60), (K.TABLES, 60), (K.PLENARY, 30))),
        PlannedSession(DAY_MINUTES, ((K.HEARING, 45), (K.HEARING, 45), (K.QUESTION_ROUND, 60), (K.BREAK, 20),
                                     (K.CLAIMS_REVIEW, 60), (K.TABLES, 90), (K.PLENARY, 45))),
        PlannedSession(2 * DAY_MINUTES, ((K.DRAFTING, 120), (K.BREAK, 20), (K.CONSENSUS_CHECK, 45), (K.PLENARY, 60),
                                         (K.BALLOT, 30), (K.CLOSING, 20))),
    ),
    AgendaTemplate.EIGHT_EVENINGS: tuple(
        PlannedSession(7 * DAY_MINUTES * week, items) for week, items in enumerate((
            ((K.WELCOME, 30), (K.NORMS, 40), (K.BREAK, 10), (K.PLENARY, 40)),
            ((K.BRIEFING, 45), (K.QUESTION_ROUND, 35), (K.BREAK, 10), (K.TABLES, 30)),
            ((K.HEARING, 40), (K.QUESTION_ROUND, 30), (K.BREAK, 10), (K.TABLES, 40)),
            ((K.HEARING, 40), (K.QUESTION_ROUND, 30), (K.BREAK, 10), (K.TABLES, 40)),
            ((K.CLAIMS_REVIEW, 60), (K.BREAK, 10), (K.PLENARY, 50)),
            ((K.TABLES, 60), (K.BREAK, 10), (K.DRAFTING, 50)),
            ((K.DRAFTING, 70), (K.BREAK, 10), (K.CONSENSUS_CHECK, 40)),
            ((K.PLENARY, 50), (K.BREAK, 10), (K.BALLOT, 30), (K.CLOSING, 30)),
        ))),
}

# People keep public holidays free for their families; an evening that somebody chose by hand stays where it is.
SKIPS_HOLIDAYS = frozenset({AgendaTemplate.THREE_DAYS, AgendaTemplate.EIGHT_EVENINGS})


def session_starts(template: AgendaTemplate, first: datetime) -> list[datetime]:
    """When the sessions begin, on the clock of the jury's place; no two on one day.

    Where the template says so, a session that would fall on a public holiday moves to the next day that is none.

    >>> [str(start.date()) for start in session_starts(AgendaTemplate.THREE_DAYS, datetime(2027, 3, 19, 9, 0))]
    ['2027-03-19', '2027-03-20', '2027-03-25']
    """
    starts: list[datetime] = []
    for planned in SESSIONS[template]:
        start = first + timedelta(minutes=planned.offset)
        while _is_taken(start, starts) or (template in SKIPS_HOLIDAYS and is_day_off(start.date())):
            start += timedelta(days=1)
        starts.append(start)
    return starts


def _is_taken(start: datetime, before: list[datetime]) -> bool:
    return bool(before) and start.date() <= before[-1].date()


TITLES: dict[K, Texts] = {
    K.WELCOME: {"kk": "Қарсы алу және алқаға қойылған сұрақ", "ru": "Встреча и вопрос жюри",
                "en": "Welcome and charge"},
    K.NORMS: {"kk": "Ортақ ережелеріміз", "ru": "Наши общие правила", "en": "Our norms"},
    K.BRIEFING: {"kk": "Негізгі мәліметтер", "ru": "Вводные сведения", "en": "Background briefing"},
    K.HEARING: {"kk": "Сарапшыны тыңдау", "ru": "Слушание эксперта", "en": "Hearing of an expert"},
    K.QUESTION_ROUND: {"kk": "Сарапшыға сұрақтар", "ru": "Вопросы эксперту", "en": "Questions to the expert"},
    K.TABLES: {"kk": "Шағын топтар", "ru": "Малые группы", "en": "Small tables"},
    K.PLENARY: {"kk": "Ортақ талқылау", "ru": "Общее обсуждение", "en": "Plenary discussion"},
    K.CLAIMS_REVIEW: {"kk": "Тұжырымдарды тексеру", "ru": "Разбор утверждений", "en": "Claims review"},
    K.DRAFTING: {"kk": "Қорытындылар мен ұсынымдарды жазу", "ru": "Пишем выводы и рекомендации",
                 "en": "Drafting findings and recommendations"},
    K.CONSENSUS_CHECK: {"kk": "Келісімді тексеру", "ru": "Проверка согласия", "en": "Consensus check"},
    K.BALLOT: {"kk": "Жасырын дауыс беру", "ru": "Тайное голосование", "en": "Secret ballot"},
    K.BREAK: {"kk": "Үзіліс", "ru": "Перерыв", "en": "Break"},
    K.CLOSING: {"kk": "Қорытындылау", "ru": "Завершение", "en": "Closing"},
}

PROMPTS: dict[K, Texts] = {
    K.NORMS: {"kk": "Бір-бірімізді қалай тыңдаймыз? Қай ережеге бәріміз келісеміз?",
              "ru": "Как мы будем слушать друг друга? С каким правилом согласны все?",
              "en": "How do we listen to each other? Which rule can all of us agree to?"},
    K.BRIEFING: {"kk": "Тыңдап отырып, түсініксіз сөздерді жазып қойыңыз.",
                 "ru": "Слушая, отмечайте слова, которые непонятны.",
                 "en": "While listening, note the words you do not understand."},
    K.HEARING: {"kk": "Бұл пікірді не қолдайды? Оған не қарсы?",
                "ru": "Что подтверждает сказанное? Что ему противоречит?",
                "en": "What supports what is said? What speaks against it?"},
    K.QUESTION_ROUND: {"kk": "Шешім қабылдау үшін сарапшыдан тағы не білуіміз керек?",
                       "ru": "Что ещё нам нужно узнать от эксперта, чтобы решить?",
                       "en": "What else must we learn from the expert to be able to decide?"},
    K.PLENARY: {"kk": "Неге келісеміз? Пікіріміз қай жерде екіге бөлінеді және неге?",
                "ru": "В чём мы согласны? Где расходимся и почему?",
                "en": "What do we agree on? Where do we differ, and why?"},
    K.TABLES: {"kk": "Бұл сізге және көршілеріңізге қалай әсер етеді?",
               "ru": "Как это коснётся вас и ваших соседей?",
               "en": "How does this affect you and your neighbours?"},
    K.DRAFTING: {"kk": "Не ұсынамыз, кімге және қашанға дейін?",
                 "ru": "Что мы рекомендуем, кому и к какому сроку?",
                 "en": "What do we recommend, to whom and by when?"},
}


def default_title(kind: K) -> Texts:
    return dict(TITLES[kind])


def default_prompt(kind: K) -> Texts:
    return dict(PROMPTS.get(kind, {}))
