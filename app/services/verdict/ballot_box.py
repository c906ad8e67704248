"""The sealed box of one ballot: what is inside, how a vote gets in, and the only opening.

The box is one sealed value. Each vote opens it, adds an entry, shuffles the entries with the randomness of the
operating system and seals everything anew, at the same length whether one or all have voted. A row order, a
transaction number, a write-ahead log or an old backup therefore shows that *somebody* voted, never what.
Choices and receipts are two separate lists: not even the opened box says which receipt goes with which choices.
"""
from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken

from app.domain.errors import DomainError
from app.domain.phases import BallotMethod, Choice

# No 0/O, 1/I/L: people copy the receipt by hand. 20 letters hold 99 bits.
RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RECEIPT_LENGTH = 20
_MARKS = {Choice.YES: "y", Choice.NO: "n", Choice.ABSTAIN: "a"}
_CHOICES = {mark: choice for choice, mark in _MARKS.items()}
_NOBODY = "-"
_DIGEST = 64


class BoxIsDamaged(DomainError):
    """The box does not hold what the ballot and the roll say. Nothing of it may count."""

    def __init__(self) -> None:
        super().__init__("ballot_box_is_damaged")


@dataclass(frozen=True)
class Terms:
    """What was fixed when the ballot was opened; sealed inside the box, so that a changed table is noticed."""

    ballot_id: int
    voters: tuple[int, ...]  # membership ids, sorted
    items: tuple[tuple[int, int], ...]  # (proposal id, version of its words), in order
    threshold: int
    quorum: int
    method: BallotMethod = BallotMethod.YES_NO

    def digest(self) -> str:
        parts: list[object] = [
            self.ballot_id, list(self.voters), [list(item) for item in self.items], self.threshold, self.quorum]
        if self.method is not BallotMethod.YES_NO:  # boxes sealed before there was another method stay as they are
            parts.append(self.method.value)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Counts:
    """The result of one item."""

    yes: int
    no: int
    abstain: int


def new_receipt() -> str:
    """A code that only the juror will know, in groups of four."""
    letters = "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(RECEIPT_LENGTH))
    return "-".join(letters[start:start + 4] for start in range(0, RECEIPT_LENGTH, 4))


def normal_receipt(code: str) -> str:
    """The code as it is hashed, however it was typed."""
    return "".join(letter for letter in code.upper() if letter in RECEIPT_LETTERS)


def receipt_hash(code: str) -> str:
    """SHA-256 of the twenty letters; anybody can compute it with any tool."""
    return hashlib.sha256(normal_receipt(code).encode()).hexdigest()


def empty_box(key: Fernet, terms: Terms) -> bytes:
    """Seal a box in which nobody has voted yet."""
    return _seal(key, terms, [], [])


def add(key: Fernet, box: bytes, terms: Terms, sealed: int, *, choices: list[Choice], receipt: str) -> bytes:
    """Return the box with one more entry. `sealed`: how many the roll says have voted before.

    Raises BoxIsDamaged, or `receipt_is_taken` when this code is in the box already.
    """
    entries, receipts = _open(key, box, terms, sealed)
    if receipt_hash(receipt) in receipts:
        raise DomainError("receipt_is_taken")
    entries.append("".join(_MARKS[choice] for choice in choices))
    return _seal(key, terms, entries, [*receipts, receipt_hash(receipt)])


def holds(key: Fernet, box: bytes, terms: Terms, sealed: int, receipt: str) -> bool:
    """Whether this receipt is in the box; says nothing about choices."""
    return receipt_hash(receipt) in _open(key, box, terms, sealed)[1]


def count(key: Fernet, box: bytes, terms: Terms, sealed: int) -> tuple[list[Counts], list[str]]:
    """Open the box: the counts of each item in order, and the receipts' hashes, sorted. Raises BoxIsDamaged."""
    entries, receipts = _open(key, box, terms, sealed)
    tallies = [Counter(_CHOICES[entry[place]] for entry in entries) for place in range(len(terms.items))]
    counts = [Counts(tally[Choice.YES], tally[Choice.NO], tally[Choice.ABSTAIN]) for tally in tallies]
    return counts, sorted(receipts)


def _seal(key: Fernet, terms: Terms, entries: list[str], receipts: list[str]) -> bytes:
    """Shuffle, pad to the full number of voters, seal: the length depends on the terms alone."""
    empty = len(terms.voters) - len(entries)
    rows = [*entries, *[_NOBODY * len(terms.items)] * empty]
    codes = [*receipts, *[_NOBODY * _DIGEST] * empty]
    shuffle = secrets.SystemRandom().shuffle
    shuffle(rows)
    shuffle(codes)
    content = {"terms": terms.digest(), "entries": rows, "receipts": codes}
    return key.encrypt(json.dumps(content, separators=(",", ":")).encode())


def _open(key: Fernet, box: bytes, terms: Terms, sealed: int) -> tuple[list[str], list[str]]:
    """Entries and receipts of those who voted, after every check that the box can be held to."""
    try:
        content = json.loads(key.decrypt(box))
    except InvalidToken as error:
        raise BoxIsDamaged from error
    entries = [row for row in content["entries"] if row != _NOBODY * len(terms.items)]
    receipts = [code for code in content["receipts"] if code != _NOBODY * _DIGEST]
    checks = (
        content["terms"] == terms.digest(),
        len(content["entries"]) == len(content["receipts"]) == len(terms.voters),
        len(entries) == len(receipts) == len(set(receipts)) == sealed,
        all(len(row) == len(terms.items) and set(row) <= _CHOICES.keys() for row in entries),
    )
    if not all(checks):
        raise BoxIsDamaged
    return entries, receipts
