"""Gathers what a trace leads to: claims behind claims, documents, witnesses with their hearings, questions."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audiences import HEARING_KINDS
from app.domain.evidence import FEWEST_ANSWERS, ClaimSource, Trust
from app.domain.local_days import local_day
from app.domain.roles import Role
from app.models import AgendaItem, AgendaSession, Claim, Document, Jury, Membership, Question, Room, Statement
from app.services.room.claim_trust import TrustSums, sums_of
from app.services.room.claim_views import ClaimView, claim_views
from app.services.room.evidence_refs import DocumentRef
from app.services.room.question_views import QuestionView, question_views
from app.services.verdict.trace_nodes import (
    FrozenAnswer,
    FrozenDocument,
    FrozenHearing,
    FrozenPassage,
    FrozenQuestion,
    FrozenTrust,
    FrozenWitness,
)

DEEPEST = 4  # steps from a finding's own claims; what lies behind is on the pages of those claims
_KEY_LENGTH = 16


@dataclass(frozen=True)
class FrozenSource:
    """Where a claim comes from, without any juror's name."""

    said_by: str = ""
    witness: str | None = None
    question: str | None = None
    passage: FrozenPassage | None = None
    quote: str = ""
    quote_language: str = ""
    heard: FrozenHearing | None = None
    is_hidden: bool = False


class Gathering:
    """One trace on its way: remembers every document, witness and question that was met."""

    def __init__(self, session: Session, jury: Jury) -> None:
        self._session, self._jury = session, jury
        self._documents: dict[str, FrozenDocument] = {}
        self._witnesses: dict[int, Membership] = {}
        self._questions: dict[int, FrozenQuestion] = {}
        self._sums: dict[int, TrustSums] = {}
        self._rows: dict[int, Claim] = {}
        self._hearings: dict[int, list[FrozenHearing]] | None = None

    def follow(self, first: list[ClaimView]) -> list[ClaimView]:
        """These claims and all that support or dispute them, in order of their numbers."""
        found = {view.id: view for view in first}
        edge = [view for view in first if view.withdrawn_reason is None]
        for _step in range(DEEPEST):
            ids = {link.claim_id for view in edge for link in (*view.behind, *view.against, *view.disputes)
                   if link.claim_id} - set(found)
            edge = claim_views(self._session, self._jury.id, ids) if ids else []
            found |= {view.id: view for view in edge}
        self._sums = sums_of(self._session, list(found))
        self._rows = {row.id: row for row in self._session.scalars(select(Claim).where(Claim.id.in_(found)))}
        return sorted(found.values(), key=lambda view: view.number)

    def passage(self, ref: DocumentRef) -> FrozenPassage:
        """A withdrawn document is named and not quoted."""
        key, row = ref.sha256[:_KEY_LENGTH], self._session.get_one(Document, ref.document_id)
        self._documents[key] = FrozenDocument(
            key, ref.document_id, ref.version, dict(ref.title), ref.author, _written(ref.stance), ref.language,
            ref.sha256, ref.file_name, row.kind.value, ref.is_withdrawn)
        return FrozenPassage(key, ref.paragraph, "" if ref.is_withdrawn else ref.words)

    def source(self, view: ClaimView) -> FrozenSource:
        claim = self._rows[view.id]
        if claim.source is ClaimSource.DOCUMENT and view.source.document is not None:
            return FrozenSource(passage=self.passage(view.source.document))
        if claim.source is ClaimSource.STATEMENT:
            return self._statement(self._session.get_one(Statement, claim.statement_id))
        if claim.source is ClaimSource.ANSWER:
            return self._answer(self._session.get_one(Question, claim.question_id))
        speaker = self._session.get_one(Membership, claim.said_by_id)
        return FrozenSource(speaker.role.value, self._witness(speaker))

    def trust(self, view: ClaimView) -> tuple[FrozenTrust, ...]:
        """The jurors' marks: the deliberation is over, so the marking is closed for good."""
        sums = self._sums.get(view.id)
        return joined_trust(sums) if sums else ()

    def documents(self) -> tuple[FrozenDocument, ...]:
        return tuple(sorted(self._documents.values(), key=lambda document: document.id))

    def questions(self) -> tuple[FrozenQuestion, ...]:
        return tuple(self._questions[one] for one in sorted(self._questions))

    def witnesses(self) -> tuple[FrozenWitness, ...]:
        return tuple(self._frozen_witness(self._witnesses[one]) for one in sorted(self._witnesses))

    def _statement(self, statement: Statement) -> FrozenSource:
        """Witnesses speak in public and are quoted; what jurors say in the room stays there."""
        speaker, is_hidden = statement.membership, statement.hidden_at is not None
        quote = statement.body if speaker.role is Role.EXPERT and not is_hidden else ""
        item = self._session.get(AgendaItem, statement.agenda_item_id or 0)
        heard = self._hearing(item) if item is not None and speaker.role is Role.EXPERT else None
        return FrozenSource(speaker.role.value, self._witness(speaker), None, None, quote, statement.language, heard,
                            is_hidden)

    def _answer(self, question: Question) -> FrozenSource:
        by = self._session.get(Membership, question.answered_by_id or question.witness_id or 0)
        self._keep_question(question)
        return FrozenSource(by.role.value if by else Role.EXPERT.value, self._witness(by), str(question.id),
                            is_hidden=question.hidden_reason is not None)

    def _keep_question(self, question: Question) -> None:
        view = question_views(self._session, self._session.get_one(Room, question.room_id), [question.id])[0]
        answers = [FrozenAnswer(more.body, more.language, self._witness_by_id(more.membership_id))
                   for more in view.more_answers]
        if view.answer:
            answers.insert(0, FrozenAnswer(view.answer, view.answer_language or view.language,
                                           self._witness_by_id(question.answered_by_id)))
        self._questions[question.id] = _frozen_question(view, tuple(answers))

    def _witness_by_id(self, membership_id: int | None) -> str | None:
        return self._witness(self._session.get(Membership, membership_id or 0))

    def _witness(self, member: Membership | None) -> str | None:
        """The key of an expert; nobody else has one."""
        if member is None or member.role is not Role.EXPERT:
            return None
        self._witnesses[member.id] = member
        return str(member.id)

    def _frozen_witness(self, member: Membership) -> FrozenWitness:
        declared = member.witness
        topic, stance, interests = (
            map(_written, (declared.topic, declared.stance, declared.interests)) if declared else ({}, {}, {}))
        return FrozenWitness(str(member.id), member.alias, topic, stance, interests,
                             tuple(self._hearings_by_witness().get(member.id, ())))

    def _hearings_by_witness(self) -> dict[int, list[FrozenHearing]]:
        if self._hearings is None:
            self._hearings = {}
            for item in self._session.scalars(select(AgendaItem).join(AgendaSession).where(
                    AgendaSession.jury_id == self._jury.id, AgendaItem.started_at.is_not(None),
                    AgendaItem.witness_id.is_not(None), AgendaItem.kind.in_(HEARING_KINDS),
                    ).order_by(AgendaItem.started_at, AgendaItem.id)):
                self._hearings.setdefault(item.witness_id or 0, []).append(self._hearing(item))
        return self._hearings

    def _hearing(self, item: AgendaItem) -> FrozenHearing:
        at = item.started_at or item.session.starts_at
        return FrozenHearing(item.session.number, dict(item.session.title), dict(item.title), item.kind.value,
                             local_day(self._jury, at).isoformat())


def joined_trust(sums: TrustSums, fewest: int = FEWEST_ANSWERS) -> tuple[FrozenTrust, ...]:
    """Neighbouring steps are joined until each number is at least `fewest`; nothing smaller can be had by subtracting.

    >>> [(row.steps, row.jurors) for row in joined_trust(TrustSums(9, 4, 2))]
    [(('strong',), 9), (('unsure', 'weak'), 6)]
    >>> joined_trust(TrustSums(2, 1, 1))
    ()
    """
    found: list[FrozenTrust] = []
    steps: tuple[str, ...] = ()
    jurors = 0
    for step, count in zip(Trust, (sums.strong, sums.unsure, sums.weak), strict=True):
        steps, jurors = (*steps, step.value), jurors + count
        if jurors >= fewest:
            found.append(FrozenTrust(steps, jurors))
            steps, jurors = (), 0
    if steps and found:  # what is left over joins the last number
        found[-1] = FrozenTrust((*found[-1].steps, *steps), found[-1].jurors + jurors)
    return tuple(found)


def _frozen_question(view: QuestionView, answers: tuple[FrozenAnswer, ...]) -> FrozenQuestion:
    supporters = view.support if view.support >= FEWEST_ANSWERS else None
    mark = view.marks[0][0].value if view.marks else None
    return FrozenQuestion(str(view.id), view.body, view.language, supporters, view.state.value, mark, answers,
                          view.hidden_reason is not None)


def _written(texts: dict[str, str]) -> dict[str, str]:
    return {language: words for language, words in texts.items() if words.strip()}
