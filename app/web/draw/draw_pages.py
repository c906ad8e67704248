"""What the page of a draw shows, put together from the services: numbers, chart rows, the next step."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.charts import Bin
from app.domain.errors import DomainError
from app.domain.phases import DrawState
from app.domain.roles import Actor, Role
from app.models import Draw, DrawApproval, Job, Jury, Membership, Registrant
from app.services.draw import beacons, compositions, dice, draw_approvals, draws
from app.services.draw.compositions import FeatureRows
from app.services.draw.dice import DiceStatus
from app.web.draw.draw_words import chart_rows, what_is_compared


@dataclass(frozen=True)
class TicketView:
    """What anybody may look up about a ticket, because it stands in the published list."""

    number: str
    count: int
    panels: int
    is_drawn: bool
    reserve_place: int | None


@dataclass(frozen=True)
class CheckView:
    """What overseers and organizers see of a list before it is published."""

    overseers: list[Membership]
    last: dict[int, DrawApproval]
    against: list[DomainError]
    excluded: list[Registrant]
    mine: DrawApproval | None


@dataclass(frozen=True)
class DrawPage:
    """What templates/draws/show.html and proof.html need about one draw."""

    draw: Draw
    is_public: bool
    report: dict[str, Any]
    groups: list[FeatureRows]
    bars: list[tuple[str, list[tuple[str, float, float]]]]
    bars_compare: str
    bins: list[Bin]
    job: Job | None
    dice: DiceStatus | None
    announced: tuple[int, int] | None
    panel: list[str]
    check: CheckView | None
    words: list[DrawApproval]


def page_of(session: Session, jury: Jury, draw: Draw, actor: Actor) -> DrawPage:
    """Read what the page shows. Numbers appear when they are public; organizers see them before."""
    is_public = draws.is_public(draw)
    is_checked = draw.state is DrawState.COMPUTED and actor.has(Role.ORGANIZER, Role.OVERSEER)
    may_see = is_public or is_checked
    groups = compositions.of_draw(session, jury, draw) if may_see else []
    is_drawn = draw.panel_number is not None
    return DrawPage(
        draw=draw, is_public=is_public, report=draw.report if may_see else {}, groups=groups,
        bars=chart_rows(groups, draw.seats, draw.seats) if is_drawn else [], bars_compare=what_is_compared(groups),
        bins=bins_of(draw) if may_see else [],
        job=session.get(Job, draw.job_id) if draw.job_id else None,
        dice=dice.status_of(session, draw, actor=actor) if actor.has(*dice.TYPISTS) and is_public else None,
        check=_check_of(session, jury, draw, actor) if is_checked else None,
        words=draw_approvals.words_on(session, draw) if may_see else [],
        announced=beacons.announced_round(draw) if _waits_for_beacon(draw) else None,
        panel=dice.result_of(draw)["panel"] if is_public and is_drawn else [])


def _check_of(session: Session, jury: Jury, draw: Draw, actor: Actor) -> CheckView:
    last = draw_approvals.last_words(session, jury, draw)
    return CheckView(
        overseers=draw_approvals.overseers_of(session, jury), last=last,
        against=draw_approvals.reasons_against(session, jury, draw, ""),
        excluded=draw_approvals.excluded_people(session, jury), mine=last.get(actor.memberships.get(Role.OVERSEER, 0)))


def bins_of(draw: Draw) -> list[Bin]:
    """The spread of chances in percent."""
    return [Bin(low * 100, high * 100, count) for low, high, count in draw.report.get("histogram", [])]


def _waits_for_beacon(draw: Draw) -> bool:
    return draw.state is DrawState.COMMITTED and draw.dice is not None


def look_up(draw: Draw, typed: str) -> TicketView | None:
    """Find a ticket in the published list, however it was typed; None when there is no such ticket."""
    document = dice.document_of(draw)
    width = len(document["tickets"][0][0])
    number = typed.strip().zfill(width)
    if len(number) > width or not number.isdecimal() or not 1 <= int(number) <= len(document["tickets"]):
        return None
    result = dice.result_of(draw)
    reserve = result.get("reserve_order", [])
    return TicketView(
        number, sum(number in panel for panel in document["panels"]), len(document["panels"]),
        number in result.get("panel", []),
        reserve.index(number) + 1 if number in reserve else None)
