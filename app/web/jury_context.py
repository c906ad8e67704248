"""What the templates of a jury's pages ask: where it stands, what comes next, who decided what."""
from __future__ import annotations

from flask import Flask
from flask_babel import gettext

from app.domain.roles import Role
from app.domain.stages import Stage, has_reached
from app.i18n.formats import format_date, format_datetime
from app.i18n.labels import label
from app.i18n.record_kinds import record_kind
from app.models import Approval, Jury
from app.web import sections


def has_usual_seats(jury: Jury) -> bool:
    """Whether this is a citizens' jury in the narrow sense."""
    return 15 <= jury.seats <= 25


def jury_has_reached(jury: Jury, stage: str) -> bool:
    return has_reached(jury.stage, Stage(stage))


def stage_name(value: str) -> str:
    """The word for a stage that the public record keeps by its value."""
    return label(Stage(value))


def rows_of_approvals(approvals: list[Approval]) -> list[list[object]]:
    """Cells for the table of decisions. Overseers and commissioners decide by name: it is their office."""
    return [[f"{item.membership.person.name} ({label(item.membership.role)})", label(item.decision),
             item.charge_version, format_datetime(item.at), item.reason or "–"] for item in approvals]


def next_for_reader(jury: Jury) -> str:
    """One sentence on what the public will see next."""
    sentences = {
        Stage.RECRUITMENT: gettext("People are registering. Then the list of possible panels is published and the jury "
                                   "is drawn in public."),
        Stage.DRAW: gettext("The list of possible panels is published before the dice are thrown. Anybody can check "
                            "the result."),
        Stage.SEATING: gettext("The drawn people say yes or no. Whoever declines is replaced by a published rule."),
        Stage.DELIBERATION: gettext("The jury hears experts and deliberates. Its verdict will be published here."),
        Stage.VERDICT: gettext("The jury has voted. Its verdict is being prepared for publication."),
    }
    if jury.stage is Stage.PUBLISHED and jury.reply_due_on:
        return gettext("The authority answers each recommendation by this date: %(date)s.",
                       date=format_date(jury.reply_due_on))
    return sentences.get(jury.stage, "")


def init_app(app: Flask) -> None:
    for function in (has_usual_seats, jury_has_reached, rows_of_approvals, next_for_reader):
        app.add_template_global(function)
    app.add_template_global(sections.links, "section_links")
    app.add_template_global(Role, "roles")
    app.add_template_filter(record_kind)
    app.add_template_filter(stage_name)
