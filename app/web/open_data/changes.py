"""When the open data of a jury last changed: the newest public decision, or the beginning of a day that counts."""
from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.domain.stages import Stage, has_reached
from app.models import Milestone, MilestoneReport, ReplyRating, Signature
from app.services.open_data.publications import Publication


def changed_at(found: Publication) -> datetime:
    """Days are counted while the authority owes something, so each of them changes the files."""
    moments = [found.jury.updated_at, *(entry.at for entry in found.entries[-1:]), *_later(found)]
    is_counting = has_reached(found.jury.stage, Stage.PUBLISHED) and found.jury.stage is not Stage.CLOSED
    if is_counting:
        midnight = datetime.combine(found.today, time(), ZoneInfo(found.jury.time_zone))
        moments.append(midnight.astimezone(UTC))
    return max(moments)


def _later(found: Publication) -> list[datetime]:
    """What readers see without an entry in the record."""
    moments = found.session.execute(
        select(func.max(ReplyRating.closed_at)).where(ReplyRating.jury_id == found.jury.id).union_all(
            select(func.max(MilestoneReport.at)).join(Milestone).where(Milestone.jury_id == found.jury.id),
            select(func.max(Signature.at)).where(Signature.jury_id == found.jury.id))).scalars()
    return [moment for moment in moments if moment is not None]
