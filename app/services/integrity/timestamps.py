"""Independent timestamps (RFC 3161): what still has none, and keeping an answer once it has been checked."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.x509 import Certificate
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.models import RecordCheckpoint, Reply, TimestampToken, Verdict

MOST_AT_ONCE = 10


@dataclass(frozen=True)
class Unstamped:
    """A published document that nobody independent has seen yet."""

    jury_id: int
    sha256: str
    text: str


def missing(session: Session) -> list[Unstamped]:
    """The oldest first, some at a time: a service that was away for a week is not flooded."""
    found: list[Unstamped] = []
    for table in (Verdict, Reply, RecordCheckpoint):
        has = exists().where(TimestampToken.jury_id == table.jury_id, TimestampToken.sha256 == table.sha256)
        rows = session.execute(select(table.jury_id, table.sha256, table.document).where(
            table.document.is_not(None), ~has).order_by(table.id).limit(MOST_AT_ONCE))
        found += [Unstamped(jury_id, sha256 or "", text or "") for jury_id, sha256, text in rows]
    return found[:MOST_AT_ONCE]


def request_for(document: Unstamped) -> TimeStampRequest:
    """What the service is asked; it sees a hash and a number, never the document."""
    return TimestampRequestBuilder().data(document.text.encode()).hash_algorithm(HashAlgorithm.SHA256).build()


def check(document: Unstamped, request: TimeStampRequest, answer: bytes, roots: Sequence[Certificate]) -> datetime:
    """When the service saw the document. Raises `timestamp_is_wrong` unless the answer is signed by whom we trust,
    answers this request, and is about this document.
    """
    try:
        response = decode_timestamp_response(answer)
        builder = VerifierBuilder.from_request(request)
        for root in roots:
            builder = builder.add_root_certificate(root)
        builder.build().verify_message(response, document.text.encode())
        moment: datetime = response.tst_info.gen_time
        return moment
    except (VerificationError, ValueError) as error:
        raise DomainError("timestamp_is_wrong") from error


def keep(session: Session, document: Unstamped, answer: bytes, stamped_at: datetime, *, service: str) -> None:
    """Keep an answer that was checked; the first one stays."""
    is_there = session.scalar(select(TimestampToken.id).where(
        TimestampToken.jury_id == document.jury_id, TimestampToken.sha256 == document.sha256))
    if is_there is None:
        session.add(TimestampToken(jury_id=document.jury_id, sha256=document.sha256, response=answer,
                                   service=service, stamped_at=stamped_at))
        session.flush()
