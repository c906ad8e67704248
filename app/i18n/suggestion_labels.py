"""Words for what became of what the public sent; part of LABELS."""
from __future__ import annotations

from enum import Enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.domain.suggestions import DeskView, Outcome, Refusal

SUGGESTION_LABELS: dict[Enum, LazyString] = {
    Outcome.EVIDENCE: _l("Used as evidence"),
    Outcome.MERGED: _l("Merged with another one"),
    Outcome.PASSED_ON: _l("Passed on"),
    Outcome.OUTSIDE: _l("Not a matter for the jury"),
    Outcome.ADOPTED: _l("Became a jury"),
    Outcome.ANSWERED: _l("Answered"),
    Outcome.NOT_PUBLISHED: _l("Not published"),
    Outcome.WITHDRAWN: _l("Withdrawn by its author"),
    Refusal.INSULT: _l("It insults or threatens somebody."),
    Refusal.PERSONAL_DATA: _l("It names or describes a private person."),
    Refusal.ADVERTISING: _l("It advertises something."),
    Refusal.REPETITION: _l("It repeats what the same person sent before."),
    DeskView.WAITING: _l("Waiting for an answer"),
    DeskView.OVERDUE: _l("Overdue"),
    DeskView.APPEALED: _l("With an appeal"),
    DeskView.ANSWERED: _l("Answered"),
    DeskView.EVERYTHING: _l("All"),
}
