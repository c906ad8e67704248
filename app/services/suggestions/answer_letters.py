"""The one letter that somebody gets who left an address: what became of it. Then the address is forgotten."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.models import AdviceBody, Jury, Submission
from app.services import messages
from app.services.suggestions import submissions
from app.services.vault import Vault

TEMPLATE = "submission_answered"


def send(session: Session, jury: Jury | None, submission: Submission, *, vault: Vault, now: datetime) -> None:
    """Queue the answer and erase the address beside the words. The letter itself is deleted a day after it went."""
    to = submissions.opened(jury, submission, vault=vault)
    if not to or submission.outcome is None:
        return
    messages.queue_to(session, jury, TEMPLATE, to["email"], to["language"], values=_values(submission), vault=vault,
                      now=now)
    submission.email_sealed = None
    session.flush()


def _values(submission: Submission) -> dict[str, Any]:
    outcome = submission.outcome.value if submission.outcome else ""
    return {"number": submission.number, "outcome": outcome, "words": dict(submission.words),
            "refusal": submission.refusal.value if submission.refusal else "",
            "into": submission.into.number if submission.into else 0,
            "advice": _described(submission.advice_body),
            "became": submission.became.slug if submission.became else ""}


def _described(body: AdviceBody | None) -> dict[str, Any]:
    if body is None:
        return {}
    return {"name": dict(body.name), "address": dict(body.address), "phone": body.phone, "web": body.web}
