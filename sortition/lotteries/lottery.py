"""The finished lottery: people, exact chances, panels, certificate; and its file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from sortition.errors import InputError
from sortition.lotteries.certificate import Certificate, StageProof
from sortition.panels import Panels
from sortition.quotas import Quota, Quotas
from sortition.types import Excluded

FORMAT = "sortition-lottery/1"


@dataclass(frozen=True)
class Lottery:
    """A uniform lottery over ``panels.total`` panels.

    people: every id of the pool, sorted; chances: id → exact chance (0 for people in ``excluded``);
    features: id → feature → value as spelled in the quotas; households: id → label "h1", "h2", …, only for
    people who share a household with somebody of the pool.
    """

    seats: int
    objective: str
    gamma: float | None
    seed: str
    people: tuple[str, ...]
    chances: dict[str, Fraction]
    panels: Panels
    certificate: Certificate
    quotas: Quotas
    excluded: tuple[Excluded, ...]
    included: tuple[str, ...]
    features: dict[str, dict[str, str]]
    households: dict[str, str]
    timings: dict[str, float]

    def to_json(self) -> dict[str, Any]:
        """The content of ``lottery.json``; chances are exact decimals, or fractions "a/b" where m has none."""
        return {
            "format": FORMAT,
            "seats": self.seats,
            "objective": self.objective,
            "gamma": self.gamma,
            "seed": self.seed,
            "lottery": self.panels.total,
            "people": list(self.people),
            "chances": {name: exact_text(chance) for name, chance in self.chances.items()},
            "panels": [list(row) for row in self.panels.rows],
            "weights": list(self.panels.weights),
            "quotas": [asdict(quota) for quota in self.quotas.quotas],
            "excluded": [asdict(person) for person in self.excluded],
            "included": list(self.included),
            "features": self.features,
            "households": self.households,
            "certificate": asdict(self.certificate),
            "timings": self.timings,
        }

    def dumps(self) -> str:
        """``to_json`` as text, one line for each field, panels one a line."""
        fields = self.to_json()
        rows = ",\n ".join(json.dumps(row, ensure_ascii=False) for row in fields["panels"])
        lines = []
        for name, value in fields.items():
            text = f"[{rows}]" if name == "panels" else json.dumps(value, ensure_ascii=False)
            lines.append(f"{json.dumps(name)}: {text}")
        return "{" + ",\n".join(lines) + "}\n"

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Lottery:
        """Read back what ``to_json`` wrote. Raises ``InputError`` ``lottery_format_unknown`` or ``lottery_broken``."""
        if content.get("format") != FORMAT:
            raise InputError("lottery_format_unknown", found=content.get("format"), expected=FORMAT)
        try:
            return _read(content)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError("lottery_broken", reason=str(error)) from error

    def extremes(self) -> dict[str, int]:
        """How many people have chance 0 and how many chance 1: to be said before the draw."""
        values = list(self.chances.values())
        return {"never": values.count(Fraction(0)), "certain": values.count(Fraction(1))}


def exact_text(chance: Fraction) -> str:
    """A fraction as an exact decimal where there is one, else "a/b".

    >>> exact_text(Fraction(35, 1000)), exact_text(Fraction(1, 3)), exact_text(Fraction(1))
    ('0.035', '1/3', '1')
    """
    places = next((n for n in range(13) if 10**n % chance.denominator == 0), None)
    if places is None:
        return f"{chance.numerator}/{chance.denominator}"
    digits = str(chance.numerator * (10**places // chance.denominator)).zfill(places + 1)
    return digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"


def _read(content: dict[str, Any]) -> Lottery:
    proof = dict(content["certificate"])
    proof["stages"] = tuple(
        StageProof(stage["level"], stage["multipliers"], tuple(stage["held"])) for stage in proof["stages"]
    )
    for name in ("cuts", "closed", "notes"):
        proof[name] = tuple(proof.get(name, ()))
    proof["tangents"] = tuple((float(at), float(weight)) for at, weight in proof.get("tangents", ()))
    rows = tuple(tuple(row) for row in content["panels"])
    return Lottery(
        seats=int(content["seats"]),
        objective=content["objective"],
        gamma=content["gamma"],
        seed=content["seed"],
        people=tuple(content["people"]),
        chances={name: Fraction(text) for name, text in content["chances"].items()},
        panels=Panels(rows, tuple(int(weight) for weight in content["weights"])),
        certificate=Certificate(**proof),
        quotas=Quotas(tuple(Quota(**quota) for quota in content["quotas"])),
        excluded=tuple(Excluded(**person) for person in content["excluded"]),
        included=tuple(content["included"]),
        features=content["features"],
        households=content["households"],
        timings=content["timings"],
    )
