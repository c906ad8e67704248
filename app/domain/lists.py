"""The lists that overseers approve, and what differs between two versions of one."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class ListKind(Enum):
    """What the jury will read, and whom it will hear."""

    BRIEFING = "briefing"
    WITNESSES = "witnesses"


@dataclass(frozen=True)
class ListDifference:
    """Keys of entries that came, went, or are declared otherwise than before."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> ListDifference:
    """What one has to look at who knows the list as it was.

    >>> difference({"a": "1", "b": "1"}, {"b": "2", "c": "1"})
    ListDifference(added=('c',), removed=('a',), changed=('b',))
    """
    return ListDifference(
        added=tuple(key for key in after if key not in before),
        removed=tuple(key for key in before if key not in after),
        changed=tuple(key for key in after if key in before and before[key] != after[key]))
