"""Small draws for the tests: pools, panels that keep the quotas, real beacon rounds, whole bundles."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sortition.beacon import BeaconPlan, BeaconRound, round_time
from sortition.canonical import canonical
from sortition.draw import Commitment, Person, draw_result, make_commitment
from sortition.randomness import Source

ROUNDS = [  # published by drand quicknet; each signature is checked in test_beacon.py
    BeaconRound(
        123,
        "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92",
    ),
    BeaconRound(
        1000,
        "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
    ),
    BeaconRound(
        657413,
        "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
    ),
    BeaconRound(
        32281667,
        "b0f5ae301358ff87a9d3dd539ed4a07c0148b1ab4f7b61a8ca43c7e9ca7ca9553e4faae9188deb30b2cd1a7f447e3e5b",
    ),
    BeaconRound(
        32285085,
        "81dbce51d584d90d618547f4b50391d53ace6f6b9aeb8fb67e1879427af9d0310ac0ec6f519271d9a313ee84b378d416",
    ),
    BeaconRound(
        32285086,
        "a64d99fd7fa3e48912be7209c7b69c72c88fc5224be2516949b6f29f3a4b7e3fa069dd58b2bbb4bf2c34ae61ef631a44",
    ),
]
VALUES = {"gender": ["әйел", "ер"], "area": ["urban", "rural", "аул \U0001f33e"], "view": ["yes", "no"]}


@dataclass
class Bundle:
    """The three published files as texts, with the private side of the commitment."""

    commitment: str
    result: str
    features: str
    made: Commitment

    @property
    def files(self) -> tuple[bytes, bytes, bytes]:
        return self.commitment.encode(), self.result.encode(), self.features.encode()


def random_people(chance: random.Random, count: int) -> list[Person]:
    """People with three features; about a third share a household with somebody."""
    return [
        Person(
            f"person-{number}",
            {name: chance.choice(values) for name, values in VALUES.items()},
            f"home-{chance.randrange(count)}" if chance.random() < 0.5 else None,
        )
        for number in range(count)
    ]


def random_panels(chance: random.Random, people: Sequence[Person], seats: int, count: int) -> list[list[str]]:
    """Panels drawn at random with at most one member of a household."""
    panels: list[list[str]] = []
    while len(panels) < count:
        members: list[Person] = []
        homes: set[str] = set()
        for person in chance.sample(people, len(people)):
            if len(members) < seats and (person.household is None or person.household not in homes):
                members.append(person)
                homes.update([person.household] if person.household else [])
        if len(members) == seats:
            panels.append([person.id for person in members])
    return panels


def quotas_of(people: Sequence[Person], panels: Sequence[Sequence[str]]) -> dict[str, dict[str, tuple[int, int]]]:
    """The tightest quotas that all these panels keep."""
    known = {person.id: person.features for person in people}
    quotas: dict[str, dict[str, tuple[int, int]]] = {}
    for name, values in VALUES.items():
        counts = {v: [sum(known[id_][name] == v for id_ in panel) for panel in panels] for v in values}
        quotas[name] = {value: (min(found), max(found)) for value, found in counts.items()}
    return quotas


def random_commitment(chance: random.Random, **changes: Any) -> Commitment:
    """A commitment over a random small pool; `changes` replace arguments of `make_commitment`."""
    people = random_people(chance, changes.pop("count", chance.randint(14, 40)))
    seats = changes.pop("seats", chance.randint(2, 6))
    lottery = changes.pop("lottery", 100)
    panels = random_panels(chance, people, seats, lottery)
    arguments: dict[str, Any] = {
        "jury": "су-2026",
        "draw": 1,
        "seats": seats,
        "objective": "leximin",
        "quotas": quotas_of(people, panels),
        "people": people,
        "panels": panels,
        "dice": len(str(lottery)) - 1,
        "beacon": None,
        "previous": None,
        "software": "tests",
        "entropy": Source(chance.randbytes(16)).take,
    }
    return make_commitment(**{**arguments, **changes})


def random_bundle(chance: random.Random, mode: str = "both", signed: bool = True, **changes: Any) -> Bundle:
    """A whole draw; `mode` is dice, beacon or both; an unsigned round carries 48 random bytes."""
    return random_bundles(chance, mode, signed, 1, **changes)[0]


def random_bundles(chance: random.Random, mode: str, signed: bool, draws: int, **changes: Any) -> list[Bundle]:
    """Several draws from one commitment, as if dice and beacon had shown something else."""
    published = chance.choice(ROUNDS)
    if not signed:
        published = BeaconRound(chance.randint(100, 40_000_000), chance.randbytes(48).hex())
    later = [published.round + 20 * step for step in range(1, chance.randint(1, 3))]
    plan = None if mode == "dice" else BeaconPlan((published.round, *later))
    lottery = changes.get("lottery", 100)
    digits = 0 if mode == "beacon" else len(str(lottery)) - 1
    made = random_commitment(chance, dice=digits, beacon=plan, **changes)
    found = []
    for _ in range(draws):
        result = draw_result(
            made.document,
            dice=f"{chance.randrange(lottery):0{digits}d}" if digits else None,
            dice_published_at=round_time(published.round) - chance.randint(60, 4000) if digits else None,
            beacon=published if plan else None,
            check_signature=signed,
        )
        found.append(Bundle(made.text, canonical(result), made.features_text, made))
        if not signed:
            published = BeaconRound(published.round, chance.randbytes(48).hex())
    return found
