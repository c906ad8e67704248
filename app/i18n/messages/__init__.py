"""From an error code to a sentence in the reader's language; one file per noun, merged here."""
from __future__ import annotations

from flask_babel import LazyString, lazy_gettext

from app.domain.errors import DomainError
from app.i18n.messages import (
    access,
    discovery,
    drafting,
    draws,
    evidence,
    hearings,
    integrity,
    juries,
    letters,
    messages,
    moderation,
    open_data,
    opinions,
    oversight,
    pools,
    registrations,
    replies,
    rooms,
    suggestions,
    tables,
    targets,
    verdicts,
)
from app.i18n.parameters import in_words

MESSAGES: dict[str, LazyString] = {}
for _module in (
    access, discovery, drafting, draws, evidence, hearings, integrity, juries, letters, messages, moderation, open_data,
    opinions, oversight, pools, registrations, replies, rooms, suggestions, tables, targets, verdicts,
):
    MESSAGES.update(_module.MESSAGES)


def sentence(error: DomainError) -> str:
    """The sentence of a refusal. An unknown code is a bug, but a reader still gets a sentence."""
    message = MESSAGES.get(error.code)
    if message is None:
        return str(lazy_gettext("This could not be done. Please try again or tell the organizers."))
    return str(message) % in_words(error.params)


def sentences(error: DomainError) -> list[str]:
    """All reasons of a refusal, one sentence each."""
    return [sentence(reason) for reason in error.reasons]
