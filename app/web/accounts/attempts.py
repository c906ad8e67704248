"""Showing a secret: at a human pace, hashed beside the event loop; wrong ones count although the request is refused."""
from __future__ import annotations

import time

from flask import request
from flask_login import current_user

from app.domain.buckets import Buckets
from app.domain.errors import DomainError
from app.extensions import db
from app.installation import current_vault, utc_now
from app.models import Person, SignIn
from app.services.accounts import second_factors, sign_ins, step_ups
from app.services.accounts.people import normal_email
from app.transaction import transaction
from app.web.aside import aside

# Attempts from one address: each costs a tenth of a second of hashing. A whole jury may sit behind one address.
attempts = Buckets(size=100, per_second=1)


def require_pace() -> None:
    """Refuse before anything is hashed."""
    if not attempts.take(request.remote_addr, time.monotonic()):
        raise DomainError("too_fast")


def check_password(email: str, password: str) -> int:
    """Outside of any transaction that writes: nobody waits for the hashing but the one who asks."""
    require_pace()
    return sign_ins.check_password(db.session(), email, password, vault=current_vault(), now=utc_now(),
                                   beside=aside).id


def note_password(email: str, error: DomainError) -> None:
    if error.code == "sign_in_failed":
        _note("sign-in", normal_email(email) or "")


def take_second_code(person_id: int, code: str) -> None:
    """Raises `second_code_is_wrong`, `wrong_too_often`."""
    _require_patience("second factor", str(person_id))
    try:
        with transaction() as session:
            second_factors.take_code(session, session.get_one(Person, person_id), code, vault=current_vault(),
                                     now=utc_now())
    except DomainError:
        _note("second factor", str(person_id))
        raise


def take_step_up_code(code: str) -> None:
    """The code of the letter or one that was sent. Raises `step_up_code_is_wrong`, `wrong_too_often`."""
    subject = str(current_user.person.id)
    _require_patience("step up", subject)
    if step_ups.is_short(code):
        with transaction() as session:
            is_right = step_ups.take_sent_code(session, session.get_one(SignIn, current_user.sign_in.id), code,
                                               vault=current_vault(), now=utc_now())
    else:
        is_right = step_ups.letter_code_is_right(db.session(), current_user.sign_in, code, beside=aside)
    if not is_right:
        _note("step up", subject)
        raise DomainError("step_up_code_is_wrong")


def _require_patience(purpose: str, subject: str) -> None:
    require_pace()
    if sign_ins.is_locked(db.session(), current_vault().keyed_hash(purpose, subject), now=utc_now()):
        raise DomainError("wrong_too_often")


def _note(purpose: str, subject: str) -> None:
    with transaction() as session:
        sign_ins.note_failure(session, current_vault().keyed_hash(purpose, subject), now=utc_now())
