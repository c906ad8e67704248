"""Sends queued text messages through a small gateway: HTTP with JSON, a file, or the console."""
from __future__ import annotations

import json
import logging
import os
import sys
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app.config import Settings
from app.domain.errors import DomainError
from app.domain.message_kinds import SMS
from app.extensions import db
from app.fragments.short_letters import short_text_of
from app.installation import utc_now
from app.models import Jury, Message
from app.services import messages
from app.services.messages import attempts
from app.services.pool.contacts import normal_phone
from app.services.vault import Vault
from app.transaction import transaction

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 20
_TRY_AGAIN = {408, 425, 429}


class GatewayRefused(Exception):
    """The gateway will not take this message, however often it is asked."""


class GatewayAway(Exception):
    """The gateway could not take it now."""


class _StayHere(HTTPRedirectHandler):
    """A redirect would carry the token and a personal link to a host that nobody chose."""

    def redirect_request(self, *_arguments: object, **_values: object) -> None:
        return None


_opener = build_opener(_StayHere)


def deliver(settings: Settings, to: str, text: str, message_id: int) -> None:
    """Hand one text message over. Raises GatewayRefused, GatewayAway."""
    scheme = urlsplit(settings.sms_url).scheme
    if scheme == "file":
        _write(Path(settings.sms_url.removeprefix("file:")), to, text)
    elif scheme == "console":
        sys.stdout.write(f"{to}: {text}\n")
    else:
        _post(settings, {"to": to, "text": text, "id": f"alqa-{message_id}"})


def _write(path: Path, to: str, text: str) -> None:
    """For development: one line a message, readable by its owner only."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
        file.write(json.dumps({"to": to, "text": text}, ensure_ascii=False) + "\n")


def _post(settings: Settings, message: dict[str, str]) -> None:
    body = json.dumps(message, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
    if settings.sms_token:
        headers["Authorization"] = f"Bearer {settings.sms_token}"
    request = Request(settings.sms_url, body, headers, method="POST")  # noqa: S310 the settings allow https and http
    try:
        with _opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            answer.read(4096)
    except HTTPError as error:
        error.close()
        raise (GatewayAway if error.code >= 500 or error.code in _TRY_AGAIN else GatewayRefused) from error
    except (URLError, HTTPException, OSError) as error:
        raise GatewayAway from error


def send_due(settings: Settings, vault: Vault) -> int:
    """Send what is due; while the gateway is away the rest waits. Without a gateway paper takes over where it may."""
    session = db.session()
    session.rollback()
    due = messages.due_ids(session, now=utc_now(), channel=SMS)
    session.rollback()
    if not settings.sms_url:
        for message_id in due:
            _put_on_paper(message_id, vault)
        return 0
    sent = 0
    for message_id in due:
        code = _send_one(message_id, settings, vault)
        sent += code is None
        if code == "sms_gateway_away":
            break
    return sent


def _put_on_paper(message_id: int, vault: Vault) -> bool:
    with transaction() as session:
        return attempts.turn_into_letter(session, message_id, vault=vault)


def _send_one(message_id: int, settings: Settings, vault: Vault) -> str | None:
    """Returns why it did not go, or None."""
    with transaction() as session:
        if messages.take(session, message_id, now=utc_now()) is None:
            return "message_was_taken"
    code: str | None = None
    is_final = False
    try:
        to, text = _compose(message_id, settings, vault)
        deliver(settings, to, text, message_id)
    except GatewayAway:
        code = "sms_gateway_away"
    except GatewayRefused:
        code, is_final = "sms_was_refused", True
    except DomainError as error:
        code, is_final = error.code, True
    with transaction() as session:
        if code is None:
            messages.mark_sent(session, message_id, now=utc_now())
        else:
            messages.note_failure(session, message_id, code, is_final=is_final)
    log.info("message_sent" if code is None else "message_failed", extra={"message_id": message_id, "code": code})
    return code


def _compose(message_id: int, settings: Settings, vault: Vault) -> tuple[str, str]:
    """Number and text. Raises `phone_is_wrong`, `key_is_erased`."""
    with transaction() as session:  # a short link is written before its text leaves
        message = session.get_one(Message, message_id)
        jury = session.get_one(Jury, message.jury_id)
        to = normal_phone(messages.content_of(jury, message, vault=vault).to)
        if not to:
            raise DomainError("phone_is_wrong")
        return to, short_text_of(session, jury, message, vault=vault, base_url=settings.base_url, now=utc_now())
