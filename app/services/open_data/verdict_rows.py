"""Rows of the files of the verdict and of what became of it."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import func, select

from app.domain.deadlines import Standing
from app.domain.milestones import Answer, MilestoneState
from app.models import Milestone, MilestoneReport, Proposal, Reply, ReplyRating
from app.services.open_data.publications import Publication, Row, in_languages
from app.services.open_data.signing import Signatures, signatures_of, signed
from app.services.open_data.suppression import suppressed
from app.services.replies import replies
from app.services.verdict.verdict_documents import Item


def finding_rows(found: Publication) -> list[Row]:
    return [_item(found, item) for item in _items(found, "finding")]


def recommendation_rows(found: Publication) -> list[Row]:
    return [_item(found, item) for item in _items(found, "recommendation")]


def _items(found: Publication, kind: str) -> list[Item]:
    items = found.document.items if found.document else ()
    return sorted((item for item in items if item.kind == kind), key=lambda item: item.number)


def _item(found: Publication, item: Item) -> Row:
    return {"number": item.number, "verdict_version": found.document.version if found.document else None,
            **in_languages("title", item.title), **in_languages("body", item.body), **in_languages("why", item.why),
            "is_adopted": item.is_adopted, "ballot": item.ballot, "evidence_documents": len(item.evidence),
            "opinions": len(item.opinions)}


def vote_rows(found: Publication) -> list[Row]:
    return [{"item_kind": item.kind, "item_number": item.number, "ballot": item.ballot, "method": item.method,
             "voters": item.voters, "votes_needed": item.threshold, "yes": item.yes, "no": item.no,
             "abstain": item.abstain, "is_adopted": item.is_adopted}
            for kind in ("finding", "recommendation") for item in _items(found, kind)]


def dissent_rows(found: Publication) -> list[Row]:
    return [row for kind in ("finding", "recommendation") for item in _items(found, kind) for row in _opinions(item)]


def _opinions(item: Item) -> Iterable[Row]:
    """Opinions keep the order of the verdict; who signed is told there, not here."""
    for number, opinion in enumerate(item.opinions, start=1):
        words = {**opinion.translations, opinion.language: opinion.body}
        yield {"item_kind": item.kind, "item_number": item.number, "opinion": number, "kind": opinion.kind,
               "language": opinion.language, **in_languages("text", words),
               "is_signed_by_name": opinion.name is not None}


def response_rows(found: Publication) -> list[Row]:
    given = replies.replies_of(found.session, found.jury)
    adopted = [item for item in _items(found, "recommendation") if item.is_adopted]
    known = signatures_of(found)
    return [row for item in adopted for row in _replies(found, item, given.get(item.proposal_id, []), known)]


def _replies(found: Publication, item: Item, versions: list[Reply], known: Signatures) -> Iterable[Row]:
    deadline = replies.deadline_of(found.jury, versions, now=found.now)
    is_late = deadline is not None and deadline.standing in {Standing.LATE, Standing.OVERDUE}
    shared = {"recommendation": item.number, "reply_due_on": found.jury.reply_due_on,
              "working_days_late": deadline.days if deadline and is_late else 0}
    if not versions:
        yield {**shared, "version": 0, **_ratings(found, None)}
    for reply in sorted(versions, key=lambda one: one.version):
        yield {**shared, "version": reply.version, "status": reply.status.value,
               **in_languages("reasons", reply.reasons), "owner": reply.owner, "done_by": reply.due_on,
               "answered_at": reply.at, "sha256": reply.sha256, **signed(known, reply.sha256), **_ratings(found, reply)}


def _ratings(found: Publication, reply: Reply | None) -> Row:
    """Sums of a rating that is over. They add up to a number that is known, so more may be hidden than the small."""
    rating = found.session.get(ReplyRating, reply.id) if reply else None
    sums = rating.result if rating and rating.closed_at else None
    counts = suppressed([sums[answer.value] for answer in Answer]) if sums else [None] * len(Answer)
    return {name: value for answer, count in zip(Answer, counts, strict=True)
            for name, value in ((f"rated_{answer.value}", count),
                                (f"rated_{answer.value}_hidden", bool(sums) and count is None))}


def milestone_rows(found: Publication) -> list[Row]:
    reports = Counter(dict(found.session.execute(
        select(MilestoneReport.milestone_id, func.count()).join(Milestone).where(
            Milestone.jury_id == found.jury.id).group_by(MilestoneReport.milestone_id)).all()))
    rows = found.session.execute(
        select(Milestone, Proposal.number).join(Proposal, Proposal.id == Milestone.proposal_id)
        .where(Milestone.jury_id == found.jury.id).order_by(Proposal.number, Milestone.number))
    return [{"recommendation": number, "milestone": one.number, **in_languages("title", one.title),
             "months": one.months, "due_on": one.due_on, "first_due_on": one.first_due_on, "state": one.state.value,
             "closed_on": one.closed_on, "reports": reports[one.id],
             "is_overdue": one.state is MilestoneState.PLANNED and found.today > one.due_on} for one, number in rows]
