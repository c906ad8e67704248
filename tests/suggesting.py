"""Steps of the public that several tests take."""
from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.stages import Stage
from app.domain.suggestions import Outcome, Refusal
from app.models import Jury, Submission
from app.services.suggestions import submission_codes, submissions
from app.services.suggestions.answers import Answer, EvidenceWords
from app.services.suggestions.submissions import Sent
from app.services.vault import Vault
from tests.cast import Cast

WORDS = {"ru": "Спасибо.", "kk": "", "en": ""}
SPAM = Answer(Outcome.NOT_PUBLISHED, refusal=Refusal.ADVERTISING)
EMAIL = "kanareika@example.kz"
BODY = "Біздің көшеде су кешке ғана келеді. Құбырды ауыстыру керек."
IN_LIBRARY = EvidenceWords({"kk": "Жұрттан, № {number}: «{words}»", "ru": "От жителей, № {number}: «{words}»",
                            "en": "From the public, No. {number}: “{words}”"}, "Somebody")


def codes(refused: pytest.ExceptionInfo[DomainError]) -> list[str]:
    """The codes of every reason of a refusal."""
    return [reason.code for reason in refused.value.reasons]


def under_way(session: Session, cast: Cast, stage: Stage = Stage.RECRUITMENT) -> Jury:
    """The jury at a stage at which the public may write to it."""
    jury = session.get_one(Jury, cast.jury_id)
    jury.stage = stage
    session.flush()
    return jury


def send(session: Session, jury: Jury | None, body: str = BODY, *, vault: Vault, now: datetime, email: str = "",
         key: str = "") -> tuple[Submission, str]:
    """What somebody sent, and the code of their receipt."""
    token = submissions.receive(session, jury, Sent(body, "ru", key=key, email=email), vault=vault, now=now)
    code = submission_codes.code_of(token, vault=vault)
    return submission_codes.find_by_code(session, code, vault=vault), code
