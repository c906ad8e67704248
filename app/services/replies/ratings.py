"""Does this answer us? The jurors say so of each version of a reply; only sums are kept, shown from five answers on."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.milestones import Answer
from app.domain.roles import Actor, Role
from app.domain.writing import clean_text
from app.models import Jury, RatingRoll, Reply, ReplyRating
from app.services import juries, records
from app.services.accounts import memberships
from app.services.vault import Vault

FEWEST = 5
LONGEST_WORDS = 300
SHORTEST_WINDOW, LONGEST_WINDOW = 3, 60  # days


@dataclass(frozen=True)
class RatingView:
    """`counts` and `words` are there once the rating is over and at least five jurors have answered."""

    reply_id: int
    answered: int
    jurors: int
    closes_at: datetime
    is_open: bool
    is_closed: bool  # between the two the worker counts
    counts: dict[Answer, int] | None
    words: tuple[str, ...] = ()
    taken_off: int = 0

    @property
    def is_hidden(self) -> bool:
        """It is over, and too few answered for anything to be shown."""
        return self.is_closed and self.counts is None


def begin(session: Session, jury: Jury, reply: Reply, *, now: datetime) -> ReplyRating:
    """Let the jurors rate a new version; the rating of the version before ends."""
    session.execute(update(ReplyRating).where(
        ReplyRating.closed_at.is_(None), ReplyRating.closes_at > now, ReplyRating.reply_id.in_(
            select(Reply.id).where(Reply.proposal_id == reply.proposal_id))).values(closes_at=now))
    rating = ReplyRating(reply_id=reply.id, jury_id=jury.id, closes_at=now + timedelta(days=jury.rating_days),
                         closed_at=None, sums_sealed=None, result=None)
    session.add(rating)
    session.flush()
    return rating


def rate(session: Session, jury: Jury, reply_id: int, answer: Answer, words: str, *, actor: Actor, vault: Vault,
         now: datetime) -> None:
    """Add one juror's answer to the sums. It counts once and cannot be changed; nothing ties it to the juror.

    Raises `rating_is_unknown`, `rating_is_over`, `rating_was_given`, `rating_words_are_too_long`.
    """
    membership_id = actor.require(Role.JUROR)
    said = clean_text(words).strip()
    if len(said) > LONGEST_WORDS:
        raise DomainError("rating_words_are_too_long", length=len(said), maximum=LONGEST_WORDS)
    rating = _claim(session, jury, reply_id, now)
    if session.get(RatingRoll, (reply_id, membership_id)) is not None:
        raise Conflict("rating_was_given")
    session.add(RatingRoll(reply_id=reply_id, membership_id=membership_id))
    sums = _sums(jury, rating, vault)
    sums[answer.value] += 1
    if said:
        sums["words"] = sorted([*sums["words"], said])
    rating.sums_sealed = vault.seal(jury, sums)
    session.flush()


def _claim(session: Session, jury: Jury, reply_id: int, now: datetime) -> ReplyRating:
    """The row is claimed first: of two answers at once the second waits, and no sum is lost."""
    rating = session.get(ReplyRating, reply_id)
    if rating is None or rating.jury_id != jury.id:
        raise NotFound("rating_is_unknown")
    claimed = session.execute(update(ReplyRating).where(
        ReplyRating.reply_id == reply_id, ReplyRating.closed_at.is_(None), ReplyRating.closes_at > now).values(
        jury_id=jury.id))
    if claimed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("rating_is_over")
    session.refresh(rating)
    return rating


def _sums(jury: Jury, rating: ReplyRating, vault: Vault) -> dict[str, Any]:
    if rating.sums_sealed is None:
        return {answer.value: 0 for answer in Answer} | {"words": []}
    opened: dict[str, Any] = vault.open(jury, rating.sums_sealed)
    return opened


def _sums_if_any(jury: Jury, rating: ReplyRating, vault: Vault) -> dict[str, Any] | None:
    """A jury whose key was erased has lost what was sealed; its ratings end all the same."""
    try:
        return _sums(jury, rating, vault)
    except DomainError:
        return None


def close_due(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """End every rating whose time is over, or in which everybody has answered; open sums of five answers or more."""
    jurors = len(memberships.members_of(session, jury.id, Role.JUROR))
    for rating in session.scalars(select(ReplyRating).where(
            ReplyRating.jury_id == jury.id, ReplyRating.closed_at.is_(None)).order_by(ReplyRating.reply_id)).all():
        answered = _answered(session, [rating.reply_id]).get(rating.reply_id, 0)
        if rating.closes_at <= now or (answered >= jurors and answered >= FEWEST):
            _close(session, jury, rating, answered, vault, now)


def _close(session: Session, jury: Jury, rating: ReplyRating, answered: int, vault: Vault, now: datetime) -> None:
    sums = _sums_if_any(jury, rating, vault) if answered >= FEWEST else None
    taken = session.execute(update(ReplyRating).where(
        ReplyRating.reply_id == rating.reply_id, ReplyRating.closed_at.is_(None)).values(
        closed_at=now, closes_at=min(rating.closes_at, now), sums_sealed=None,
        result=sums | {"taken_off": 0} if sums else None))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # another worker was first
        return
    session.refresh(rating)
    counts = {answer.value: sums[answer.value] for answer in Answer} if sums else {}
    records.add_entry(session, jury.id, "reply_rated", {"reply": rating.reply_id, "answered": answered} | counts,
                      now=now)


def take_words_off(session: Session, jury: Jury, reply_id: int, place: int, reason: str, *, actor: Actor,
                   now: datetime) -> None:
    """Take one remark off the page because it breaks the rules; the reason and the number of such remarks are public.

    Raises `rating_is_unknown`, `reason_is_missing`.
    """
    actor.require(Role.ORGANIZER, Role.FACILITATOR)
    juries.hold(session, jury)
    rating = session.get(ReplyRating, reply_id)
    if rating is None or rating.jury_id != jury.id or rating.result is None or not (
            0 <= place < len(rating.result["words"])):
        raise NotFound("rating_is_unknown")
    if not reason.strip():
        raise DomainError("reason_is_missing")
    left = [words for number, words in enumerate(rating.result["words"]) if number != place]
    rating.result = rating.result | {"words": left, "taken_off": rating.result["taken_off"] + 1}
    records.add_entry(session, jury.id, "rating_words_taken_off", {"reply": reply_id, "reason": reason.strip()[:500]},
                      now=now)


def set_window(session: Session, jury: Jury, days: int, *, actor: Actor, now: datetime) -> None:
    """For how many days jurors may rate the replies to come. Raises `rating_window_is_wrong`."""
    actor.require(Role.ORGANIZER)
    if not SHORTEST_WINDOW <= days <= LONGEST_WINDOW:
        raise DomainError("rating_window_is_wrong", shortest=SHORTEST_WINDOW, longest=LONGEST_WINDOW)
    jury.rating_days = days
    records.add_entry(session, jury.id, "rating_window_set", {"days": days}, now=now)


def ratings_of(session: Session, jury: Jury, *, now: datetime) -> dict[int, RatingView]:
    """Reply id → its rating."""
    rows = session.scalars(select(ReplyRating).where(ReplyRating.jury_id == jury.id)).all()
    answered = _answered(session, [row.reply_id for row in rows])
    jurors = len(memberships.members_of(session, jury.id, Role.JUROR)) if rows else 0
    return {row.reply_id: _view(row, answered.get(row.reply_id, 0), jurors, now) for row in rows}


def _answered(session: Session, reply_ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(select(RatingRoll.reply_id, func.count()).where(
        RatingRoll.reply_id.in_(reply_ids)).group_by(RatingRoll.reply_id))
    return {row[0]: row[1] for row in rows}


def _view(row: ReplyRating, answered: int, jurors: int, now: datetime) -> RatingView:
    is_open = row.closed_at is None and row.closes_at > now
    if row.result is None:
        return RatingView(row.reply_id, answered, max(jurors, answered), row.closes_at, is_open,
                          row.closed_at is not None, None)
    return RatingView(row.reply_id, answered, max(jurors, answered), row.closes_at, is_open, True,
                      {answer: int(row.result[answer.value]) for answer in Answer}, tuple(row.result["words"]),
                      int(row.result["taken_off"]))


def rated_by(session: Session, actor: Actor, reply_ids: Sequence[int]) -> set[int]:
    """Which of these replies this juror has rated; not how."""
    membership_id = actor.memberships.get(Role.JUROR)
    return set(session.scalars(select(RatingRoll.reply_id).where(
        RatingRoll.membership_id == membership_id, RatingRoll.reply_id.in_(reply_ids))))
