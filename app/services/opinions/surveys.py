"""Surveys: one sheet for each juror before and after; only sums are kept, and small cells are joined."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.languages import missing_languages
from app.domain.roles import Actor, Role
from app.domain.surveys import SCALE, USUAL_ITEMS, SurveyKind, SurveyState, cells, summed
from app.models import Jury, Survey, SurveyRoll
from app.services import records
from app.services.vault import Vault

Texts = dict[str, str]
MOST_ITEMS = 20


@dataclass(frozen=True)
class ItemResult:
    """`shown`: cells of the scale (first step, last step); `before` and `after`: their counts, None when not asked."""

    text: Texts
    shown: list[tuple[int, int]]
    before: list[int] | None
    after: list[int] | None


def find_survey(session: Session, jury: Jury, kind: SurveyKind) -> Survey | None:
    return session.scalars(select(Survey).where(Survey.jury_id == jury.id, Survey.kind == kind)).first()


def open_survey(session: Session, jury: Jury, kind: SurveyKind, items: list[Texts] | None = None, *, actor: Actor,
                vault: Vault, now: datetime) -> Survey:
    """Begin a survey. The closing one asks what the opening one asked. Raises `survey_is_known`,
    `survey_text_is_missing`, `survey_items_are_many`.
    """
    actor.require(Role.ORGANIZER, Role.FACILITATOR)
    if find_survey(session, jury, kind) is not None:
        raise Conflict("survey_is_known")
    first = find_survey(session, jury, SurveyKind.OPENING)
    asked = first.items if first is not None else _checked(items or [dict(item) for item in USUAL_ITEMS])
    survey = Survey(jury_id=jury.id, kind=kind, state=SurveyState.OPEN, items=asked, result=None,
                    sums_sealed=vault.seal(jury, [[0] * SCALE for _ in asked]))
    session.add(survey)
    records.add_entry(session, jury.id, "survey_opened", {"kind": kind.value, "items": len(asked)}, now=now)
    session.flush()
    return survey


def _checked(items: list[Texts]) -> list[Texts]:
    if not 1 <= len(items) <= MOST_ITEMS:
        raise DomainError("survey_items_are_many", most=MOST_ITEMS)
    if any(missing_languages(item) for item in items):
        raise DomainError("survey_text_is_missing")
    return items


def answer_survey(session: Session, jury: Jury, kind: SurveyKind, answers: list[int | None], *, actor: Actor,
                  vault: Vault) -> None:
    """Add one sheet to the sums, once for each juror; an item may be left out.

    Raises `survey_is_not_open`, `survey_was_answered`.
    """
    membership_id = actor.require(Role.JUROR)
    survey = find_survey(session, jury, kind)
    # The row is claimed first: of two sheets at once the second waits, and no sum is lost.
    claimed = survey is not None and session.execute(update(Survey).where(
        Survey.id == survey.id, Survey.state == SurveyState.OPEN).values(state=SurveyState.OPEN))
    if survey is None or not claimed or claimed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult
        raise Conflict("survey_is_not_open")
    session.refresh(survey)
    if session.get(SurveyRoll, (survey.id, membership_id)) is not None:
        raise Conflict("survey_was_answered")
    session.add(SurveyRoll(survey_id=survey.id, membership_id=membership_id))
    sums: list[list[int]] = vault.open(jury, survey.sums_sealed or b"")
    for counts, answer in zip(sums, answers, strict=True):
        if answer is not None and 1 <= answer <= SCALE:
            counts[answer - 1] += 1
    survey.sums_sealed = vault.seal(jury, sums)
    session.flush()


def has_answered(session: Session, survey: Survey, actor: Actor) -> bool:
    membership_id = actor.memberships.get(Role.JUROR)
    return membership_id is not None and session.get(SurveyRoll, (survey.id, membership_id)) is not None


def answered_count(session: Session, survey: Survey) -> int:
    return session.scalar(select(func.count()).select_from(SurveyRoll).where(SurveyRoll.survey_id == survey.id)) or 0


def close_survey(session: Session, jury: Jury, kind: SurveyKind, *, actor: Actor, vault: Vault, now: datetime) -> None:
    """End a survey and open its sums. Raises `survey_is_unknown`, `survey_is_not_open`."""
    actor.require(Role.ORGANIZER, Role.FACILITATOR)
    survey = find_survey(session, jury, kind)
    if survey is None:
        raise NotFound("survey_is_unknown")
    if survey.state is not SurveyState.OPEN or survey.sums_sealed is None:
        raise Conflict("survey_is_not_open")
    survey.state, survey.result = SurveyState.CLOSED, vault.open(jury, survey.sums_sealed)
    survey.sums_sealed = None
    records.add_entry(session, jury.id, "survey_closed",
                      {"kind": kind.value, "answered": answered_count(session, survey)}, now=now)
    session.flush()


def results(session: Session, jury: Jury) -> list[ItemResult]:
    """Counts of the closed surveys, each item in the same cells before and after; none under five."""
    before, after = (_closed(session, jury, kind) for kind in SurveyKind)
    items: list[Texts] = (before or after).items if before or after else []  # type: ignore[union-attr]
    found = []
    for place, text in enumerate(items):
        first, last = (survey.result[place] if survey and survey.result else None for survey in (before, after))
        known: list[Any] = [counts for counts in (first, last) if counts is not None]
        shown = cells(*known)
        found.append(ItemResult(text, shown, summed(first, shown) if first else None,
                                summed(last, shown) if last else None))
    return found


def _closed(session: Session, jury: Jury, kind: SurveyKind) -> Survey | None:
    survey = find_survey(session, jury, kind)
    return survey if survey is not None and survey.state is SurveyState.CLOSED else None
