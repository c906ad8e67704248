"""Maps of opinions: the answers of a moment put into numbers about everybody and about groups of five or more."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.roles import Actor, Role
from app.models import Job, Jury, Opinion, OpinionAnswer, OpinionMap, OpinionRound
from app.services import jobs
from app.services.opinions import common_ground, groups, projections
from app.services.opinions.common_ground import Tally

FEWEST = 5  # jurors with something new between two maps: else their difference would tell what one person answered
FEWEST_ANSWERS = 3  # of a juror, to be placed; with few statements, half of them
LISTED = 5


@dataclass(frozen=True)
class Votes:
    """`matrix`: (jurors, statements), NaN where there is no answer."""

    membership_ids: tuple[int, ...]
    numbers: tuple[int, ...]
    matrix: NDArray[np.float64]


def news(session: Session, jury: Jury) -> int:
    """How many jurors have answered anything anew since the last map."""
    gathering = session.get(OpinionRound, jury.id)
    return session.scalar(select(func.count(func.distinct(OpinionAnswer.membership_id))).join(Opinion).where(
        Opinion.jury_id == jury.id, Opinion.hidden_reason.is_(None),
        OpinionAnswer.after_map == (gathering.maps_drawn if gathering else 0))) or 0


def ask_for_map(session: Session, jury: Jury, *, actor: Actor, now: datetime) -> OpinionMap:
    """Have a map of the present answers computed. Raises `map_tells_too_much` when fewer than five jurors have
    something new, `map_is_being_drawn`.
    """
    actor.require(Role.FACILITATOR)
    last = latest_map(session, jury, is_ready=False)
    if last is not None and last.document is None and jobs.is_live(session.get(Job, last.job_id or 0)):
        raise Conflict("map_is_being_drawn")
    found = news(session, jury)
    if found < FEWEST:
        raise Conflict("map_tells_too_much", found=found, fewest=FEWEST)
    gathering = session.get_one(OpinionRound, jury.id)
    gathering.maps_drawn += 1
    row = OpinionMap(jury_id=jury.id, number=gathering.maps_drawn, at=now, document=None, places=None)
    session.add(row)
    session.flush()
    row.job_id = jobs.enqueue(session, "opinion_map", {"map_id": row.id}, now=now, jury_id=jury.id, actor=actor).id
    session.flush()
    return row


def latest_map(session: Session, jury: Jury, *, is_ready: bool = True) -> OpinionMap | None:
    query = select(OpinionMap).where(OpinionMap.jury_id == jury.id).order_by(OpinionMap.number.desc()).limit(1)
    return session.scalars(query.where(OpinionMap.document.is_not(None)) if is_ready else query).first()


def votes_before(session: Session, row: OpinionMap) -> Votes:
    """The answers that were given before this map was asked for."""
    found = session.execute(
        select(OpinionAnswer.membership_id, Opinion.number, OpinionAnswer.value).join(Opinion).where(
            Opinion.jury_id == row.jury_id, Opinion.hidden_reason.is_(None), OpinionAnswer.after_map < row.number)
        .order_by(OpinionAnswer.membership_id, Opinion.number)).all()
    people = tuple(sorted({line[0] for line in found}))
    numbers = tuple(sorted({line[1] for line in found}))
    matrix = np.full((len(people), len(numbers)), np.nan)
    for membership_id, number, value in found:
        matrix[people.index(membership_id), numbers.index(number)] = value
    return Votes(people, numbers, matrix)


def store(session: Session, map_id: int, document: dict[str, Any], places: dict[str, Any]) -> None:
    row = session.get_one(OpinionMap, map_id)
    row.document, row.places = document, places
    session.flush()


def draw_map(votes: Votes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The map as numbers that may be shown, and apart from it each juror's own place.

    Everything follows from the votes alone: the same votes give the same map, in whatever order they came.
    """
    needed = min(FEWEST_ANSWERS, max(1, (len(votes.numbers) + 1) // 2))
    placed = (~np.isnan(votes.matrix)).sum(axis=1) >= needed
    matrix = votes.matrix[placed]
    people = [membership_id for membership_id, is_in in zip(votes.membership_ids, placed, strict=True) if is_in]
    if len(people) < FEWEST:
        return {"people": len(people), "groups": [], "statements": _statements(votes, []), "spread": []}, {}
    projection = projections.project(matrix)
    labels = groups.find_groups(projection.points)
    members = [labels == kind for kind in range(labels.max() + 1)]
    document = {
        "people": len(people), "spread": [round(float(share), 4) for share in projection.spread],
        "groups": [_group(projection.points[inside]) for inside in members] if len(members) > 1 else [],
        "everybody": _group(projection.points),
        "statements": _statements(votes, [matrix[inside] for inside in members] if len(members) > 1 else []),
    }
    places = {str(membership_id): [*(round(float(x), 4) for x in point), int(label)]
              for membership_id, point, label in zip(people, projection.points, labels, strict=True)}
    return document, places


def _group(points: NDArray[np.float64]) -> dict[str, Any]:
    """A group as an ellipse of one and a half standard deviations: no single person's point is shown."""
    middle = points.mean(axis=0)
    spread = np.cov(points.T, bias=True) if len(points) > 1 else np.zeros((2, 2))
    sizes, axes = np.linalg.eigh(spread)
    angle = float(np.degrees(np.arctan2(axes[1, 1], axes[0, 1])))
    return {"people": len(points), "x": round(float(middle[0]), 4), "y": round(float(middle[1]), 4),
            "long": round(1.5 * float(np.sqrt(max(sizes[1], 0))), 4),
            "short": round(1.5 * float(np.sqrt(max(sizes[0], 0))), 4), "angle": round(angle % 180, 1)}


def _statements(votes: Votes, by_group: list[NDArray[np.float64]]) -> list[dict[str, Any]]:
    """Every statement with enough answers, with counts of all and of each group in which enough have answered."""
    found = []
    for place, number in enumerate(votes.numbers):
        everybody = common_ground.tally(votes.matrix[:, place])
        if everybody.answered < FEWEST:
            continue
        tallies = [common_ground.tally(matrix[:, place]) for matrix in by_group]
        seen = tallies if tallies and all(one.answered >= FEWEST for one in tallies) else []
        found.append({"number": number, "all": _counts(everybody), "groups": [_counts(one) for one in seen],
                      **_judgement(everybody, seen)})
    return found


def _judgement(everybody: Tally, seen: list[Tally]) -> dict[str, Any]:
    parts = seen or [everybody]
    leans = everybody.agree >= everybody.disagree
    return {
        "agree": everybody.agree >= everybody.disagree,
        "is_shared": all(common_ground.is_sure(part, of_agreeing=leans) for part in parts),
        "shared": round(common_ground.shared(parts, of_agreeing=leans), 4),
        "difference": round(common_ground.difference(parts), 4),
    }


def _counts(one: Tally) -> list[int]:
    return [one.agree, one.disagree, one.passed]


def shared_statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Where every group leans the same way, the clearest first."""
    found = [one for one in document["statements"] if one["is_shared"]]
    return sorted(found, key=lambda one: (-one["shared"], one["number"]))[:LISTED]


def dividing_statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Where the groups lie farthest apart, or everybody splits most evenly."""
    found = [one for one in document["statements"] if not one["is_shared"] and one["difference"] > 0.25]
    return sorted(found, key=lambda one: (-one["difference"], one["number"]))[:LISTED]
