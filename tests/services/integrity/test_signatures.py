"""Keys and signatures: what is published is signed, and stays checkable when keys change, are lost or stolen."""
from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.models import Jury, Signature, SigningKey
from app.services.integrity import checkpoints, digests, keys, packages, published_documents, signatures
from app.services.vault import Vault
from tests.cast import Cast, jury_of
from tests.deliberation import NOW, vault_of
from tests.publishing import publish
from tests.replying import reply

LATER = NOW + timedelta(days=40)


@pytest.fixture
def vault(app: Flask) -> Vault:
    return vault_of(app)


@pytest.fixture
def jury(session: Session, cast: Cast, vault: Vault) -> Jury:
    publish(session, cast, vault)
    return jury_of(session, cast)


def proven(session: Session, jury: Jury) -> set[str]:
    """Names of the documents with a signature that holds and is trusted."""
    rows = signatures.signatures_of(session, jury)
    return {one.name for one in published_documents.documents_of(session, jury) for row in rows.get(one.sha256, [])
            if row.key.distrusted_since is None and keys.is_signed(row.key, one.text.encode(), row.value)}


def test_verdict_reply_and_record_are_signed(session: Session, cast: Cast, jury: Jury, vault: Vault) -> None:
    assert signatures.waiting(session) == [jury.id]
    assert signatures.sign(session, jury, vault=vault, now=NOW) == 2
    before = checkpoints.newest(session, jury)
    assert proven(session, jury) == {"verdict-1.json", f"checkpoint-{before.entries}.json"}
    assert signatures.waiting(session) == []
    assert signatures.sign(session, jury, vault=vault, now=NOW) == 0
    given = reply(session, cast, 1)
    assert signatures.waiting(session) == [jury.id]
    assert signatures.sign(session, jury, vault=vault, now=NOW) == 2
    after = checkpoints.newest(session, jury)
    assert (after.entries > before.entries, given.sha256) == (True, hashlib.sha256(given.document.encode()).hexdigest())
    assert "reply-2-1.json" in proven(session, jury)
    assert digests.digests(session, jury).replies == {(2, 1): given.sha256}


def test_a_reply_names_the_verdict_and_the_reply_before(session: Session, cast: Cast, jury: Jury) -> None:
    first, second = reply(session, cast, 1), reply(session, cast, 1, version=1)
    one, two = json.loads(first.document), json.loads(second.document)
    verdict = digests.digests(session, jury).verdicts[1]
    assert (one["verdict_sha256"], one["previous_sha256"]) == (verdict, None)
    assert (two["verdict_sha256"], two["previous_sha256"]) == (verdict, first.sha256)


def test_a_changed_document_is_not_signed(session: Session, jury: Jury, vault: Vault) -> None:
    signatures.sign(session, jury, vault=vault, now=NOW)
    row = session.scalars(select(Signature).order_by(Signature.id)).first()
    text = published_documents.verdicts_of(session, jury)[0].text.encode()
    assert keys.is_signed(row.key, text, row.value)
    assert not keys.is_signed(row.key, text.replace(b"1", b"2", 1), row.value)
    assert not keys.is_signed(row.key, text, "AAAA")


def test_the_old_key_signs_the_new_one_and_then_nothing_more(session: Session, jury: Jury, vault: Vault) -> None:
    signatures.sign(session, jury, vault=vault, now=NOW)
    old = keys.active(session)
    new = keys.rotate(session, vault=vault, now=LATER)
    assert keys.active(session) is new
    assert keys.is_signed(old, keys.statement_of(new).encode(), new.endorsement)
    assert (old.private_sealed, old.until_at) == (None, LATER)
    with pytest.raises(DomainError, match="signing_key_is_lost"):
        keys.sign(old, b"x", vault=vault)
    assert signatures.waiting(session) == []  # what the old key has signed stays signed
    listed = json.loads(keys.key_list(session, "http://localhost"))["keys"]
    assert [(key["number"], key["follows"]) for key in listed] == [(1, None), (2, old.fingerprint)]


def test_what_a_stolen_key_signed_is_signed_anew(session: Session, jury: Jury, vault: Vault) -> None:
    signatures.sign(session, jury, vault=vault, now=NOW)
    stolen = keys.active(session)
    with pytest.raises(DomainError, match="reason_is_missing"):
        keys.revoke(session, stolen.fingerprint, reason=" ", distrusted_since=NOW, now=LATER)
    keys.revoke(session, stolen.fingerprint, reason="The server was broken into.", distrusted_since=NOW, now=LATER)
    assert proven(session, jury) == set()
    assert signatures.waiting(session) == [jury.id]
    assert signatures.sign(session, jury, vault=vault, now=LATER) == 2
    new = keys.active(session)
    assert (new.endorsed_by, len(proven(session, jury))) == (None, 2)
    listed = json.loads(keys.key_list(session, "x"))["keys"][0]
    assert (listed["revoked"], listed["reason"]) == (LATER.isoformat(), "The server was broken into.")
    with pytest.raises(Conflict, match="key_is_revoked"):
        keys.revoke(session, stolen.fingerprint, reason="Again", distrusted_since=None, now=LATER)
    with pytest.raises(NotFound, match="key_is_unknown"):
        keys.revoke(session, "0" * 64, reason="Which?", distrusted_since=None, now=LATER)


def test_a_lost_key_keeps_its_signatures(session: Session, jury: Jury, vault: Vault) -> None:
    signatures.sign(session, jury, vault=vault, now=NOW)
    keys.revoke(session, keys.active(session).fingerprint, reason="The secret is lost.", distrusted_since=None,
                now=LATER)
    assert signatures.waiting(session) == []
    assert len(proven(session, jury)) == 2


def test_the_private_half_rests_sealed(session: Session, vault: Vault) -> None:
    key = keys.ensure(session, vault=vault, now=NOW)
    assert keys.ensure(session, vault=vault, now=LATER) is key
    assert len(session.scalars(select(SigningKey)).all()) == 1
    with pytest.raises(DomainError, match="signing_key_is_lost"):
        keys.sign(key, b"x", vault=Vault("another secret than before"))


def test_no_package_before_everything_is_signed(session: Session, cast: Cast, jury: Jury, vault: Vault) -> None:
    with pytest.raises(Conflict, match="package_is_not_ready"):
        packages.build(session, jury, "http://localhost")
    signatures.sign(session, jury, vault=vault, now=NOW)
    first = packages.build(session, jury, "http://localhost")
    assert first == packages.build(session, jury, "http://localhost")
    reply(session, cast, 1)
    with pytest.raises(Conflict, match="package_is_not_ready"):
        packages.build(session, jury, "http://localhost")
