"""Token buckets: how much somebody may still do, filling at a steady rate."""
from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass


@dataclass
class Bucket:
    left: float
    counted_at: float


class Buckets:
    """One bucket a key; the longest unused are forgotten, because a full bucket carries no news."""

    def __init__(self, size: int, per_second: float, most: int = 20_000) -> None:
        self.size, self.per_second, self.most = size, per_second, most
        self._buckets: OrderedDict[Hashable, Bucket] = OrderedDict()

    def take(self, key: Hashable, now: float) -> bool:
        """Take one token at `now` (seconds); False when there is none.

        >>> buckets = Buckets(size=2, per_second=1)
        >>> [buckets.take("juror", now) for now in (0.0, 0.0, 0.0, 1.0, 1.0)]
        [True, True, False, True, False]
        """
        bucket = self._buckets.pop(key, None) or Bucket(self.size, now)
        bucket.left = min(self.size, bucket.left + max(0.0, now - bucket.counted_at) * self.per_second)
        bucket.counted_at = now
        self._buckets[key] = bucket
        if len(self._buckets) > self.most:
            self._buckets.popitem(last=False)
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True
