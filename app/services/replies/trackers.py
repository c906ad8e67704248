"""What the public follows after the verdict: each recommendation, every version of its reply, and what is done."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.deadlines import Deadline
from app.domain.difference_runs import runs
from app.domain.errors import NotFound
from app.domain.milestones import MilestoneStanding
from app.domain.word_merges import Piece
from app.models import Jury, Proposal, ProposalVersion, PublicFile, Reply
from app.services.replies import milestones, public_files, ratings, replies
from app.services.replies.milestones import MilestoneView
from app.services.replies.ratings import RatingView
from app.services.replies.standings import deadline_of
from app.services.verdict import proposals


@dataclass(frozen=True)
class VersionView:
    """`changes`: language → differences to the reasons of the version before; nothing for the first version."""

    reply: Reply
    files: list[PublicFile]
    rating: RatingView | None
    changes: dict[str, list[Piece]] = field(default_factory=dict)


@dataclass(frozen=True)
class TrackedItem:
    """One recommendation; `versions` of its reply, the newest first."""

    proposal: Proposal
    words: ProposalVersion
    versions: list[VersionView]
    deadline: Deadline | None
    milestones: list[MilestoneView]

    @property
    def next_milestone(self) -> MilestoneView | None:
        return next((view for view in self.milestones if view.is_open), None)

    @property
    def is_behind(self) -> bool:
        return any(view.standing is MilestoneStanding.OVERDUE for view in self.milestones)


def tracked(session: Session, jury: Jury, *, now: datetime) -> list[TrackedItem]:
    """Every adopted recommendation in its order, with all that came after it."""
    given = replies.replies_of(session, jury)
    ids = [row.id for rows in given.values() for row in rows]
    files, rated = public_files.files_of(session, ids), ratings.ratings_of(session, jury, now=now)
    planned = milestones.milestones_of(session, jury, now=now)
    return [TrackedItem(row, proposals.words_of(row), _versions(given.get(row.id, []), files, rated),
                        deadline_of(jury, given.get(row.id, []), now=now), planned.get(row.id, []))
            for row in replies.recommendations(session, jury)]


def tracked_item(session: Session, jury: Jury, number: int, *, now: datetime) -> TrackedItem:
    """The recommendation with this number. Raises `recommendation_is_unknown`."""
    found = next((item for item in tracked(session, jury, now=now) if item.proposal.number == number), None)
    if found is None:
        raise NotFound("recommendation_is_unknown")
    return found


def _versions(rows: list[Reply], files: dict[int, list[PublicFile]],
              rated: dict[int, RatingView]) -> list[VersionView]:
    before = {row.version + 1: row for row in rows}
    return [VersionView(row, files.get(row.id, []), rated.get(row.id), _changes(before.get(row.version), row))
            for row in rows]


def _changes(old: Reply | None, new: Reply) -> dict[str, list[Piece]]:
    if old is None:
        return {}
    languages = [language for language in {**old.reasons, **new.reasons}
                 if old.reasons.get(language, "") != new.reasons.get(language, "")]
    return {language: runs(old.reasons.get(language, ""), new.reasons.get(language, "")) for language in languages}
