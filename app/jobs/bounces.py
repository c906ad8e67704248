"""Where mail that came back lies: a maildir, a file, or a mailbox; each report is noted in a transaction of its own."""
from __future__ import annotations

import imaplib
import logging
import mailbox
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.config import Settings
from app.installation import utc_now
from app.services.messages import bounces
from app.services.vault import Vault
from app.transaction import transaction

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 30
MOST_AT_ONCE = 200
LARGEST = 1024 * 1024  # a report is small; what is larger is somebody's mail


def read_reports(url: str, vault: Vault) -> int:
    """Read the reports at `maildir:PATH`, `mbox:PATH` or `imaps://…`; returns how many messages they marked."""
    return sum(note(raw, vault) for raw in _mails(url))


def read_configured(settings: Settings, vault: Vault) -> int:
    """The round of the worker: a mailbox that does not answer is met again in the next round."""
    if not settings.bounces_url:
        return 0
    try:
        return read_reports(settings.bounces_url, vault)
    except (OSError, imaplib.IMAP4.error, mailbox.Error) as error:
        log.warning("bounces_not_read", extra={"reason": type(error).__name__})
        return 0


def note(raw: bytes, vault: Vault) -> bool:
    """Note one mail; False when it is no report on a message of ours."""
    report = bounces.read_report(raw[:LARGEST])
    if report is None:
        return False
    with transaction() as session:
        message = bounces.note_report(session, report, vault=vault, now=utc_now())
        message_id = message.id if message is not None else None
    if message_id is not None:
        log.info("message_bounced", extra={"message_id": message_id, "code": report.status})
    return message_id is not None


def _mails(url: str) -> Iterator[bytes]:
    scheme, _, rest = url.partition(":")
    if scheme == "maildir":
        return _from_maildir(rest)
    if scheme == "mbox":
        return _from_mbox(rest)
    return _from_imap(url)


def _from_maildir(path: str) -> Iterator[bytes]:
    """New mail, marked as seen once it was noted."""
    box = mailbox.Maildir(path, create=False)
    for key in list(box.iterkeys())[:MOST_AT_ONCE * 5]:
        mail = box.get_message(key)
        if mail.get_subdir() == "new":
            yield mail.as_bytes()
            mail.set_subdir("cur")
            mail.add_flag("S")
            box[key] = mail


def _from_mbox(path: str) -> Iterator[bytes]:
    """The whole file each time: a report that was noted changes nothing the second time."""
    if not Path(path).exists():
        raise FileNotFoundError(path)
    for mail in mailbox.mbox(path, create=False):
        yield mail.as_bytes()


def _from_imap(url: str) -> Iterator[bytes]:
    parts = urlsplit(url)
    with imaplib.IMAP4_SSL(parts.hostname or "", parts.port or 993, ssl_context=ssl.create_default_context(),
                           timeout=TIMEOUT_SECONDS) as server:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        server.select(unquote(parts.path.lstrip("/")) or "INBOX")
        _, found = server.search(None, "UNSEEN")
        for number in found[0].split()[:MOST_AT_ONCE]:
            _, answer = server.fetch(number, "(BODY.PEEK[])")
            if answer and isinstance(answer[0], tuple):
                yield answer[0][1]
            server.store(number, "+FLAGS", "\\Seen")
