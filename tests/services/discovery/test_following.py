"""Following by e-mail: nothing without a confirmation, each piece of news once, nothing left after leaving."""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.phases import MessageState, ReplyStatus
from app.domain.stages import Stage
from app.fragments.letters import letter_of
from app.installation import current_settings
from app.jobs import mail
from app.models import Jury, Message, SilencedAddress, Subscription, ToldNews, Verdict
from app.services import messages
from app.services.discovery import follow_letters, subscriptions
from app.services.discovery.news import news
from app.services.replies import replies
from app.services.replies.replies import ReplyTexts
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of, texts
from tests.deliberation import NOW
from tests.publishing import publish

READER = "Reader@Example.kz"


@pytest.fixture
def vault(context: Flask) -> Vault:
    found: Vault = context.extensions["alqa.vault"]
    return found


def token_of(session: Session, vault: Vault) -> str:
    row = session.scalars(select(Subscription).order_by(Subscription.id.desc())).first()
    assert row is not None
    return str(vault.open_plain(row.sealed)["token"])


def follow(session: Session, jury: Jury | None, vault: Vault, now: datetime, address: str = READER) -> str:
    subscriptions.ask(session, jury, address, "ru", vault=vault, now=now)
    token = token_of(session, vault)
    subscriptions.confirm(session, token, now=now)
    return token


def tell(session: Session, vault: Vault, now: datetime) -> list[str]:
    """The templates of letters written in one round of the worker."""
    before = session.scalar(select(func.max(Message.id))) or 0
    follow_letters.collect(session, now=now)
    for told_id in follow_letters.unfinished(session):
        while not follow_letters.write_some(session, told_id, vault=vault, now=now):
            pass
    rows = session.scalars(select(Message).where(Message.id > before).order_by(Message.id))
    return [str(messages.content_of(None, row, vault=vault).values["kind"]) for row in rows]


def test_an_address_is_asked_first_and_nobody_learns_whether_it_is_known(
        session: Session, cast: Cast, vault: Vault) -> None:
    jury = jury_of(session, cast)
    for bad in ("", "nobody", "a b@c.kz", "a@b.kz\nBcc: x@y.kz", "x" * 300 + "@a.kz"):
        with pytest.raises(DomainError) as refused:
            subscriptions.ask(session, jury, bad, "ru", vault=vault, now=NOW)
        assert refused.value.code == "email_is_no_address"
    for minutes in (0, 1, 20, 40, 60):
        subscriptions.ask(session, jury, READER, "ru", vault=vault, now=NOW + timedelta(minutes=minutes))
    letters = list(session.scalars(select(Message)))
    assert len(letters) == subscriptions.MOST_LETTERS, "nobody can fill a stranger's mailbox"
    assert len(list(session.scalars(select(Subscription)))) == 1
    row = session.scalars(select(Subscription)).one()
    assert all(b"eader@" not in cell for cell in (row.sealed, letters[0].content_sealed)), "sealed"
    token = token_of(session, vault)
    assert token not in (row.token_hash, row.address_hash)
    letter = letter_of(session, None, letters[0], vault=vault, base_url="https://a.kz")
    assert f"https://a.kz/ru/follow/link/{token}" in letter.body and "Water (ru)" in letter.body
    assert all(message.jury_id is None for message in letters), "no organizer's outbox shows it"
    subscriptions.forget_old(session, now=NOW + timedelta(days=4))
    assert session.scalars(select(Subscription)).all() == [] and session.scalars(select(Message)).all() == []
    with pytest.raises(DomainError):
        subscriptions.confirm(session, token, now=NOW)


def test_news_go_once_to_those_who_confirmed_before(session: Session, cast: Cast, vault: Vault) -> None:
    before, after = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    publish(session, cast, vault)
    jury = jury_of(session, cast)
    token = follow(session, jury, vault, before)
    follow(session, None, vault, before)  # the same reader follows everything besides
    follow(session, None, vault, before, "other@example.kz")
    follow(session, jury, vault, after, "late@example.kz")
    subscriptions.ask(session, jury, "silent@example.kz", "ru", vault=vault, now=before)
    assert tell(session, vault, after) == ["verdict", "verdict"], "each reader once; not the late, not the silent"
    assert tell(session, vault, after) == []
    commissioner = actor(session, cast, "commissioner")
    for place, proposal in enumerate(replies.recommendations(session, jury)):
        replies.reply(session, jury, proposal.id, ReplyTexts(ReplyStatus.ACCEPTED, texts("Yes"), "Akimat", None),
                      version=0, actor=commissioner, now=after + timedelta(minutes=1 + place))
    assert tell(session, vault, after + timedelta(minutes=10)) == [], "the authority is still writing"
    assert tell(session, vault, after + timedelta(hours=1)) == ["reply"] * 3
    last = session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert last is not None
    sent = mail.compose(last.id, current_settings(), vault)
    assert str(sent["List-Unsubscribe"]).startswith("<http://localhost/ru/follow/link/")
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert last.id in messages.due_ids(session, now=after + timedelta(hours=1)), "it is sent"
    left = subscriptions.leave(session, token)
    assert left is not None and left.id == jury.id
    rest = session.scalars(select(Message).where(Message.person_id.is_(None)))
    assert not [row for row in rest if row.subscription_id is None]
    assert session.scalar(select(func.count()).select_from(Subscription)) == 4
    assert len({entry.key for entry in news(session, now=after + timedelta(days=1), jury=jury)}) >= 3


def test_an_authority_that_is_silent_is_told_of_and_stays_in_the_feed(
        session: Session, cast: Cast, vault: Vault) -> None:
    publish(session, cast, vault)
    jury = jury_of(session, cast)
    assert jury.reply_due_on is not None
    due = datetime.combine(jury.reply_due_on, NOW.timetz())
    follow(session, jury, vault, NOW)
    assert "overdue" not in tell(session, vault, due)
    late = due + timedelta(days=2)
    assert tell(session, vault, late) == ["overdue"]
    assert tell(session, vault, late + timedelta(days=1)) == []
    for proposal in replies.recommendations(session, jury):
        replies.reply(session, jury, proposal.id, ReplyTexts(ReplyStatus.REJECTED, texts("No"), "Akimat", None),
                      version=0, actor=actor(session, cast, "commissioner"), now=late)
    kinds = [entry.kind.value for entry in news(session, now=late + timedelta(days=30), jury=jury)]
    assert kinds.count("overdue") == 1 and kinds.count("reply") == 2, "a late reply hides nothing"


def test_nothing_is_lost_when_much_happens_at_once(session: Session, cast: Cast, vault: Vault) -> None:
    jury = jury_of(session, cast)
    jury.stage = Stage.PUBLISHED
    session.add_all(Verdict(jury_id=jury.id, version=version, answer={}, process_note={}, document="{}", sha256="0",
                            written_at=NOW, published_at=NOW) for version in range(1, 61))
    session.flush()
    assert len(news(session, now=NOW)) == 50, "a feed is short"
    assert follow_letters.collect(session, now=NOW + timedelta(minutes=1)) == 60


def test_letters_that_went_and_addresses_that_fail_are_erased(session: Session, cast: Cast, vault: Vault) -> None:
    follow(session, None, vault, NOW)
    follow(session, None, vault, NOW, "gone@example.kz")
    row = session.scalars(select(Subscription).order_by(Subscription.id.desc())).first()
    assert row is not None
    session.add(SilencedAddress(address_hash=row.address_hash, reason="5.1.1", since=NOW))
    for message in session.scalars(select(Message)):
        message.state = MessageState.SENT
    session.add(ToldNews(jury_id=cast.jury_id, key="verdict-1", at=NOW, done_at=NOW))
    assert subscriptions.forget_old(session, now=NOW + timedelta(days=8)) == 1
    assert session.scalars(select(Message)).all() == []
    jury = jury_of(session, cast)
    follow(session, jury, vault, NOW, "end@example.kz")
    jury.stage, jury.updated_at = Stage.CLOSED, NOW
    assert subscriptions.forget_old(session, now=NOW + timedelta(days=80)) == 0
    assert subscriptions.forget_old(session, now=NOW + timedelta(days=91)) == 1
    assert session.scalars(select(ToldNews)).all() == []
    assert session.scalar(select(func.count()).select_from(Subscription)) == 1
