"""The only source of randomness: a documented SHA-256 byte stream, the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import MutableSequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


class Source:
    """Randomness from a seed of any length.

    Block i of the stream (i = 0, 1, …) is ``SHA-256("sortition/1" ‖ seed ‖ i as 8 bytes, big-endian)``;
    the blocks follow one another without gaps. Shuffles and the dealing of people read this stream.

    ``floats`` serves the searches, where many numbers are needed: SplitMix64 (Steele, Lea, Flood 2014) in
    counter mode, keyed with the next 8 bytes of the stream; it runs at the speed of NumPy.

    >>> Source(b"seed").below(1000), Source(b"seed").below(1000)
    (18, 18)
    """

    def __init__(self, seed: bytes) -> None:
        self.seed = bytes(seed)
        self._block = 0
        self._left = b""

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes of the stream."""
        parts, have = [self._left], len(self._left)
        while have < count:
            block = hashlib.sha256(b"sortition/1" + self.seed + self._block.to_bytes(8, "big")).digest()
            self._block += 1
            parts.append(block)
            have += len(block)
        joined = b"".join(parts)
        self._left = joined[count:]
        return joined[:count]

    def below(self, bound: int) -> int:
        """A whole number 0 … bound − 1, each equally likely.

        Read as 8 bytes, big-endian; values past the last multiple of ``bound`` are thrown away.
        """
        if not 0 < bound <= 2**63:
            raise ValueError(f"bound {bound} is not in 1 … 2^63")
        limit = 2**64 - 2**64 % bound
        while True:
            number = int.from_bytes(self.take(8), "big")
            if number < limit:
                return number % bound

    def shuffle(self, items: MutableSequence[Any]) -> None:
        """Fisher–Yates from the last place to the first."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]

    def floats(self, *shape: int) -> NDArray[np.float64]:
        """Numbers in [0, 1) with 53 random bits, as an array of the given shape."""
        key = np.uint64(int.from_bytes(self.take(8), "big"))
        count = int(np.prod(shape))
        with np.errstate(over="ignore"):
            word = key + np.arange(1, count + 1, dtype=np.uint64) * _GOLDEN
            word = (word ^ (word >> np.uint64(30))) * _MIX_1
            word = (word ^ (word >> np.uint64(27))) * _MIX_2
            word ^= word >> np.uint64(31)
        return ((word >> np.uint64(11)).astype(np.float64) * 2.0**-53).reshape(shape)
