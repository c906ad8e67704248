"""Ways through the frozen traces: from a finding down to the voices and passages, and from those back up."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.evidence import Bearing
from app.services.verdict.trace_documents import FrozenTrace
from app.services.verdict.trace_nodes import (
    FrozenClaim,
    FrozenDocument,
    FrozenLink,
    FrozenPassage,
    FrozenQuestion,
    FrozenWitness,
)
from app.services.verdict.verdict_documents import Item, VerdictDocument

CLAIMS, DOCUMENTS, WITNESSES, QUESTIONS = "claims", "documents", "witnesses", "questions"
KINDS = (CLAIMS, DOCUMENTS, WITNESSES, QUESTIONS)
Node = tuple[str, str]  # one of KINDS, and a key
Found = FrozenClaim | FrozenDocument | FrozenWitness | FrozenQuestion


class TraceView:
    """One trace with everything looked up by key, and what each node does to the finding.

    Whoever contradicts a claim that supports the finding contradicts the finding, however many steps away.
    """

    def __init__(self, trace: FrozenTrace) -> None:
        self.claims = {one.key: one for one in trace.claims}
        self.documents = {one.key: one for one in trace.documents}
        self.witnesses = {one.key: one for one in trace.witnesses}
        self.questions = {one.key: one for one in trace.questions}
        self.supports = tuple(link for link in trace.links if link.bearing == Bearing.SUPPORTS.value)
        self.contradicts = tuple(link for link in trace.links if link.bearing == Bearing.CONTRADICTS.value)
        self.bearings: dict[Node, set[str]] = {}
        self._follow(trace.links)

    @property
    def disputing(self) -> tuple[FrozenClaim, ...]:
        """Claims that speak against what the finding rests on, beside those linked against the finding itself."""
        linked = {link.claim for link in (*self.supports, *self.contradicts)}
        return tuple(claim for claim in self.claims.values()
                     if claim.key not in linked and self._has((CLAIMS, claim.key), Bearing.CONTRADICTS))

    @property
    def is_contradicted(self) -> bool:
        """Whether anything at all, near or far, speaks against the finding."""
        return any(Bearing.CONTRADICTS.value in found for found in self.bearings.values())

    def find(self, node: Node) -> Found | None:
        shelf: dict[str, dict[str, Found]] = {
            CLAIMS: dict(self.claims), DOCUMENTS: dict(self.documents), WITNESSES: dict(self.witnesses),
            QUESTIONS: dict(self.questions)}
        return shelf[node[0]].get(node[1])

    def count(self, kind: str, bearing: str) -> int:
        """How many claims, documents, … support the finding, or contradict it."""
        return sum(node[0] == kind and bearing in found for node, found in self.bearings.items())

    def through(self, node: Node) -> tuple[FrozenClaim, ...]:
        """The claims of this trace that lead to a node directly."""
        return tuple(claim for claim in self.claims.values() if node in set(nodes_of(claim)))

    def _has(self, node: Node, bearing: Bearing) -> bool:
        return bearing.value in self.bearings.get(node, ())

    def _follow(self, links: Sequence[FrozenLink]) -> None:
        """Mark everything that can be reached; a claim is followed once for each side on which it stands."""
        waiting = [(link, True) for link in links]
        while waiting:
            link, is_for = waiting.pop()
            is_same = is_for == (link.bearing == Bearing.SUPPORTS.value)
            if link.passage is not None:
                self._mark((DOCUMENTS, link.passage.document), is_for=is_same)
            claim = self.claims.get(link.claim or "")
            if claim is None or claim.is_withdrawn or not self._mark((CLAIMS, claim.key), is_for=is_same):
                continue
            for node in self._sources(claim):
                self._mark(node, is_for=is_same)
            rivals = (FrozenLink(Bearing.CONTRADICTS.value, other) for other in claim.speaks_against)
            waiting += [(onward, is_same) for onward in (*claim.links, *rivals)]

    def _sources(self, claim: FrozenClaim) -> Iterator[Node]:
        yield from _own_sources(claim)
        if claim.question in self.questions:
            yield from ((WITNESSES, answer.witness) for answer in self.questions[claim.question].answers
                        if answer.witness)

    def _mark(self, node: Node, *, is_for: bool) -> bool:
        """Whether that is news."""
        bearing = (Bearing.SUPPORTS if is_for else Bearing.CONTRADICTS).value
        found = self.bearings.setdefault(node, set())
        is_new = bearing not in found
        found.add(bearing)
        return is_new


def nodes_of(claim: FrozenClaim) -> Iterator[Node]:
    """What a claim names itself: its sources, and what was linked to it."""
    yield from _own_sources(claim)
    for link in claim.links:
        passage = link.passage
        if passage is not None:
            yield DOCUMENTS, passage.document
        elif link.claim is not None:
            yield CLAIMS, link.claim
    yield from ((CLAIMS, other) for other in claim.speaks_against)


def _own_sources(claim: FrozenClaim) -> Iterator[Node]:
    pairs = ((WITNESSES, claim.witness), (QUESTIONS, claim.question),
             (DOCUMENTS, claim.passage.document if claim.passage else None))
    yield from ((kind, key) for kind, key in pairs if key is not None)


@dataclass(frozen=True)
class TracedItem:
    """A finding or recommendation with its trace; None when the version was published before traces were frozen."""

    item: Item
    view: TraceView | None


@dataclass(frozen=True)
class WayBack:
    """A finding to which a node leads: what it does to it, and through which claims (none: it is linked itself)."""

    item: Item
    bearings: frozenset[str]
    through: tuple[FrozenClaim, ...]


@dataclass(frozen=True)
class Traces:
    """All traces of one published version."""

    items: tuple[TracedItem, ...]

    @property
    def is_frozen(self) -> bool:
        return any(one.view is not None for one in self.items)

    def find(self, node: Node) -> tuple[Found, TraceView] | None:
        """A node with a trace in which it can be looked around."""
        return next(((found, one.view) for one in self.items
                     if one.view is not None and (found := one.view.find(node)) is not None), None)

    def ways_back(self, node: Node) -> tuple[WayBack, ...]:
        """Every finding that rests on a node or is contradicted by it."""
        return tuple(WayBack(one.item, frozenset(one.view.bearings[node]), one.view.through(node))
                     for one in self.items if one.view is not None and node in one.view.bearings)

    def passages(self, document_key: str) -> tuple[FrozenPassage, ...]:
        """The paragraphs of a document that any trace quotes, in their order."""
        found: dict[int, FrozenPassage] = {}
        for one in self.items:
            for passage in _passages(one.item.trace) if one.item.trace else ():
                if passage.document == document_key and passage.paragraph is not None and passage.words:
                    found[passage.paragraph] = passage
        return tuple(found[number] for number in sorted(found))

    def claims_from(self, node: Node) -> tuple[FrozenClaim, ...]:
        """The claims of any trace that lead to a node, in order of their numbers."""
        found = {claim.key: claim for one in self.items if one.view for claim in one.view.through(node)}
        return tuple(sorted(found.values(), key=lambda claim: int(claim.key)))


def _passages(trace: FrozenTrace) -> Iterator[FrozenPassage]:
    links = [*trace.links, *(link for claim in trace.claims for link in claim.links)]
    passages = [*(link.passage for link in links), *(claim.passage for claim in trace.claims)]
    return (passage for passage in passages if passage is not None)


def traces_of(document: VerdictDocument) -> Traces:
    """The traces of a published version, recommendations after findings as in the document."""
    return Traces(tuple(TracedItem(item, TraceView(item.trace) if item.trace else None) for item in document.items))
