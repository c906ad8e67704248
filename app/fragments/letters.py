"""A queued message in words: with the organizer's own paragraph, with the news of a day, or short for a phone."""
from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.message_kinds import DIGEST
from app.i18n.letters import Letter, core_of, render_letter, with_paragraph
from app.models import Jury, Message
from app.services import messages
from app.services.messages import digests, paragraphs
from app.services.vault import Vault


def letter_of(session: Session, jury: Jury | None, message: Message, *, vault: Vault, base_url: str) -> Letter:
    """What the person reads. Raises `key_is_erased`."""
    values = messages.content_of(jury, message, vault=vault).values
    if jury is None:
        return render_letter(message.template, message.language, None, values, base_url=base_url)
    if message.template == DIGEST:
        values = values | {"news": [
            _news(jury, part, message.language, vault=vault, base_url=base_url)
            for part in digests.parts_of(session, message)]}
    letter = render_letter(message.template, message.language, jury, values, base_url=base_url)
    own = paragraphs.text_of(session, jury, message.template, message.language)
    return with_paragraph(letter, own, jury, message.language) if own else letter


def _news(jury: Jury, part: Message, language: str, *, vault: Vault, base_url: str) -> dict[str, str]:
    values = messages.content_of(jury, part, vault=vault).values
    letter = render_letter(part.template, language, jury, values, base_url=base_url)
    return {"subject": letter.subject, "text": core_of(letter)}
