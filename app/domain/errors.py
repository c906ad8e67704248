"""Refusals that people meet: a code and its parameters, put into words once, at the edge."""
from __future__ import annotations


class DomainError(Exception):
    """An expected refusal. `code` is a statement of the fault; `params` fill the sentence in `app/i18n/messages`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def reasons(self) -> tuple[DomainError, ...]:
        return (self,)


class Refused(DomainError):
    """Several refusals at once, so that a person mends all of them in one go."""

    def __init__(self, reasons: list[DomainError]) -> None:
        super().__init__(reasons[0].code, **reasons[0].params)
        self._reasons = tuple(reasons)

    @property
    def reasons(self) -> tuple[DomainError, ...]:
        return self._reasons


class NotFound(DomainError):
    """The thing does not exist, or this person must not learn that it does."""


class Forbidden(DomainError):
    """The person may not do this."""


class Conflict(DomainError):
    """Somebody was first, or the thing has moved on meanwhile."""


def refuse_if(reasons: list[DomainError]) -> None:
    """Raise all reasons at once, or go on when there are none."""
    if len(reasons) == 1:
        raise reasons[0]
    if reasons:
        raise Refused(reasons)
