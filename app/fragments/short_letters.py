"""A queued message as a text for a phone: few words and a short link."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.i18n.letters import render_short
from app.models import Jury, Message
from app.services import messages
from app.services.messages import short_links
from app.services.vault import Vault


def short_text_of(session: Session, jury: Jury, message: Message, *, vault: Vault, base_url: str,
                  now: datetime) -> str:
    """The text; every link in it is shortened, and kept until it is old. Raises `key_is_erased`."""
    values = messages.content_of(jury, message, vault=vault).values

    def shorten(path: str) -> str:
        return short_links.shorten(session, jury, path, vault=vault, now=now)

    return render_short(message.template, message.language, jury, values, base_url=base_url, shorten=shorten)
