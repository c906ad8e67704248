"""The refusals of this library: a code and numbers, never a sentence."""

from __future__ import annotations

from typing import Any


class SortitionError(Exception):
    """An expected refusal: ``code`` states the fault, ``params`` holds its numbers and names.

    >>> SortitionError("minimums_exceed_seats", feature="age", total=21, seats=20).code
    'minimums_exceed_seats'
    """

    exit_status = 1

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __reduce__(self) -> tuple[Any, ...]:
        """Keyword arguments are lost by default when an exception is copied or crosses to another process."""
        return _blank, (type(self),), self.__dict__

    def __str__(self) -> str:
        numbers = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({numbers})"


def _blank(kind: type[SortitionError]) -> SortitionError:
    return kind.__new__(kind)


class InputError(SortitionError):
    """A file or an argument that cannot be read; ``faults`` lists all of them, this one first.

    Parameters follow one convention: ``file``, ``row`` (the header is row 1), ``column`` (a name), ``value``.
    """

    exit_status = 2

    def __init__(self, code: str, *, faults: tuple[InputError, ...] = (), **params: Any) -> None:
        super().__init__(code, **params)
        self.faults: tuple[InputError, ...] = faults or (self,)

    @classmethod
    def of(cls, faults: list[InputError]) -> InputError:
        """One error that carries all the faults and shows the first."""
        first = faults[0]
        return cls(first.code, faults=tuple(faults), **first.params)


class Impossible(SortitionError):
    """No valid panel exists; ``feasibility`` (a ``Feasibility``, or None) says why."""

    def __init__(self, code: str, feasibility: Any = None, **params: Any) -> None:
        super().__init__(code, **params)
        self.feasibility = feasibility


class Cancelled(SortitionError):
    """The caller's ``cancel()`` answered True."""

    def __init__(self) -> None:
        super().__init__("cancelled")


class NumericalTrouble(SortitionError):
    """A linear program could not be trusted; the exact paths catch this and go a slower way."""
