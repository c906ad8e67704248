"""Words for the answers to a reply and for what is done after it."""
from __future__ import annotations

from enum import Enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.domain.milestones import Answer, MilestoneStanding, ReportKind

REPLY_LABELS: dict[Enum, LazyString] = {
    Answer.YES: _l("Yes, it answers us"),
    Answer.PARTLY: _l("It answers us in part"),
    Answer.NO: _l("No, it does not answer us"),
    ReportKind.PROGRESS: _l("Report on progress"),
    ReportKind.MOVED: _l("Moved to another date"),
    ReportKind.DONE: _l("Done"),
    ReportKind.DROPPED: _l("Given up"),
    ReportKind.UNREPORTED: _l("No report came"),
    ReportKind.REMINDED: _l("The authority was asked to report"),
    MilestoneStanding.AHEAD: _l("Planned"),
    MilestoneStanding.SOON: _l("Due soon"),
    MilestoneStanding.OVERDUE: _l("Overdue"),
    MilestoneStanding.DONE: _l("Done"),
    MilestoneStanding.DONE_LATE: _l("Done, but late"),
    MilestoneStanding.DROPPED: _l("Given up"),
    MilestoneStanding.UNREPORTED: _l("No report came"),
}
