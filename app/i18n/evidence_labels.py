"""Words for kinds and states of evidence; part of LABELS."""
from __future__ import annotations

from enum import Enum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.domain.evidence import Bearing, ClaimSource, CommentAnswer, DocumentKind, Trust

EVIDENCE_LABELS: dict[Enum, LazyString] = {
    DocumentKind.BRIEFING: _l("Briefing"),
    DocumentKind.TESTIMONY: _l("Paper of an expert"),
    DocumentKind.STUDY: _l("Study"),
    DocumentKind.DATA: _l("Data"),
    DocumentKind.LAW: _l("Law or decision"),
    DocumentKind.OTHER: _l("Other document"),
    DocumentKind.PUBLIC: _l("From the public, not a witness"),
    ClaimSource.MEMBER: _l("Somebody said it"),
    ClaimSource.DOCUMENT: _l("It stands in a document"),
    ClaimSource.STATEMENT: _l("It stands in the record"),
    ClaimSource.ANSWER: _l("It was answered to a question"),
    Bearing.SUPPORTS: _l("Supports it"),
    Bearing.CONTRADICTS: _l("Contradicts it"),
    Trust.STRONG: _l("I rely on it"),
    Trust.UNSURE: _l("I am unsure"),
    Trust.WEAK: _l("I do not rely on it"),
    CommentAnswer.ACCEPTED: _l("The jury accepts the comment"),
    CommentAnswer.DECLINED: _l("The jury declines the comment"),
}
