"""The public randomness beacon drand quicknet: its fixed facts, the time of a round, the signature's check.

Nothing here touches the network: a round is entered by hand or fetched by the caller, then checked offline.
Source: the drand specification, scheme `bls-unchained-g1-rfc9380`; RFC 9380 for the hash to the curve.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sortition.canonical import Json
from sortition.errors import SortitionError

KIND = "drand-quicknet"
CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
PUBLIC_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
GENESIS = 1692803367
PERIOD = 3
LEAD_SECONDS = 60
"""So much time must lie between the dice and the round, or the dice could still be chosen to fit."""

DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


@dataclass(frozen=True)
class BeaconRound:
    """One round as the beacon published it: its number and its signature (96 hexadecimal digits)."""

    round: int
    signature: str


@dataclass(frozen=True)
class BeaconPlan:
    """The rounds announced before the draw, earliest first; the later ones serve when the dice come late."""

    rounds: tuple[int, ...]

    def document(self) -> dict[str, Json]:
        """Return the `beacon` part of a commitment."""
        return {
            "kind": KIND,
            "chain": CHAIN,
            "public_key": PUBLIC_KEY,
            "genesis": GENESIS,
            "period": PERIOD,
            "rounds": list(self.rounds),
        }


def round_time(number: int) -> int:
    """Return when a round is published, in Unix seconds.

    >>> round_time(1), round_time(657413)
    (1692803367, 1694775603)
    """
    return GENESIS + (number - 1) * PERIOD


def first_round_from(moment: int) -> int:
    """Return the first round published at `moment` (Unix seconds) or later.

    >>> first_round_from(1694775603), first_round_from(1694775604), first_round_from(0)
    (657413, 657414, 1)
    """
    return max(1, -((GENESIS - moment) // PERIOD) + 1)


def plan(moments: Sequence[int]) -> BeaconPlan:
    """Announce the first round at or after each of the given moments (Unix seconds)."""
    return BeaconPlan(tuple(sorted({first_round_from(moment) for moment in moments})))


def randomness(signature: str) -> str:
    """Return the public random value of a signature: its SHA-256, in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(signature)).hexdigest()


def is_signed(published: BeaconRound) -> bool:
    """Say whether the League of Entropy's key signed this round: e(signature, −g₂) · e(H(round), key) = 1.

    Raises `SortitionError` `beacon_checker_missing` without the wheel `py_arkworks_bls12381`. Cost: 2 ms.
    """
    try:
        from py_arkworks_bls12381 import GT, G1Point, G2Point
    except ImportError as error:
        raise SortitionError("beacon_checker_missing") from error
    message = hashlib.sha256(published.round.to_bytes(8, "big")).digest()
    try:
        signature = G1Point.from_compressed_bytes(bytes.fromhex(published.signature))
    except ValueError:
        return False
    key = G2Point.from_compressed_bytes(bytes.fromhex(PUBLIC_KEY))
    hashed = G1Point.hash_to_curve(message, DOMAIN)
    return bool(GT.pairing_check([signature, hashed], [-G2Point(), key]))
