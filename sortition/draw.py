"""The public draw: what is published before it (the commitment) and after it (the result)."""

import csv
import hashlib
import io
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sortition import beacon as beacons
from sortition import verify
from sortition.beacon import BeaconPlan, BeaconRound
from sortition.canonical import Json, canonical, digest
from sortition.errors import SortitionError
from sortition.randomness import Source

Quotas = Mapping[str, Mapping[str, tuple[int, int]]]
"""feature → value → (least, most) members."""


@dataclass(frozen=True)
class Person:
    """One person of the frozen pool. `household` is any label that housemates share, or None."""

    id: str
    features: Mapping[str, str]
    household: str | None = None


@dataclass(frozen=True)
class Ticket:
    """What one registrant is told: the ticket, its secret salt, and in how many panels it stands."""

    ticket: str
    salt: str
    count: int
    leaf: str


@dataclass(frozen=True)
class Commitment:
    """A commitment with its private side: `features_document` is for observers, each ticket for its owner."""

    document: dict[str, Any]
    text: str
    hash: str
    features_document: dict[str, Any]
    tickets: dict[str, Ticket]

    @property
    def features_text(self) -> str:
        """`features.json` in canonical form."""
        return canonical(self.features_document)


def make_commitment(
    *,
    jury: str,
    draw: int,
    seats: int,
    objective: str,
    quotas: Quotas,
    people: Sequence[Person],
    panels: Sequence[Sequence[str]],
    dice: int,
    beacon: BeaconPlan | None,
    previous: str | None,
    software: str,
    entropy: Callable[[int], bytes] = os.urandom,
) -> Commitment:
    """Give tickets and salts by chance, and write down the lottery that the public numbers will decide.

    `panels`: (m, seats) ids, m = 100, 1000 or 10000. `dice`: log₁₀ m, or 0 for the beacon alone. `beacon`:
    the announced rounds, or None for dice alone. `previous`: the hash of the jury's earlier commitment when
    draw ≥ 2. `entropy` must be the operating system's for a real draw. Tickets and the order of the panels
    are shuffled, so that neither the order of registration nor the engine's way of dealing shows through;
    household labels are replaced by pseudonyms.

    Raises `SortitionError` with the code a verifier would give, if the commitment could not be verified:
    every panel is counted again in whole numbers. Cost: about m · seats · features look-ups.
    Source: DRAW-PROTOCOL, steps 1 to 3.
    """
    order = _shuffled(people, entropy)
    ticket_of = _tickets([person.id for person in order])
    listed = [ticket_of[id_] for panel in panels for id_ in _known(panel, ticket_of)]
    features = _features_document(order, ticket_of, entropy)
    leaves = {ticket: leaf(ticket, entry) for ticket, entry in features.items()}
    document = {
        "format": "draw-commitment/1",
        "jury": jury,
        "draw": draw,
        "seats": seats,
        "people": len(order),
        "lottery": len(panels),
        "objective": objective,
        "quotas": {name: {value: list(pair) for value, pair in limits.items()} for name, limits in quotas.items()},
        "tickets": [list(pair) for pair in leaves.items()],
        "panels": _shuffled([sorted(ticket_of[id_] for id_ in panel) for panel in panels], entropy),
        "dice": dice,
        "beacon": beacon.document() if beacon else None,
        "reserve_rule": "sha256-ticket-order",
        "previous": previous,
        "software": software,
    }
    _self_check(document, features)
    counts = Counter(listed)
    tickets = {
        id_: Ticket(ticket, str(features[ticket]["salt"]), counts[ticket], leaves[ticket])
        for id_, ticket in ticket_of.items()
    }
    return Commitment(document, canonical(document), commitment_hash(document), features, tickets)


def commitment_hash(document: Mapping[str, Any]) -> str:
    """Return C, the hash that is published: SHA-256 of the canonical commitment, in hexadecimal."""
    return digest(document)


def leaf(ticket: str, entry: Mapping[str, Any]) -> str:
    """Return the public fingerprint of one ticket from its entry in `features.json`.

    >>> leaf("0001", {"salt": "00" * 16, "features": {"sex": "female"}, "household": None})[:16]
    '4d0be338ed805368'
    """
    return digest(["draw-leaf/1", ticket, entry["salt"], entry["features"], entry["household"]])


def draw_result(
    commitment_document: Mapping[str, Any],
    *,
    dice: str | None,
    dice_published_at: int | None,
    beacon: BeaconRound | None,
    check_signature: bool = True,
) -> dict[str, Any]:
    """Compute the result that the public numbers decide; anybody else computes the same.

    `dice`: the digits as thrown, "417". `dice_published_at`: Unix seconds. Raises `SortitionError` with the
    code a verifier would give (`dice_missing`, `round_not_announced`, `signature_forged`, …).
    Source: DRAW-PROTOCOL, steps 4 and 5.
    """
    own_hash = commitment_hash(commitment_document)
    given = {"round": beacon.round, "signature": beacon.signature} if beacon else None
    result: dict[str, Any] = {
        "format": "draw-result/1",
        "commitment": own_hash,
        "dice": dice,
        "dice_published_at": dice_published_at,
        "beacon": given,
        "panel_number": 0,
        "panel": [],
        "reserve_order": [],
    }
    with_codes(verify.check_commitment, commitment_document)
    with_codes(verify.check_result_shape, result)
    with_codes(verify.check_dice, commitment_document, result)
    with_codes(verify.check_beacon_round, commitment_document, result)
    if beacon and check_signature and not beacons.is_signed(beacon):
        raise SortitionError("signature_forged", round=beacon.round)
    seed, number = decide(commitment_document, own_hash, dice, beacon)
    panel = list(commitment_document["panels"][number])
    order = reserve_order(commitment_document, seed, panel)
    return {**result, "panel_number": number, "panel": panel, "reserve_order": order}


def decide(document: Mapping[str, Any], own_hash: str, dice: str | None, beacon: BeaconRound | None) -> tuple[str, int]:
    """Return the seed Z and the number of the winning panel.

    Z = SHA-256(C/round/randomness), or SHA-256(C/dice/digits) without a beacon; the number is
    (dice + b) mod m, b = Z mod m with a beacon, else 0.
    """
    lottery = int(document["lottery"])
    thrown = int(dice) if dice else 0
    if beacon is None:
        return _sha256(f"{own_hash}/dice/{dice}"), thrown % lottery
    seed = _sha256(f"{own_hash}/{beacon.round}/{beacons.randomness(beacon.signature)}")
    return seed, (thrown + int(seed, 16) % lottery) % lottery


def reserve_order(document: Mapping[str, Any], seed: str, panel: Sequence[str]) -> list[str]:
    """Return all tickets outside the panel, sorted by SHA-256(Z/ticket)."""
    waiting = {ticket for ticket, _ in document["tickets"]} - set(panel)
    return sorted(waiting, key=lambda ticket: _sha256(f"{seed}/{ticket}"))


def tickets_csv(commitment: Commitment) -> str:
    """Return the private table person → ticket, salt, count; it is erased by the retention clock."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["id", "ticket", "salt", "count"])
    rows = sorted(commitment.tickets.items(), key=lambda row: row[1].ticket)
    writer.writerows([id_, own.ticket, own.salt, own.count] for id_, own in rows)
    return file.getvalue()


def with_codes(check: Callable[..., None], *arguments: object) -> None:
    """Run a check of the stand-alone verifier and raise its refusal as this library's error."""
    try:
        check(*arguments)
    except verify.Refused as refused:
        raise SortitionError(refused.code, **refused.params) from refused


def _self_check(document: dict[str, Any], features: dict[str, Any]) -> None:
    with_codes(verify.check_commitment, document)
    with_codes(verify.check_features, document, features)


def _listed(quotas: Quotas) -> dict[str, dict[str, list[int]]]:
    return {name: {value: list(pair) for value, pair in limits.items()} for name, limits in quotas.items()}


def _shuffled(items: Sequence[Any], entropy: Callable[[int], bytes]) -> list[Any]:
    order = list(items)
    Source(entropy(32)).shuffle(order)
    return order


def _tickets(ids: Sequence[str]) -> dict[str, str]:
    width = max(4, len(str(len(ids))))
    ticket_of = {id_: f"{place:0{width}d}" for place, id_ in enumerate(ids, start=1)}
    if len(ticket_of) < len(ids):
        twice = next(id_ for id_, count in Counter(ids).items() if count > 1)
        raise SortitionError("person_repeated", id=twice)
    return ticket_of


def _known(panel: Sequence[str], ticket_of: Mapping[str, str]) -> Sequence[str]:
    for id_ in panel:
        if id_ not in ticket_of:
            raise SortitionError("panel_person_unknown", id=id_)
    return panel


def _features_document(
    order: Sequence[Person], ticket_of: Mapping[str, str], entropy: Callable[[int], bytes]
) -> dict[str, Any]:
    label = _pseudonyms([person.household for person in order])
    entries: dict[str, Any] = {}
    for person in order:
        features: dict[str, Json] = dict(person.features)
        home = label.get(person.household or "")
        entries[ticket_of[person.id]] = {"salt": entropy(16).hex(), "features": features, "household": home}
    return entries


def _pseudonyms(households: Sequence[str | None]) -> dict[str, str]:
    """Number the households of two or more in ticket order; a person living alone has no label."""
    shared = [home for home, count in Counter(home for home in households if home).items() if count > 1]
    return {home: f"h{place}" for place, home in enumerate(shared, start=1)}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()
