"""What a published trace is made of: claims, passages, documents, witnesses, questions. Jurors have no name in it."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Texts = dict[str, str]


@dataclass(frozen=True)
class FrozenPassage:
    """A document by its key, perhaps one numbered paragraph of it with its words."""

    document: str
    paragraph: int | None = None
    words: str = ""


@dataclass(frozen=True)
class FrozenLink:
    """One thing that bears on another: a claim by its key, or a passage. `bearing`: supports or contradicts."""

    bearing: str
    claim: str | None = None
    passage: FrozenPassage | None = None


@dataclass(frozen=True)
class FrozenDocument:
    """`key`: the beginning of its fingerprint, so that the same file has the same address in every version.

    `kind`: a value of DocumentKind; what the public sent in is no paper of a witness, and readers are told.
    """

    key: str
    id: int
    version: int
    title: Texts
    author: str
    stance: Texts
    language: str
    sha256: str
    file_name: str
    kind: str = "other"
    is_withdrawn: bool = False


@dataclass(frozen=True)
class FrozenHearing:
    """When a witness was heard: the session, the item of the agenda, the day in the jury's time zone."""

    session: int
    session_title: Texts
    item_title: Texts
    kind: str
    day: str

    @property
    def on(self) -> date:
        return date.fromisoformat(self.day)


@dataclass(frozen=True)
class FrozenWitness:
    key: str
    alias: str
    topic: Texts
    stance: Texts
    interests: Texts
    hearings: tuple[FrozenHearing, ...] = ()


@dataclass(frozen=True)
class FrozenAnswer:
    body: str
    language: str
    witness: str | None = None


@dataclass(frozen=True)
class FrozenQuestion:
    """`supporters`: to how many jurors it mattered, None when they were fewer than five. `mark`: what the askers say of
    the answer, of several the least satisfied. `body` is empty when the words were taken off the record.
    """

    key: str
    body: str
    language: str
    supporters: int | None
    state: str
    mark: str | None
    answers: tuple[FrozenAnswer, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True)
class FrozenTrust:
    """So many jurors chose one of these steps; steps are joined until no number is under five."""

    steps: tuple[str, ...]
    jurors: int


@dataclass(frozen=True)
class FrozenClaim:
    """`said_by`: the role of who said it, empty when it comes from a document. `speaks_against`: keys of the claims
    against which it was brought forward. A withdrawn claim keeps its number and nothing else.
    """

    key: str
    text: str
    language: str
    source: str
    said_by: str = ""
    witness: str | None = None
    question: str | None = None
    passage: FrozenPassage | None = None
    quote: str = ""
    quote_language: str = ""
    heard: FrozenHearing | None = None
    trust: tuple[FrozenTrust, ...] = ()
    links: tuple[FrozenLink, ...] = ()
    speaks_against: tuple[str, ...] = ()
    is_withdrawn: bool = False
    is_hidden: bool = False  # the words of its source were taken off the record
