"""The verdict as a document: put together from the tables once, then frozen and read back byte for byte."""
from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.phases import BallotState
from app.models import Ballot, BallotItem, Dissent, Document, Jury, Proposal, RecordEntry, Verdict
from app.services import records
from app.services.stage_checks import latest_charge
from app.services.verdict import dissents, proposals, trace_documents, verdict_backing
from app.services.verdict.ballots import ballots_of
from app.services.verdict.dissent_signatures import signers_of
from app.services.verdict.jury_shares import Composition, FeatureShares, ValueShare, composition_of, drawn
from app.services.verdict.trace_documents import FrozenTrace
from app.services.verdict.verdict_backing import ApprovalFacts, BestCase, SignOffFacts
from sortition.canonical import canonical

FORMAT = "alqa verdict 2"  # documents of format 1 lack the fields with defaults and are read all the same


@dataclass(frozen=True)
class Evidence:
    title: dict[str, str]
    author: str
    sha256: str


@dataclass(frozen=True)
class Opinion:
    """A dissent or concurrence; `name` is None for "a juror". `names`: of all who sign by name, `unnamed`: how many
    more do. Translations stand beside the original, never in its place.
    """

    kind: str
    body: str
    language: str
    name: str | None
    names: tuple[str, ...] = ()
    unnamed: int = 0
    translations: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """A voted finding or recommendation with its counts."""

    proposal_id: int
    kind: str
    number: int
    version: int
    title: dict[str, str]
    body: dict[str, str]
    why: dict[str, str]
    ballot: int
    yes: int
    no: int
    abstain: int
    threshold: int
    voters: int
    is_adopted: bool
    evidence: tuple[Evidence, ...]
    opinions: tuple[Opinion, ...]
    method: str = "yes_no"
    trace: FrozenTrace | None = None  # None: published before traces were frozen


@dataclass(frozen=True)
class BallotFacts:
    number: int
    voters: int
    sealed: int
    threshold: int
    quorum: int
    reason: str


@dataclass(frozen=True)
class DrawProof:
    number: int
    pool: int
    panel_count: int
    panel_number: int
    commitment_sha256: str


@dataclass(frozen=True)
class VerdictDocument:
    """Everything a reader of the verdict is told; times are ISO 8601."""

    format: str
    jury: str
    version: int
    published_at: str
    reply_due_on: str
    reason: str
    authentic_language: str
    title: dict[str, str]
    place: dict[str, str]
    commissioner: dict[str, str]
    starts_on: str | None
    ends_on: str | None
    charge_version: int
    question: dict[str, str]
    answer: dict[str, str]
    process_note: dict[str, str]
    items: tuple[Item, ...]
    ballots: tuple[BallotFacts, ...]
    composition: Composition
    draw: DrawProof | None
    record_head: str
    best_cases: tuple[BestCase, ...] = ()
    sign_off: SignOffFacts | None = None
    approvals: tuple[ApprovalFacts, ...] = ()

    def adopted(self, kind: str) -> list[Item]:
        return [item for item in self.items if item.kind == kind and item.is_adopted]

    def not_adopted(self) -> list[Item]:
        return [item for item in self.items if not item.is_adopted]

    def to_json(self) -> str:
        """The canonical form whose SHA-256 is published."""
        return canonical(json.loads(json.dumps(asdict(self))))


def build(session: Session, jury: Jury, verdict: Verdict, *, reply_due_on: date, now: datetime) -> VerdictDocument:
    """Put the document together from what the tables hold now."""
    charge = latest_charge(session, jury)
    counted = [ballot for ballot in ballots_of(session, jury) if ballot.state is BallotState.COUNTED]
    composition = composition_of(session, jury)
    last = session.scalars(select(RecordEntry.hash).where(
        RecordEntry.jury_id == jury.id).order_by(RecordEntry.number.desc()).limit(1)).first()
    return VerdictDocument(
        format=FORMAT, jury=jury.slug, version=verdict.version, reason=verdict.reason or "",
        published_at=now.replace(microsecond=0).isoformat(), reply_due_on=reply_due_on.isoformat(),
        authentic_language=jury.authentic_language, title=dict(jury.title), place=dict(jury.place),
        commissioner=dict(jury.commissioner_name), starts_on=_iso(jury.starts_on), ends_on=_iso(jury.ends_on),
        charge_version=charge.version if charge else 0, question=dict(charge.question) if charge else {},
        answer=dict(verdict.answer), process_note=dict(verdict.process_note), items=_items(session, jury, counted),
        ballots=tuple(_facts(ballot) for ballot in counted), composition=composition,
        draw=_proof(session, jury, composition), record_head=last or records.FIRST_HASH,
        best_cases=verdict_backing.best_cases(verdict),
        sign_off=verdict_backing.sign_off_facts(session, jury, verdict),
        approvals=verdict_backing.approvals(session, jury))


def read(text: str) -> VerdictDocument:
    """A frozen document as values again."""
    raw: dict[str, Any] = json.loads(text)
    raw["items"] = tuple(_read_item(item) for item in raw["items"])
    raw["ballots"] = tuple(BallotFacts(**row) for row in raw["ballots"])
    raw["composition"] = _read_composition(raw["composition"])
    raw["draw"] = DrawProof(**raw["draw"]) if raw["draw"] else None
    raw["best_cases"] = tuple(BestCase(**row) for row in raw.get("best_cases", ()))
    raw["sign_off"] = verdict_backing.read_sign_off(raw.get("sign_off"))
    raw["approvals"] = tuple(ApprovalFacts(**row) for row in raw.get("approvals", ()))
    return VerdictDocument(**raw)


def _read_item(raw: dict[str, Any]) -> Item:
    trace = raw.get("trace")
    return Item(**{**raw, "evidence": tuple(Evidence(**row) for row in raw["evidence"]),
                   "opinions": tuple(_read_opinion(row) for row in raw["opinions"]),
                   "trace": trace_documents.read(trace) if trace else None})


def _read_opinion(raw: dict[str, Any]) -> Opinion:
    """Documents of earlier versions have fewer fields."""
    return Opinion(**{**raw, "names": tuple(raw.get("names", ()))})


def _read_composition(raw: dict[str, Any]) -> Composition:
    features = tuple(FeatureShares(row["label"], tuple(ValueShare(**value) for value in row["values"]))
                     for row in raw["features"])
    return Composition(raw["pool"], raw["jurors"], features)


def _items(session: Session, jury: Jury, counted: list[Ballot]) -> tuple[Item, ...]:
    """Recommendations after findings, each in order of its number; adopted or not."""
    opinions = dissents.dissents_of(session, jury)
    # What was voted on again counts as it was voted last; the earlier ballot stays in the list of ballots.
    last = {item.proposal_id: (ballot, item) for ballot in counted for item in ballot.items}
    found = [_item(session, ballot, item, opinions.get(item.proposal_id, [])) for ballot, item in last.values()]
    return tuple(sorted(found, key=lambda item: (item.kind, item.number)))


def _item(session: Session, ballot: Ballot, item: BallotItem, opinions: list[Dissent]) -> Item:
    proposal: Proposal = item.proposal
    words = proposals.words_of(proposal, item.proposal_version)
    return Item(
        proposal_id=proposal.id, kind=proposal.kind.value, number=proposal.number, version=words.version,
        title=dict(words.title), body=dict(words.body), why=dict(words.why), ballot=ballot.number,
        yes=item.yes or 0, no=item.no or 0, abstain=item.abstain or 0, threshold=ballot.threshold,
        voters=ballot.voters, is_adopted=bool(item.is_adopted),
        evidence=tuple(_evidence(row) for row in proposals.evidence_of(session, proposal)),
        opinions=tuple(_opinion(row) for row in opinions), method=ballot.method.value,
        trace=trace_documents.freeze(session, session.get_one(Jury, proposal.jury_id), proposal))


def _opinion(dissent: Dissent) -> Opinion:
    signers = signers_of(dissent)
    return Opinion(dissent.kind.value, dissent.body, dissent.language,
                   dissent.membership.alias if dissent.is_named else None, signers.names, signers.unnamed,
                   dict(dissent.translations))


def _evidence(document: Document) -> Evidence:
    return Evidence(dict(document.title), document.author, document.sha256)


def _facts(ballot: Ballot) -> BallotFacts:
    first = ballot.items[0]
    return BallotFacts(ballot.number, ballot.voters, (first.yes or 0) + (first.no or 0) + (first.abstain or 0),
                       ballot.threshold, ballot.quorum, ballot.reason or "")


def _proof(session: Session, jury: Jury, composition: Composition) -> DrawProof | None:
    draw = drawn(session, jury)
    if draw is None:
        return None
    return DrawProof(draw.number, composition.pool, draw.panel_count, draw.panel_number or 0,
                     draw.commitment_hash or "")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def due_date(document: VerdictDocument) -> date:
    return date.fromisoformat(document.reply_due_on)
