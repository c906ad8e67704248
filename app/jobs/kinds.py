"""Every kind of job: where its work is written, and what a crash means for it."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy.orm import Session

from app.domain.phases import JobState
from app.services.jobs import Claim


@dataclass(frozen=True)
class Kind:
    """`module` holds `run(work)` and, when something waits for it, `ended(session, claim, state, code, params)`.

    A repeatable job is put back into the queue when its worker dies; any other is marked as failed.
    """

    module: str
    is_repeatable: bool = False

    def run(self) -> Callable[[Any], None]:
        found: Callable[[Any], None] = import_module(self.module).run
        return found

    def ended(self, session: Session, claim: Claim, state: JobState, code: str | None, params: dict[str, Any]) -> None:
        hook = getattr(import_module(self.module), "ended", None)
        if hook is not None:
            hook(session, claim, state, code, params)


KINDS: dict[str, Kind] = {
    "draw_lottery": Kind("app.jobs.draws", is_repeatable=True),
    "pool_import": Kind("app.jobs.pool_imports", is_repeatable=True),
    "feasibility_check": Kind("app.jobs.feasibility_checks", is_repeatable=True),
    "target_preview": Kind("app.jobs.target_previews", is_repeatable=True),
    "ticket_letters": Kind("app.jobs.ticket_letters", is_repeatable=True),
    "opinion_map": Kind("app.jobs.opinion_maps", is_repeatable=True),
    "letter_pdfs": Kind("app.jobs.letter_pdfs", is_repeatable=True),
}
