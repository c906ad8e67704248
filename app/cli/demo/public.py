"""What the public says in the demo: statements to the jury on water, suggested questions, and who can help instead."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.cli.demo import schools
from app.cli.demo.steps import Play, staff_person
from app.domain.languages import LANGUAGES
from app.domain.roles import Actor, Role
from app.domain.suggestions import Outcome, Refusal
from app.i18n.suggestions import evidence_author, evidence_titles
from app.installation import current_vault
from app.models import Jury
from app.services.suggestions import advice_bodies, answers, submission_appeals, submissions
from app.services.suggestions.advice_bodies import BodyTexts
from app.services.suggestions.answers import Answer, EvidenceWords
from app.services.suggestions.submissions import Sent

BODIES = (
    BodyTexts({"kk": "Заң көмегі орталығы (үлгі)", "ru": "Центр юридической помощи (пример)",
               "en": "Legal aid centre (example)"},
              {"kk": "Шот, қарыз, сот ісі бойынша тегін кеңес", "ru": "Бесплатный совет по счетам, долгам и судам",
               "en": "Free advice on bills, debts and courts"},
              {"kk": "Қызылорда, Үлгі көшесі, 1", "ru": "Кызылорда, улица Примерная, 1", "en": "1 Sample Street, Kyzylorda"},
              "0 000 000 00 00", "https://example.org/help"),
    BodyTexts({"kk": "Су жүйесінің апат қызметі (үлгі)", "ru": "Аварийная служба водоканала (пример)",
               "en": "Emergency line of the water works (example)"},
              {"kk": "Құбыр жарылғанда, су келмегенде", "ru": "Если прорвало трубу или нет воды",
               "en": "When a pipe bursts or there is no water"}, {}, "0 000 000 00 01"),
)
STATEMENTS = (
    "Біздің көшеде су күніне екі сағат қана келеді, ал шотта толық төлем тұр. Есептегіш қойылса, әділ болар еді.",
    "В нашем доме три семьи пенсионеров. Если поднимать тариф, поднимайте по частям и предупредите за полгода.",
    "У меня прорвало трубу во дворе, третий день никто не едет. Помогите!",
    "Продаю насосы и фильтры недорого, звоните в любое время.",
    "Пенсионерам нельзя поднимать тариф сразу.",
    "Ауыл шетіндегі үйлерге су тасымалдаушы келеді. Олардың бағасын да қараңыздаршы.",
)
QUESTIONS = (
    ("Қалалық мектептердегі ауысым санын қалай азайтамыз?", "Петропавл"),
    ("Стоит ли закрыть центр города для машин по выходным?", "Алматы"),
    ("Нужна ли городу вторая линия трамвая?", ""),
)


def speak(play: Play, now: datetime) -> None:
    """Six statements and three questions; most are answered, one waits, and one answer is late."""
    with play.step() as (session, jury, actor):
        for texts in BODIES:
            advice_bodies.save(session, None, texts, actor=actor, now=now)
        for place, body in enumerate(STATEMENTS):
            _send(session, jury, body, now - timedelta(days=30 if place == 5 else 6 - place))
        for place, (body, where) in enumerate(QUESTIONS):
            _send(session, None, body, now - timedelta(days=12 - place), where)
    with play.step() as (session, jury, actor):
        _answer_statements(session, jury, actor, now)
        _answer_questions(session, Actor(staff_person(session, Role.ORGANIZER).id, is_staff=True), now)
        submission_appeals.appeal(session, submissions.find(session, jury, 5),
                                  "Я прошу не о том же: мне важен размер первого шага.", now=now)


def _send(session: Session, jury: Jury | None, body: str, at: datetime, where: str = "") -> None:
    submissions.receive(session, jury, Sent(body, "ru", place=where), vault=current_vault(), now=at)


def _answer_statements(session: Session, jury: Jury, actor: Actor, now: datetime) -> None:
    words = EvidenceWords(evidence_titles(), evidence_author(jury.authentic_language))
    help_line = advice_bodies.bodies(session)[1].id
    given = (
        Answer(Outcome.EVIDENCE, words={"kk": "Рақмет. Алқа мұны есептегіштер туралы тыңдау алдында оқиды."},
               evidence=words),
        Answer(Outcome.EVIDENCE, evidence=words),
        Answer(Outcome.OUTSIDE, advice_body_id=help_line,
               words={"ru": "С аварией жюри не поможет. Мы передали адрес дежурному, вот его телефон."}),
        Answer(Outcome.NOT_PUBLISHED, refusal=Refusal.ADVERTISING),
        Answer(Outcome.MERGED, into=2),
    )
    for number, answer in enumerate(given, start=1):
        answers.answer(session, jury, number, answer, vault=current_vault(), actor=actor, now=now)


def _answer_questions(session: Session, staff: Actor, now: datetime) -> None:
    reply = "Этот вопрос решает маслихат; весной мы предложим его на выбор вместе с двумя другими."
    given = (Answer(Outcome.ADOPTED, became=schools.SLUG),
             Answer(Outcome.ANSWERED, words=dict.fromkeys(LANGUAGES, "") | {"ru": reply}))
    for number, answer in enumerate(given, start=1):
        answers.answer(session, None, number, answer, vault=current_vault(), actor=staff, now=now)
