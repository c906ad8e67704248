"""Every refusal has a sentence, and whoever refuses gives what the sentence needs."""
from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from app.domain import errors
from app.i18n.messages import MESSAGES
from tests.rules.sources import files, report, tree

REFUSALS = {name for name, kind in vars(errors).items()
            if isinstance(kind, type) and issubclass(kind, errors.DomainError)} - {"Refused"}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


@dataclass(frozen=True)
class Refusal:
    """One place in the code where a refusal is made."""

    place: str
    code: str
    given: frozenset[str] | None  # None: the parameters are not written out there


def refusals(module: ast.Module, name: str) -> list[Refusal]:
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _called(node) in REFUSALS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                names = [keyword.arg for keyword in node.keywords]
                given = None if None in names else frozenset(str(given) for given in names)
                found.append(Refusal(f"{name}:{node.lineno}", first.value, given))
    return found


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def faults(refusal: Refusal, sentences: dict[str, str]) -> list[str]:
    if not _CODE.fullmatch(refusal.code):
        return [f"{refusal.place}: {refusal.code!r} is not a code"]
    if refusal.code not in sentences:
        return [f"{refusal.place}: {refusal.code} has no sentence in app/i18n/messages"]
    missing = set(_PLACEHOLDER.findall(sentences[refusal.code])) - (refusal.given or set())
    if refusal.given is not None and missing:
        return [f"{refusal.place}: {refusal.code} needs {sorted(missing)}"]
    return []


def _sentences() -> dict[str, str]:
    """The English sentences, without a request: what the lazy texts were made from."""
    return {code: str(text._args[0] if text._args else text) for code, text in MESSAGES.items()}


def test_every_refusal_has_a_sentence_and_its_parameters() -> None:
    sentences = _sentences()
    made = [refusal for path in files("app", suffix=".py") for refusal in refusals(tree(path), str(path))]
    assert len(made) > 20
    problems = [fault for refusal in made for fault in faults(refusal, sentences)]
    assert not problems, report(problems)


def test_a_refusal_without_words_is_found() -> None:
    def faults_of(source: str, **sentences: str) -> list[str]:
        return [fault for made in refusals(ast.parse(source), "sample") for fault in faults(made, sentences)]

    assert faults_of("raise DomainError('seat_is_taken')")
    assert faults_of("raise Conflict('seat_is_taken')", seat_is_taken="Seat %(number)s is taken.")
    assert faults_of("raise DomainError('Seat is taken.')")
    assert not faults_of("raise DomainError('seat_is_taken', number=3)", seat_is_taken="Seat %(number)s is taken.")
    assert not faults_of("raise DomainError('seat_is_taken', **found)", seat_is_taken="Seat %(number)s is taken.")
