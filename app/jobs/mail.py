"""Sends queued messages by SMTP. Without `ALQA_SMTP_URL` they stay in the outbox, where the demo shows them."""
from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import SplitResult, unquote, urlsplit

from app.config import Settings
from app.domain.errors import DomainError
from app.extensions import db
from app.fragments.letters import letter_of
from app.installation import public_url, utc_now
from app.models import Jury, Message
from app.services import messages
from app.services.messages.bounces import message_mark
from app.services.vault import Vault
from app.transaction import transaction

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 20
SmtpServer = smtplib.SMTP
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


class NoTls(smtplib.SMTPException):
    """The server offers no TLS: what we send holds personal links and must not be read on the way."""


@contextmanager
def connected(url: str) -> Iterator[SmtpServer]:
    """A server of `smtp://user:password@host:587` (STARTTLS), `smtps://…:465`, or `smtp+plain://host:25`."""
    parts = urlsplit(url)
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: SmtpServer = smtplib.SMTP_SSL(parts.hostname or "", parts.port or 465, timeout=TIMEOUT_SECONDS,
                                              context=context)
    else:
        server = smtplib.SMTP(parts.hostname or "", parts.port or 587, timeout=TIMEOUT_SECONDS)
    with server:
        server.ehlo()
        _secure(server, parts, context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server


def _secure(server: SmtpServer, parts: SplitResult, context: ssl.SSLContext) -> None:
    """Someone in between can hide that the server knows STARTTLS, so its absence is no leave to go without."""
    if parts.scheme == "smtps":
        return
    if server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
    elif parts.username or (parts.scheme != "smtp+plain" and parts.hostname not in _THIS_MACHINE):
        raise NoTls


def send_due(settings: Settings, vault: Vault) -> int:
    """Send what is due over one connection; each message is marked right after it went. Returns how many went."""
    if not settings.smtp_url:
        return 0
    session = db.session()
    session.rollback()
    due = messages.due_ids(session, now=utc_now())
    session.rollback()
    if not due:
        return 0
    try:
        with connected(settings.smtp_url) as server:
            return sum(_send_one(server, message_id, settings, vault) for message_id in due)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail_server_away", extra={"reason": type(error).__name__, "count": len(due)})
        _note_absence(due[:1], "mail_server_without_tls" if isinstance(error, NoTls) else "mail_server_away")
        return 0


def _note_absence(message_ids: list[int], code: str) -> None:
    """Count the attempt against the first message, so that a lasting fault becomes visible in the outbox."""
    for message_id in message_ids:
        with transaction() as session:
            if messages.take(session, message_id, now=utc_now()) is not None:
                messages.note_failure(session, message_id, code, is_final=False)


def _send_one(server: SmtpServer, message_id: int, settings: Settings, vault: Vault) -> bool:
    with transaction() as session:
        message = messages.take(session, message_id, now=utc_now())
    if message is None:
        return False
    code, is_final = None, False
    try:
        server.send_message(compose(message_id, settings, vault), from_addr=return_address(message_id, settings, vault))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError, ValueError):
        # Not an address for this server (letters beyond ASCII), or for any: its fault must not stop the others.
        code, is_final = "mail_address_refused", True
    except smtplib.SMTPResponseException as error:
        code, is_final = "mail_was_refused", 500 <= error.smtp_code < 600
    except DomainError as error:
        code, is_final = error.code, True
    with transaction() as session:
        if code is None:
            messages.mark_sent(session, message_id, now=utc_now())
        else:
            messages.note_failure(session, message_id, code, is_final=is_final)
    log.info("message_sent" if code is None else "message_failed", extra={"message_id": message_id, "code": code})
    return code is None


def return_address(message_id: int, settings: Settings, vault: Vault) -> str | None:
    """Where mail servers report a failure; None: the sender. It names the message, with a mark of ours."""
    if not settings.bounce_address:
        return None
    mailbox, _, host = settings.bounce_address.partition("@")
    return f"{mailbox}+{message_id}.{message_mark(vault, message_id)}@{host}"


def compose(message_id: int, settings: Settings, vault: Vault) -> EmailMessage:
    """The e-mail of a message: plain text in the reader's language, marked as written by a machine."""
    store = db.session()
    message = store.get_one(Message, message_id)
    jury = store.get_one(Jury, message.jury_id) if message.jury_id is not None else None
    content = messages.content_of(jury, message, vault=vault)
    letter = letter_of(store, jury, message, vault=vault, base_url=settings.base_url)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.mail_from, content.to, letter.subject
    mail["Date"] = format_datetime(utc_now())
    # The same id at every attempt: a mailbox that got it twice can tell, and a report of failure names it.
    mail["Message-ID"] = f"<alqa-{message.id}.{message_mark(vault, message.id)}@{settings.host}>"
    mail["Auto-Submitted"] = "auto-generated"
    if message.subscription_id is not None:
        _add_way_out(mail, str(content.values["token"]), message.language)
    mail.set_content(letter.body)
    mail["Content-Language"] = message.language  # set_content() drops earlier headers of this kind
    for file in content.attachments:
        kind, _, subtype = file.media_type.partition("/")
        mail.add_attachment(file.body, maintype=kind, subtype=subtype, filename=file.name)
    return mail


def _add_way_out(mail: EmailMessage, token: str, language: str) -> None:
    """The button of the mail program with which a reader leaves, at one press (RFC 2369, RFC 8058)."""
    address = public_url("subscriptions.leave", token=token, language=language)
    mail["List-Unsubscribe"] = f"<{address}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
