"""What the tests of evidence share: a document with three paragraphs, and a finding of the draft."""
from __future__ import annotations

from typing import Any

from app.domain.phases import ProposalKind
from app.models import Document, Proposal
from app.services.room import clarifications, documents
from app.services.room.clarifications import ParagraphView
from app.services.room.documents import Upload
from app.services.verdict import proposals
from app.services.verdict.proposals import ProposalTexts
from tests.cast import jury_of
from tests.room import Sitting

TEXT = "# Water\n\nThe tariff is regressive.\n\nHalf of the pipes are old."


def upload(content: bytes = TEXT.encode(), **changes: Any) -> Upload:
    values: dict[str, Any] = {"title": {"en": "Pipes"}, "author": "Institute", "stance": {"en": "For meters"},
                              "language": "en", "file_name": "pipes.txt", "content": content}
    return Upload(**(values | changes))


def add_document(sitting: Sitting, who: str = "organizer", **changes: Any) -> Document:
    return documents.add_document(sitting.session, jury_of(sitting.session, sitting.cast), upload(**changes),
                                  **sitting.by(who))


def paragraphs_of(sitting: Sitting, document: Document) -> list[ParagraphView]:
    sitting.session.expire_all()
    return clarifications.paragraph_views(sitting.session, document.id)


def propose(sitting: Sitting, title: str = "Meters first", body: str = "Install meters in every house.") -> Proposal:
    return proposals.propose(sitting.session, jury_of(sitting.session, sitting.cast), ProposalKind.FINDING,
                             ProposalTexts({"en": title}, {"en": body}, {}), **sitting.by("juror"))
