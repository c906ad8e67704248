"""What follows a reply: usual reports, own promises, lateness that nobody can wash off, and the end of the jury."""
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.milestones import MilestoneStanding, MilestoneState, ReportKind
from app.domain.phases import ReplyStatus
from app.domain.stages import Stage
from app.services import records, stages
from app.services.replies import milestones
from app.services.replies.milestones import MilestoneView, ReportTexts
from app.services.replies.public_files import Enclosure
from tests.cast import Cast, actor, jury_of, texts
from tests.deliberation import NOW, set_stage, vault_of
from tests.publishing import publish
from tests.replying import GOOD, reply

WORDS = {"ru": "Сделано"}
DONE = ReportTexts(ReportKind.DONE, WORDS)


def views(session: Session, cast: Cast, at: datetime = NOW) -> list[MilestoneView]:
    found = milestones.milestones_of(session, jury_of(session, cast), now=at)
    return [view for rows in found.values() for view in rows]


def report(session: Session, cast: Cast, number: int, said: ReportTexts = DONE, at: datetime = NOW,
           who: str = "commissioner") -> None:
    milestones.report(session, jury_of(session, cast), number, said, actor=actor(session, cast, who), now=at)


def test_a_yes_brings_three_usual_reports_and_a_later_no_ends_them(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    reply(session, cast, 0)
    reply(session, cast, 1, texts=replace(GOOD, status=ReplyStatus.REJECTED))
    assert [(view.milestone.months, view.milestone.due_on) for view in views(session, cast)] == [
        (3, date(2027, 2, 22)), (6, date(2027, 5, 22)), (12, date(2027, 11, 22))]
    report(session, cast, views(session, cast)[0].milestone.id)
    reply(session, cast, 0, version=1, texts=replace(GOOD, status=ReplyStatus.REJECTED))
    assert [view.standing for view in views(session, cast)] == [
        MilestoneStanding.DONE, MilestoneStanding.DROPPED, MilestoneStanding.DROPPED]
    reply(session, cast, 0, version=2)
    assert len(views(session, cast)) == 3, "they are planned once"


def test_the_authority_promises_more_and_only_the_authority(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    given = reply(session, cast, 0)
    rejected = reply(session, cast, 1, texts=replace(GOOD, status=ReplyStatus.REJECTED))
    jury, commissioner = jury_of(session, cast), actor(session, cast, "commissioner")
    made = milestones.add(session, jury, given.proposal_id, texts("A plan"), date(2027, 1, 15), actor=commissioner,
                          now=NOW)
    assert (made.number, views(session, cast)[0].milestone.id) == (4, made.id)
    for wrong, code in (((rejected.proposal_id, texts("A"), date(2027, 1, 1)), "milestone_needs_a_reply"),
                        ((given.proposal_id, {"kk": " "}, date(2027, 1, 1)), "milestone_title_is_missing"),
                        ((given.proposal_id, {"kk": "x" * 201}, date(2027, 1, 1)), "title_is_too_long"),
                        ((given.proposal_id, texts("A"), date(2026, 11, 21)), "date_is_past")):
        with pytest.raises(DomainError, match=code):
            milestones.add(session, jury, *wrong, actor=commissioner, now=NOW)
    for who in ("organizer", "juror", "overseer", "outsider"):
        with pytest.raises(Forbidden):
            report(session, cast, made.id, who=who)


def test_a_moved_date_does_not_wash_off_lateness(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    reply(session, cast, 0)
    first = views(session, cast)[0].milestone
    assert [views(session, cast, NOW + timedelta(days=days))[0].standing for days in (70, 80, 92)] == [
        MilestoneStanding.AHEAD, MilestoneStanding.SOON, MilestoneStanding.SOON]
    late = views(session, cast, NOW + timedelta(days=99))[0]
    assert (late.standing, late.days) == (MilestoneStanding.OVERDUE, 5)
    moved = ReportTexts(ReportKind.MOVED, WORDS, due_on=date(2027, 4, 1))
    report(session, cast, first.id, moved, at=NOW + timedelta(days=100))
    assert views(session, cast, NOW + timedelta(days=100))[0].standing is MilestoneStanding.AHEAD
    report(session, cast, first.id, at=NOW + timedelta(days=101))
    done = views(session, cast, NOW + timedelta(days=102))[0]
    assert (done.standing, done.days, first.first_due_on) == (MilestoneStanding.DONE_LATE, 7, date(2027, 2, 22))
    assert [row.report.kind for row in done.reports] == [ReportKind.DONE, ReportKind.MOVED]
    with pytest.raises(Conflict, match="milestone_is_closed"):
        report(session, cast, first.id)


def test_a_report_shows_something(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    reply(session, cast, 0)
    number = views(session, cast)[0].milestone.id
    for said, code in ((ReportTexts(ReportKind.DONE, {}), "report_is_empty"),
                       (ReportTexts(ReportKind.DROPPED, {}, link="https://a.kz"), "report_is_empty"),
                       (ReportTexts(ReportKind.PROGRESS, {}, link="javascript:alert(1)"), "link_is_not_an_address"),
                       (ReportTexts(ReportKind.PROGRESS, {"kk": "x" * 2001}), "report_is_too_long"),
                       (ReportTexts(ReportKind.MOVED, WORDS), "date_is_missing"),
                       (ReportTexts(ReportKind.MOVED, WORDS, due_on=date(2026, 1, 1)), "date_is_past"),
                       (ReportTexts(ReportKind.UNREPORTED, WORDS), "command_not_understood")):
        with pytest.raises(DomainError) as refused:
            report(session, cast, number, said)
        assert code in {reason.code for reason in refused.value.reasons}
    shown = ReportTexts(ReportKind.PROGRESS, {}, "https://example.kz/plan", enclosure=Enclosure("a.txt", b"Photo list"))
    report(session, cast, number, shown)
    entry = views(session, cast)[0].reports[0]
    assert (entry.report.link, entry.file and entry.file.file_name) == ("https://example.kz/plan", "a.txt")


def test_the_jury_is_closed_when_nothing_is_left_open(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    reply(session, cast, 0)
    jury, organizer = set_stage(session, cast, Stage.FOLLOW_UP), actor(session, cast, "organizer")
    rows = views(session, cast)
    for view in rows[:2]:
        report(session, cast, view.milestone.id)
    with pytest.raises(DomainError, match="milestones_are_open"):
        stages.advance(session, jury, Stage.CLOSED, actor=organizer, now=NOW)
    last = rows[2].milestone
    with pytest.raises(Conflict, match="milestone_is_not_silent"):
        milestones.end_waiting(session, jury, last.id, {}, actor=organizer, now=NOW + timedelta(days=394))
    milestones.end_waiting(session, jury, last.id, {}, actor=organizer, now=NOW + timedelta(days=395))
    assert last.state is MilestoneState.UNREPORTED
    stages.advance(session, jury, Stage.CLOSED, actor=organizer, now=NOW + timedelta(days=395))
    assert "milestone_reported" in {entry.kind for entry in records.entries_of(session, cast.jury_id)}
