"""The trace of one finding or recommendation as it is published: frozen with the verdict, read back for its readers."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.models import Jury, Proposal
from app.services.room.claim_views import ClaimView, LinkView
from app.services.verdict import evidence_links
from app.services.verdict.trace_gathering import Gathering
from app.services.verdict.trace_nodes import (
    FrozenAnswer,
    FrozenClaim,
    FrozenDocument,
    FrozenHearing,
    FrozenLink,
    FrozenPassage,
    FrozenQuestion,
    FrozenTrust,
    FrozenWitness,
)


@dataclass(frozen=True)
class FrozenTrace:
    """`links`: what was linked to the finding itself; everything that those rest on stands in the other four."""

    links: tuple[FrozenLink, ...] = ()
    claims: tuple[FrozenClaim, ...] = ()
    documents: tuple[FrozenDocument, ...] = ()
    witnesses: tuple[FrozenWitness, ...] = ()
    questions: tuple[FrozenQuestion, ...] = ()


def freeze(session: Session, jury: Jury, proposal: Proposal) -> FrozenTrace:
    """The trace as the tables hold it now. No juror's name, no number of fewer than five jurors, no hidden words."""
    found = evidence_links.trace(session, proposal)
    gathering = Gathering(session, jury)
    sides = (found.supports, found.contradicts)
    views = gathering.follow([entry.view for side in sides for entry in side.claims])
    links = tuple(FrozenLink(claim.bearing.value, claim=str(claim.view.number))
                  for side in sides for claim in side.claims)
    links += tuple(FrozenLink(entry.bearing.value, passage=gathering.passage(entry.document))
                   for side in sides for entry in side.documents)
    known = {view.number for view in views}
    claims = tuple(_claim(gathering, view, known) for view in views)
    return FrozenTrace(links, claims, gathering.documents(), gathering.witnesses(), gathering.questions())


def _claim(gathering: Gathering, view: ClaimView, known: set[int]) -> FrozenClaim:
    if view.withdrawn_reason is not None:
        return FrozenClaim(str(view.number), "", view.language, view.source.kind.value, is_withdrawn=True)
    source = gathering.source(view)
    against = tuple(dict.fromkeys(str(link.claim_number) for link in view.disputes if link.claim_number in known))
    return FrozenClaim(
        str(view.number), view.body, view.language, view.source.kind.value, source.said_by, source.witness,
        source.question, source.passage, source.quote, source.quote_language, source.heard, gathering.trust(view),
        _links(gathering, (*view.behind, *view.against), known), against, is_hidden=source.is_hidden)


def _links(gathering: Gathering, links: Sequence[LinkView], known: set[int]) -> tuple[FrozenLink, ...]:
    return tuple(
        FrozenLink(link.bearing.value, claim=str(link.claim_number)) if link.document is None
        else FrozenLink(link.bearing.value, passage=gathering.passage(link.document))
        for link in links if link.document is not None or link.claim_number in known)


def read(raw: dict[str, Any]) -> FrozenTrace:
    """A frozen trace as values again; `raw` is what JSON gave."""
    return FrozenTrace(
        tuple(_read_link(row) for row in raw["links"]),
        tuple(_read_claim(row) for row in raw["claims"]),
        tuple(FrozenDocument(**row) for row in raw["documents"]),
        tuple(FrozenWitness(**{**row, "hearings": tuple(FrozenHearing(**one) for one in row["hearings"])})
              for row in raw["witnesses"]),
        tuple(FrozenQuestion(**{**row, "answers": tuple(FrozenAnswer(**one) for one in row["answers"])})
              for row in raw["questions"]))


def _read_claim(raw: dict[str, Any]) -> FrozenClaim:
    heard = raw.get("heard")
    return FrozenClaim(**{
        **raw, "passage": _read_passage(raw.get("passage")), "heard": FrozenHearing(**heard) if heard else None,
        "trust": tuple(FrozenTrust(tuple(row["steps"]), row["jurors"]) for row in raw.get("trust", ())),
        "links": tuple(_read_link(row) for row in raw.get("links", ())),
        "speaks_against": tuple(raw.get("speaks_against", ()))})


def _read_link(raw: dict[str, Any]) -> FrozenLink:
    return FrozenLink(**{**raw, "passage": _read_passage(raw.get("passage"))})


def _read_passage(raw: dict[str, Any] | None) -> FrozenPassage | None:
    return FrozenPassage(**raw) if raw else None
