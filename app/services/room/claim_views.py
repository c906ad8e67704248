"""Claims as the deliberation sees them: source, what stands behind them, what disputes them, and the marks as sums."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.evidence import Bearing, ClaimSource
from app.models import Claim, ClaimLink, Membership, Question, Statement
from app.services.room.claim_trust import TrustSums, shown_sums, sums_of
from app.services.room.evidence_refs import DocumentRef, document_ref


@dataclass(frozen=True)
class SourceView:
    """Who or what said it; `alias` is the name of the room, never another one."""

    kind: ClaimSource
    alias: str | None = None
    document: DocumentRef | None = None
    quote: str = ""
    quote_language: str = ""
    hidden_reason: str | None = None  # the words were taken off the record; `quote` is empty then


@dataclass(frozen=True)
class LinkView:
    """One thing that bears on a claim: a document, or another claim by its number and words."""

    id: int
    bearing: Bearing
    added_by_id: int
    document: DocumentRef | None = None
    claim_id: int | None = None
    claim_number: int | None = None
    claim_body: str = ""
    claim_language: str = ""


@dataclass(frozen=True)
class ClaimView:
    id: int
    number: int
    body: str
    language: str
    added_by_id: int
    source: SourceView
    behind: tuple[LinkView, ...]
    against: tuple[LinkView, ...]
    disputes: tuple[LinkView, ...]  # claims that this one speaks against
    marks: int
    is_closed: bool
    sums: TrustSums | None  # when everybody may see them
    withdrawn_reason: str | None

    @property
    def is_disputed(self) -> bool:
        return bool(self.against)


def claim_views(session: Session, jury_id: int, ids: Iterable[int] | None = None, *,
                with_withdrawn: bool = False) -> list[ClaimView]:
    """The claims of a jury in order of their numbers, or some of them."""
    query = select(Claim).where(Claim.jury_id == jury_id).order_by(Claim.number)
    if ids is not None:
        query = query.where(Claim.id.in_(list(ids)))
    if not with_withdrawn:
        query = query.where(Claim.withdrawn_at.is_(None))
    found = list(session.scalars(query))
    sums = sums_of(session, [claim.id for claim in found])
    pointing = _pointing(session, [claim.id for claim in found])
    return [_view(session, claim, sums.get(claim.id), pointing.get(claim.id, ())) for claim in found]


def _pointing(session: Session, ids: list[int]) -> dict[int, tuple[LinkView, ...]]:
    """Claim → the claims against which it was brought forward."""
    rows = session.execute(select(ClaimLink, Claim).join(Claim, Claim.id == ClaimLink.claim_id).where(
        ClaimLink.other_id.in_(ids), ClaimLink.bearing == Bearing.CONTRADICTS, Claim.withdrawn_at.is_(None),
    ).order_by(ClaimLink.id))
    found: dict[int, tuple[LinkView, ...]] = {}
    for link, claim in rows:
        view = LinkView(link.id, link.bearing, link.added_by_id, None, claim.id, claim.number, claim.body,
                        claim.language)
        disputed = link.other_id or 0
        found[disputed] = (*found.get(disputed, ()), view)
    return found


def _view(session: Session, claim: Claim, sums: TrustSums | None, disputes: tuple[LinkView, ...]) -> ClaimView:
    links = [view for link in claim.links if (view := _link(session, link)) is not None]
    return ClaimView(
        claim.id, claim.number, claim.body, claim.language, claim.added_by_id, source_view(session, claim),
        tuple(view for view in links if view.bearing is Bearing.SUPPORTS),
        tuple(view for view in links if view.bearing is Bearing.CONTRADICTS),
        disputes, sums.total if sums else 0, claim.trust_closed_at is not None, shown_sums(claim, sums),
        claim.withdrawn_reason)


def _link(session: Session, link: ClaimLink) -> LinkView | None:
    """A link; None when the claim at its other end was withdrawn."""
    if link.document_id is not None:
        return LinkView(link.id, link.bearing, link.added_by_id,
                        document_ref(session, link.document_id, link.paragraph_id))
    other = session.get_one(Claim, link.other_id)
    if other.withdrawn_at is not None:
        return None
    return LinkView(link.id, link.bearing, link.added_by_id, None, other.id, other.number, other.body, other.language)


def source_view(session: Session, claim: Claim) -> SourceView:
    """The source in words; what was hidden from the record since is not quoted."""
    if claim.source is ClaimSource.DOCUMENT and claim.document_id is not None:
        document = document_ref(session, claim.document_id, claim.paragraph_id)
        return SourceView(claim.source, document=document, quote=document.words, quote_language=document.language)
    if claim.source is ClaimSource.STATEMENT:
        statement = session.get_one(Statement, claim.statement_id)
        quote = "" if statement.hidden_at else statement.body
        return SourceView(claim.source, statement.membership.alias, None, quote, statement.language,
                          statement.hidden_reason)
    if claim.source is ClaimSource.ANSWER:
        return _answer(session, session.get_one(Question, claim.question_id))
    return SourceView(ClaimSource.MEMBER, session.get_one(Membership, claim.said_by_id).alias)


def _answer(session: Session, question: Question) -> SourceView:
    """The answer; before there is one, the question that asks for it."""
    by = session.get(Membership, question.answered_by_id or question.witness_id or 0)
    alias = by.alias if by else None
    if question.answer:
        return SourceView(ClaimSource.ANSWER, alias, None, question.answer,
                          question.answer_language or question.language)
    return SourceView(ClaimSource.ANSWER, alias, None, question.shown_body, question.language, question.hidden_reason)
