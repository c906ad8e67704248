"""Following by e-mail: asked for on a public page, confirmed by the owner of the address, ended by one press."""
from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, NotFound
from app.domain.phases import MessageState
from app.domain.stages import Stage
from app.models import Jury, Message, SilencedAddress, Subscription, ToldNews
from app.services import messages
from app.services.accounts.people import normal_email
from app.services.accounts.sign_ins import token_hash
from app.services.pool.contacts import is_email
from app.services.vault import Vault

CONFIRM_WITHIN = timedelta(days=3)
BETWEEN_LETTERS = timedelta(minutes=10)
MOST_LETTERS = 3  # that ask one address to confirm the same thing, until one is answered or the wish is forgotten
AFTER_THE_END = timedelta(days=90)  # of a jury that is closed or cancelled nothing more is heard
NEWS_KEPT = timedelta(days=60)
SENT_LETTERS_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Following:
    """What a personal link leads to."""

    subscription: Subscription
    jury: Jury | None

    @property
    def is_confirmed(self) -> bool:
        return self.subscription.confirmed_at is not None


def ask(session: Session, jury: Jury | None, address: str, language: str, *, vault: Vault, now: datetime) -> None:
    """Write to an address and ask whether its owner wants the news of a jury, or of all (None).

    Whoever asks learns nothing: known, unknown and silenced addresses look alike, and so do too many wishes for one.
    Raises `email_is_no_address`.
    """
    email = normal_email(address)
    if email is None or not is_email(email):
        raise DomainError("email_is_no_address")
    scope, hashed = str(jury.id) if jury else "all", messages.address_hash(vault, email)
    known = session.scalars(select(Subscription).where(
        Subscription.address_hash == hashed, Subscription.scope == scope)).first()
    if known is not None and (now - known.asked_at < BETWEEN_LETTERS or known.asked_count >= MOST_LETTERS):
        return
    token = secrets.token_urlsafe(32)
    if known is None:
        known = Subscription(jury_id=jury.id if jury else None, scope=scope, address_hash=hashed, language=language,
                             sealed=vault.seal_plain({"to": email, "token": token}), token_hash=token_hash(token),
                             asked_at=now)
        session.add(known)
    else:
        token = vault.open_plain(known.sealed)["token"]
        known.asked_at, known.asked_count = now, known.asked_count + 1
        if known.confirmed_at is None:
            known.language = language
    session.flush()
    _ask_by_letter(session, known, jury, email, token, vault, now)


def _ask_by_letter(session: Session, known: Subscription, jury: Jury | None, email: str, token: str,
                   vault: Vault, now: datetime) -> None:
    values = {"token": token, "title": dict(jury.title) if jury else {}}
    letter = messages.queue_to(session, None, "follow_confirm", email, known.language, values=values, vault=vault,
                               now=now)
    if letter is not None:
        letter.subscription_id = known.id
        session.flush()


def find(session: Session, token: str) -> Following:
    """What a link follows. Raises `follow_link_is_unknown`, also when it was ended or nobody confirmed in time."""
    found = session.scalars(select(Subscription).where(Subscription.token_hash == token_hash(token))).first()
    if found is None:
        raise NotFound("follow_link_is_unknown")
    return Following(found, session.get(Jury, found.jury_id) if found.jury_id else None)


def confirm(session: Session, token: str, *, now: datetime) -> Following:
    """Begin to send; a second press changes nothing. Raises `follow_link_is_unknown`."""
    following = find(session, token)
    if following.subscription.confirmed_at is None:
        following.subscription.confirmed_at, following.subscription.asked_count = now, 0
        session.flush()
    return following


def leave(session: Session, token: str) -> Jury | None:
    """Erase the address with everything that waits for it. Raises `follow_link_is_unknown`."""
    following = find(session, token)
    session.execute(delete(Message).where(Message.subscription_id == following.subscription.id))
    session.delete(following.subscription)
    session.flush()
    return following.jury


def forget_old(session: Session, *, now: datetime) -> int:
    """Erase wishes that nobody confirmed, addresses to which nothing comes any more, and letters that went."""
    gone = session.scalars(select(Subscription.id).where(
        Subscription.confirmed_at.is_(None) & (Subscription.asked_at < now - CONFIRM_WITHIN)
        | Subscription.jury_id.in_(select(Jury.id).where(
            Jury.stage.in_((Stage.CLOSED, Stage.CANCELLED)), Jury.updated_at < now - AFTER_THE_END))
        | Subscription.address_hash.in_(select(SilencedAddress.address_hash)))).all()
    old = Message.subscription_id.is_not(None) & (
        Message.subscription_id.in_(gone)
        | (Message.state != MessageState.QUEUED) & (Message.created_at < now - SENT_LETTERS_KEPT))
    session.execute(delete(Message).where(old))
    session.execute(delete(Subscription).where(Subscription.id.in_(gone)))
    session.execute(delete(ToldNews).where(ToldNews.done_at < now - NEWS_KEPT))
    return len(gone)
