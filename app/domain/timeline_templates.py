"""How long before the first session each step is due, for each kind of jury; the agenda's template gives the rest."""
from __future__ import annotations

from datetime import date

from app.domain.agenda_templates import AgendaTemplate
from app.domain.timelines import Step
from app.domain.working_days import add_working_days, working_day_before

# Working days before the first session.
_BEFORE: dict[AgendaTemplate, dict[Step, int]] = {
    AgendaTemplate.REHEARSAL: {
        Step.FRAME: 10, Step.CHARGE_WRITTEN: 9, Step.CHARGE_SIGNED: 8, Step.CHARGE_APPROVED: 8, Step.TARGETS: 7,
        Step.REGISTRATION: 6, Step.POOL_FROZEN: 5, Step.COMMITMENT: 5, Step.CEREMONY: 4, Step.AGENDA: 3,
        Step.BRIEFING: 2, Step.WITNESSES: 2, Step.INVITATIONS: 1},
    AgendaTemplate.THREE_DAYS: {
        Step.FRAME: 75, Step.CHARGE_WRITTEN: 70, Step.CHARGE_SIGNED: 65, Step.CHARGE_APPROVED: 60, Step.TARGETS: 55,
        Step.LETTERS: 52, Step.REGISTRATION: 32, Step.POOL_FROZEN: 30, Step.COMMITMENT: 28, Step.CEREMONY: 26,
        Step.AGENDA: 20, Step.WITNESSES: 15, Step.BRIEFING: 12, Step.INVITATIONS: 10},
    AgendaTemplate.EIGHT_EVENINGS: {
        Step.FRAME: 65, Step.CHARGE_WRITTEN: 60, Step.CHARGE_SIGNED: 55, Step.CHARGE_APPROVED: 52, Step.TARGETS: 48,
        Step.LETTERS: 45, Step.REGISTRATION: 27, Step.POOL_FROZEN: 25, Step.COMMITMENT: 24, Step.CEREMONY: 22,
        Step.AGENDA: 15, Step.WITNESSES: 10, Step.BRIEFING: 8, Step.INVITATIONS: 7},
}
# Working days after the last session.
_AFTER: dict[AgendaTemplate, dict[Step, int]] = {
    AgendaTemplate.REHEARSAL: {Step.SESSIONS: 0, Step.BALLOTS: 0, Step.VERDICT_WRITTEN: 1, Step.PUBLICATION: 2},
    AgendaTemplate.THREE_DAYS: {Step.SESSIONS: 0, Step.BALLOTS: 0, Step.VERDICT_WRITTEN: 5, Step.PUBLICATION: 10},
    AgendaTemplate.EIGHT_EVENINGS: {Step.SESSIONS: 0, Step.BALLOTS: 0, Step.VERDICT_WRITTEN: 5, Step.PUBLICATION: 10},
}


def step_dates(template: AgendaTemplate, first: date, last: date, reply_working_days: int) -> dict[Step, date]:
    """The due date of each step of a jury whose sessions run from `first` to `last`; a step left out has none.

    The clock of the reply starts with the publication, and following up ends a year after it.
    """
    dates = {step: working_day_before(first, count) for step, count in _BEFORE[template].items()}
    dates |= {step: add_working_days(last, count) if count else last for step, count in _AFTER[template].items()}
    dates[Step.REPLY] = add_working_days(dates[Step.PUBLICATION], reply_working_days)
    if template is not AgendaTemplate.REHEARSAL:
        published = dates[Step.PUBLICATION]
        dates[Step.FOLLOW_UP] = date(published.year + 1, published.month, min(published.day, 28))
    return dates
