"""Opinions of the jury that deliberates today: statements with everybody's answers, a map, and the survey before."""
from __future__ import annotations

from app.cli.demo.steps import Play
from app.domain.roles import Role
from app.domain.surveys import USUAL_ITEMS, SurveyKind
from app.installation import current_vault
from app.services.accounts import memberships
from app.services.opinions import opinion_maps, opinions, surveys

# Language, words, and how three parts of the jury answer: who live on rice, who live at the end of the canal, the others.
STATEMENTS: tuple[tuple[str, str, tuple[int, int, int]], ...] = (
    ("kk", "Суы аз жылы ауыз су егістен бұрын берілуі керек.", (1, 1, 1)),
    ("ru", "Площади риса нужно сократить уже в будущем году.", (-1, 1, 1)),
    ("kk", "Күріш егушіге басқа дақылға көшуге ақша төленсе, мен қолдаймын.", (1, 1, 0)),
    ("kk", "Алдымен каналды жөндеу керек, кейін ғана күріш туралы айтамыз.", (1, -1, 0)),
    ("ru", "Очередь полива должна быть открыта всем в интернете.", (1, 1, 1)),
    ("kk", "Арал бөлігіне су жіберу құрғақшылықта да тоқтамауы тиіс.", (-1, 1, -1)),
    ("ru", "Без риса в наших сёлах не останется молодёжи.", (1, -1, 0)),
    ("kk", "Су ақысы үнемдегенге арзан болсын.", (1, 1, 1)),
)


def gather(play: Play) -> None:
    """Each juror answers with their part of the jury; a few differ, as people do."""
    with play.step(Role.FACILITATOR) as (session, jury, facilitator):
        opinions.switch(session, jury, to_open=True, actor=facilitator, now=play.now)
        jurors = [play.actor_of(session, jury, row)
                  for row in memberships.members_of(session, jury.id, Role.JUROR)]
        rows = [opinions.write_opinion(session, jury, text, language=language, actor=jurors[place % len(jurors)],
                                       now=play.now).id for place, (language, text, _parts) in enumerate(STATEMENTS)]
        for place, juror in enumerate(jurors[:-1]):
            for line, (opinion_id, (_language, _text, parts)) in enumerate(zip(rows, STATEMENTS, strict=True)):
                differs = (place * 5 + line * 3) % 11 == 0
                opinions.answer_opinion(session, jury, opinion_id, 0 if differs else parts[place % 3], actor=juror)
        opinion_maps.ask_for_map(session, jury, actor=facilitator, now=play.now)


def ask_before(play: Play) -> None:
    """The opening survey, answered by all but two and closed."""
    vault = current_vault()
    with play.step(Role.FACILITATOR) as (session, jury, facilitator):
        surveys.open_survey(session, jury, SurveyKind.OPENING, actor=facilitator, vault=vault, now=play.now)
        for place, row in enumerate(memberships.members_of(session, jury.id, Role.JUROR)[:-2]):
            answers: list[int | None] = [1 + (place * 3 + item * 2) % 5 for item in range(len(USUAL_ITEMS))]
            surveys.answer_survey(session, jury, SurveyKind.OPENING, answers,
                                  actor=play.actor_of(session, jury, row), vault=vault)
        surveys.close_survey(session, jury, SurveyKind.OPENING, actor=facilitator, vault=vault, now=play.now)
