"""`replace`: who is called for each person who refused, by the public rule."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from sortition import verify
from sortition.commands import documents
from sortition.errors import SortitionError
from sortition.replacements import Replacement, replacements

NAME = "replace"
SUMMARY = "Follow the public rule for refusals: who is called, and what it does to the quotas."
SENTENCES = {
    **verify.SENTENCES,
    **documents.SENTENCES,
    "ticket_unknown": "There is no ticket {ticket}.",
    "ticket_declined_twice": "Ticket {ticket} is named twice.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `replace`."""
    parser.add_argument("commitment", type=Path, help="commitment.json")
    parser.add_argument("result", type=Path, help="result.json")
    parser.add_argument("features", type=Path, help="features.json")
    parser.add_argument("--declined", nargs="+", required=True, metavar="TICKET", help="oldest refusal first")


def run(args: argparse.Namespace) -> int:
    """Verify the draw, then follow the refusals one by one."""
    paths = (args.commitment, args.result, args.features)
    files = [documents.read_bytes(path) for path in paths]
    verdict = verify.verify(files[0], files[1], files[2])
    if not verdict.ok:
        raise SortitionError(verdict.code, **verdict.params)
    commitment, result, features = (documents.read_document(path) for path in paths)
    answers = replacements(commitment, result, features, args.declined)
    documents.show(args, {"replacements": [asdict(one) for one in answers]}, [_sentence(one) for one in answers])
    return 0


def _sentence(answer: Replacement) -> str:
    if answer.ticket is None:
        return f"{answer.declined} refused: nobody is called."
    missed = "; ".join(f"{q.feature} = {q.value}: {q.count}, asked {q.minimum} to {q.maximum}" for q in answer.broken)
    mix = f"quotas missed by {answer.violation} ({missed})" if missed else "all quotas are kept"
    return f"{answer.declined} refused: {answer.ticket} is called; {mix}."
