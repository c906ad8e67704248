"""The fair slate: which questions are put first, so that every sizeable group of jurors has one of its own among them.

The rule is sequential Phragmén over approvals. Source: M. Brill, R. Freeman, S. Janson, M. Lackner, “Phragmén's voting
methods and justified representation”, Mathematical Programming 203 (2024), section 4: every prefix it yields provides
proportional justified representation (PJR), which taking the most approved questions does not.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class SlateStep:
    """One question in the order of the rule. `load`: what each of its supporters bears after it, exactly."""

    question: int
    support: int
    newly: int  # supporters who had no question in the slate before this one
    load: Fraction


def fair_slate(approvals: Mapping[int, frozenset[int]], size: int) -> list[SlateStep]:
    """At most `size` questions in the order in which they are to be put; `approvals`: question → jurors it matters to.

    Putting a question costs one unit of the jury's time, borne by those to whom it matters, shared so that their
    burdens become equal; next comes the question whose supporters would then bear least. Of equals the one is taken
    that matters to more jurors who have none yet, then to more jurors, then the one asked earlier (the smaller number).
    A question that matters to nobody is never in it.

    >>> many, few = frozenset(range(6)), frozenset({6, 7, 8})
    >>> [step.question for step in fair_slate({1: many, 2: many, 3: many, 4: few}, 3)]
    [1, 4, 2]
    """
    waiting = {question: jurors for question, jurors in approvals.items() if jurors}
    burdens = {juror: Fraction(0) for jurors in waiting.values() for juror in jurors}
    chosen: list[SlateStep] = []
    heard: set[int] = set()
    while waiting and len(chosen) < size:
        load, _newly, _support, question = min(
            (_load_after(jurors, burdens), -len(jurors - heard), -len(jurors), question)
            for question, jurors in waiting.items())
        jurors = waiting.pop(question)
        burdens.update(dict.fromkeys(jurors, load))
        chosen.append(SlateStep(question, len(jurors), len(jurors - heard), load))
        heard |= jurors
    return chosen


def _load_after(jurors: frozenset[int], burdens: Mapping[int, Fraction]) -> Fraction:
    """What each supporter would bear: the question's unit and all that they bear already, in equal shares."""
    return (1 + sum((burdens[juror] for juror in jurors), Fraction(0))) / len(jurors)
