"""What of a jury is public and can be searched: read from the published documents, never from drafts."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.languages import LANGUAGES
from app.models import Jury, Proposal, Reply, Verdict
from app.services.stage_checks import latest_charge
from app.services.verdict import verdict_documents
from app.services.verdict.verdict_documents import Item, VerdictDocument

Texts = dict[str, str]
DIGEST = 12  # letters of a fingerprint that tell two documents apart


@dataclass(frozen=True)
class PublicText:
    """One thing that can be found. `key` says where on its page it stands."""

    kind: str  # jury, verdict, finding, recommendation, dissent, reply, document
    key: str
    title: Texts
    body: Texts
    at: datetime
    others: tuple[Texts, ...] = field(default=())  # found, but not shown: the place, the authority


def public_texts(session: Session, jury: Jury) -> list[PublicText]:
    """Everything of a jury that was published; nothing of a draft's."""
    texts = [_jury(session, jury)]
    verdict = session.scalars(select(Verdict).where(
        Verdict.jury_id == jury.id, Verdict.document.is_not(None)).order_by(Verdict.version.desc()).limit(1)).first()
    if verdict is not None and verdict.document is not None and verdict.published_at is not None:
        document = verdict_documents.read(verdict.document)
        texts += _verdict(document, verdict.published_at)
        texts += _replies(session, jury, document)
    return texts


def _jury(session: Session, jury: Jury) -> PublicText:
    charge = latest_charge(session, jury)
    parts = [charge.question, charge.scope_in, charge.scope_out] if charge else []
    return PublicText("jury", "charge", dict(jury.title), together(*parts), charge.written_at if charge else
                      jury.created_at, (jury.place, jury.commissioner_name))


def _verdict(document: VerdictDocument, at: datetime) -> Iterator[PublicText]:
    cases = [case.text for case in document.best_cases if case.is_held]
    yield PublicText("verdict", "answer", dict(document.question), together(
        document.answer, document.process_note, *cases), at, (document.title, document.place, document.commissioner))
    documents: dict[str, PublicText] = {}
    for item in document.items:
        name = f"{item.kind}-{item.number}"
        yield PublicText(item.kind, name, dict(item.title), together(item.body, item.why), at)
        for place, opinion in enumerate(item.opinions, start=1):
            words = {opinion.language: opinion.body} | opinion.translations
            yield PublicText("dissent", f"{name}.{place}", dict(item.title), words, at)
        for found in _documents(item, name, at):
            where, _, digest = found.key.partition("/")
            if where == "trace" or digest[:DIGEST] not in documents:
                documents[digest[:DIGEST]] = found
    yield from documents.values()


def _documents(item: Item, name: str, at: datetime) -> Iterator[PublicText]:
    """A document that several findings rest on is found once; one in a trace has a page of its own."""
    for row in item.evidence:
        yield PublicText("document", f"{name}/{row.sha256[:16]}", dict(row.title),
                         dict.fromkeys(row.title, row.author), at)
    for traced in item.trace.documents if item.trace else ():
        if not traced.is_withdrawn:
            yield PublicText("document", f"trace/{traced.key}", dict(traced.title),
                             dict.fromkeys(traced.title, traced.author), at)


def _replies(session: Session, jury: Jury, document: VerdictDocument) -> Iterator[PublicText]:
    """The newest reply to each recommendation."""
    titles = {item.proposal_id: item.title for item in document.items}
    rows = session.execute(select(Reply, Proposal.number).join(Proposal, Proposal.id == Reply.proposal_id).where(
        Reply.jury_id == jury.id).order_by(Reply.proposal_id, Reply.version))
    newest = {reply.proposal_id: (reply, number) for reply, number in rows}
    for reply, number in newest.values():
        owner = dict.fromkeys(LANGUAGES, reply.owner)
        yield PublicText("reply", f"recommendation-{number}", dict(titles.get(reply.proposal_id, {})),
                         dict(reply.reasons), reply.at, (owner,))


def together(*parts: Texts) -> Texts:
    """Several texts as one, language by language.

    >>> together({"kk": "Су", "ru": "Вода"}, {"ru": "Воздух", "en": ""})
    {'kk': 'Су', 'ru': 'Вода\\nВоздух'}
    """
    joined = {language: "\n".join(words for part in parts if (words := part.get(language, "").strip()))
              for language in LANGUAGES}
    return {language: words for language, words in joined.items() if words}
