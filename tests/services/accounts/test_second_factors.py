"""A code of the app or a recovery code opens the door once; a code sent for one confirmation too."""
from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.models import Message, Person, RecoveryCode, SignIn, TotpSecret
from app.services import messages
from app.services.accounts import access_links, passwords, second_factors, sign_ins, step_ups
from app.services.vault import Vault
from tests.cast import Cast, jury_of

STEP = timedelta(seconds=30)


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.extensions["alqa.vault"]
    return found


def test_a_code_counts_once_and_so_does_every_earlier_one(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    person = session.get_one(Person, cast.organizer)
    secret = second_factors.begin_set_up(session, person, vault=vault, now=now)
    assert second_factors.begin_set_up(session, person, vault=vault, now=now) == secret
    totp = pyotp.TOTP(secret)
    assert f"secret={secret}" in second_factors.address_of(person, secret)
    with pytest.raises(DomainError, match="second_code_is_wrong"):
        second_factors.take_code(session, person, totp.at(now), vault=vault, now=now)  # not confirmed yet
    with pytest.raises(DomainError, match="second_code_is_wrong"):
        second_factors.confirm_set_up(session, person, "000000", vault=vault, now=now)
    second_factors.confirm_set_up(session, person, totp.at(now), vault=vault, now=now)
    with pytest.raises(Conflict, match="second_factor_is_set"):
        second_factors.begin_set_up(session, person, vault=vault, now=now)
    later = now + 2 * STEP
    for code, is_right in ((totp.at(now), False), (totp.at(now + STEP), True), (totp.at(now + STEP), False),
                           (totp.at(later), True), (totp.at(later), False), (totp.at(now + STEP), False),
                           (f" {totp.at(later + STEP)[:3]} {totp.at(later + STEP)[3:]} ", True), ("", False),
                           (totp.at(later + 3 * STEP), False), ("x" * 500, False)):
        assert _is_taken(session, person, code, vault, later) is is_right, code
    row = session.get_one(TotpSecret, person.id)
    assert secret.encode() not in row.secret_sealed


def _is_taken(session: Session, person: Person, code: str, vault: Vault, now: datetime) -> bool:
    try:
        second_factors.take_code(session, person, code, vault=vault, now=now)
    except DomainError as error:
        assert error.code == "second_code_is_wrong"
        return False
    return True


def test_recovery_codes_are_kept_as_hashes_and_work_once_each(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    person, other = session.get_one(Person, cast.organizer), session.get_one(Person, cast.outsider)
    secret = second_factors.begin_set_up(session, person, vault=vault, now=now)
    codes = second_factors.confirm_set_up(session, person, pyotp.TOTP(secret).at(now), vault=vault, now=now)
    assert len(set(codes)) == second_factors.RECOVERY_CODES == second_factors.codes_left(session, person.id)
    assert not set(codes) & set(session.scalars(select(RecoveryCode.code_hash)))
    assert _is_taken(session, person, f"{codes[0][:5].lower()}-{codes[0][5:]}", vault, now)
    assert not _is_taken(session, person, codes[0], vault, now)
    assert not _is_taken(session, other, codes[1], vault, now), "they belong to one person"
    renewed = second_factors.new_recovery_codes(session, person, vault=vault)
    assert not _is_taken(session, person, codes[1], vault, now) and _is_taken(session, person, renewed[1], vault, now)
    second_factors.remove(session, person.id)
    assert not second_factors.has_second_factor(session, person.id)
    assert second_factors.codes_left(session, person.id) == 0


def test_a_password_set_by_a_link_of_one_jury_leads_into_that_jury_only(
        session: Session, cast: Cast, now: datetime) -> None:
    """Whoever invites somebody knows the code, and must not get their other juries by setting a password for them."""
    person = session.get_one(Person, cast.organizer)
    bound = sign_ins.find_session(session, sign_ins.begin_session(
        session, person, "link", now=now, jury_ids=[cast.jury_id]), now=now)
    other = sign_ins.begin_session(session, person, "link", now=now)
    assert bound is not None and passwords.is_missing(session, person)
    with pytest.raises(DomainError, match="password_needs_new_link"):
        passwords.choose_password(session, bound, "hash", now=now + passwords.FIRST_WITHIN + STEP)
    passwords.choose_password(session, bound, "hash", now=now)
    credential = passwords.credential_of(session, person.id)
    assert credential is not None and credential.jury_ids == [cast.jury_id]
    assert sign_ins.find_session(session, other, now=now) is None, "all other sessions end"
    bound.jury_ids = None
    passwords.choose_password(session, bound, "hash", now=now)
    assert passwords.credential_of(session, person.id).jury_ids is None  # type: ignore[union-attr]
    juror = sign_ins.find_session(session, sign_ins.begin_session(
        session, session.get_one(Person, cast.juror), "link", now=now), now=now)
    assert juror is not None
    with pytest.raises(Forbidden, match="password_is_for_staff"):
        passwords.choose_password(session, juror, "hash", now=now)


def test_a_juror_confirms_with_the_letter_or_a_code_sent_now(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    person = session.get_one(Person, cast.juror)
    link = access_links.issue_link(session, person, jury_id=cast.jury_id, now=now)
    used = access_links.use_link(session, link.token, now=now)
    row = sign_ins.find_session(session, sign_ins.begin_session(
        session, person, "link", now=now, jury_ids=[cast.jury_id], link_id=used.id), now=now)
    assert row is not None
    assert step_ups.letter_code_is_right(session, row, f"{link.code[:5]} {link.code[5:].lower()}")
    assert not step_ups.letter_code_is_right(session, row, "WRONGCODE2")
    sent = [_sent_code(session, cast, row, vault, now) for _ in range(step_ups.MOST_CODES)]
    assert all(step_ups.is_short(code) for code in sent)
    with pytest.raises(DomainError, match="too_many_codes"):
        step_ups.send_code(session, row, vault=vault, now=now)
    take = [step_ups.take_sent_code(session, row, code, vault=vault, now=now) for code in (sent[0], sent[-1], sent[-1])]
    assert take == [False, True, False], "the last one, once"
    later = now + step_ups.WITHIN + STEP
    code = _sent_code(session, cast, row, vault, later)
    assert not step_ups.take_sent_code(session, row, code, vault=vault, now=later + step_ups.CODE_LIFE)
    for _ in range(step_ups.MAX_WRONG):
        assert not step_ups.take_sent_code(session, row, "x", vault=vault, now=later)
    assert not step_ups.take_sent_code(session, row, code, vault=vault, now=later), "five wrong ones end it"


def _sent_code(session: Session, cast: Cast, row: SignIn, vault: Vault, now: datetime) -> str:
    step_ups.send_code(session, row, vault=vault, now=now)
    message = session.scalars(select(Message).where(Message.template == "step_up_code").order_by(
        Message.id.desc())).first()
    assert message is not None
    return str(messages.content_of(jury_of(session, cast), message, vault=vault).values["code"])
