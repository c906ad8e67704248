"""The Ed25519 keys of the installation: made at set-up, followed by others, revoked, and never forgotten."""
from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.models import SigningKey
from app.services.vault import Vault
from sortition.canonical import canonical

FORMAT = "alqa keys 1"


def every_key(session: Session) -> list[SigningKey]:
    """All keys there ever were, the oldest first."""
    return list(session.scalars(select(SigningKey).order_by(SigningKey.number)))


def active(session: Session) -> SigningKey | None:
    """The key that signs now."""
    return session.scalars(select(SigningKey).where(
        SigningKey.until_at.is_(None), SigningKey.revoked_at.is_(None)).order_by(SigningKey.number.desc())).first()


def ensure(session: Session, *, vault: Vault, now: datetime) -> SigningKey:
    """The key that signs now; the first one is made here. Raises `key_was_made` when another process made it first."""
    return active(session) or _make(session, None, vault=vault, now=now)


def rotate(session: Session, *, vault: Vault, now: datetime) -> SigningKey:
    """Let a new key follow. The old one signs it and then loses its private half.

    Raises `key_is_missing` when none is active, `signing_key_is_lost` when the installation's secret was changed.
    """
    old = active(session)
    if old is None:
        raise DomainError("key_is_missing")
    new = _make(session, old, vault=vault, now=now)
    old.until_at, old.private_sealed = now, None
    session.flush()
    return new


def revoke(session: Session, fingerprint: str, *, reason: str, distrusted_since: datetime | None,
           now: datetime) -> SigningKey:
    """Say in public that a key is lost or stolen; its private half is erased.

    With `distrusted_since` its signatures prove nothing any more, and whatever it signed is signed anew.
    Raises `key_is_unknown`, `key_is_revoked`, `reason_is_missing`.
    """
    key = session.scalars(select(SigningKey).where(SigningKey.fingerprint == fingerprint.lower())).first()
    if key is None:
        raise NotFound("key_is_unknown")
    if key.revoked_at is not None:
        raise Conflict("key_is_revoked")
    if not reason.strip():
        raise DomainError("reason_is_missing")
    key.revoked_at, key.distrusted_since, key.revocation_reason = now, distrusted_since, reason.strip()
    key.until_at, key.private_sealed = key.until_at or now, None
    session.flush()
    return key


def _make(session: Session, old: SigningKey | None, *, vault: Vault, now: datetime) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    key = SigningKey(
        number=(session.scalar(select(func.max(SigningKey.number))) or 0) + 1, public_key=b64encode(public).decode(),
        fingerprint=hashlib.sha256(public).hexdigest(), from_at=now.replace(microsecond=0), endorsed_by=old,
        private_sealed=vault.seal_plain(b64encode(private.private_bytes_raw()).decode()))
    if old is not None:
        key.endorsement = sign(old, statement_of(key).encode(), vault=vault)
    try:
        with session.begin_nested():
            session.add(key)
    except IntegrityError as error:
        raise Conflict("key_was_made") from error
    return key


def statement_of(key: SigningKey) -> str:
    """What the older key signs when this one follows it."""
    return canonical({"format": "alqa key 1", "fingerprint": key.fingerprint, "from": key.from_at.isoformat(),
                      "public_key": key.public_key,
                      "follows": key.endorsed_by.fingerprint if key.endorsed_by else None})


def sign(key: SigningKey, content: bytes, *, vault: Vault) -> str:
    """The signature in base64. Raises `signing_key_is_lost` when the private half cannot be opened."""
    try:
        half = b64decode(vault.open_plain(key.private_sealed or b""))
    except InvalidToken as error:
        raise DomainError("signing_key_is_lost") from error
    private = Ed25519PrivateKey.from_private_bytes(half)
    return b64encode(private.sign(content)).decode()


def is_signed(key: SigningKey, content: bytes, value: str) -> bool:
    """Whether `value` is this key's signature over exactly these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(key.public_key)).verify(b64decode(value), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def pem_of(key: SigningKey) -> str:
    """The public key as `openssl` reads it."""
    public = Ed25519PublicKey.from_public_bytes(b64decode(key.public_key))
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_list(session: Session, installation: str) -> str:
    """All keys as the canonical document that stands at `/.well-known/alqa-keys.json`."""
    return canonical({"format": FORMAT, "installation": installation,
                      "keys": [_listed(key) for key in every_key(session)]})


def _listed(key: SigningKey) -> dict[str, object]:
    return {
        "number": key.number, "algorithm": "Ed25519", "fingerprint": key.fingerprint, "public_key": key.public_key,
        "from": key.from_at.isoformat(), "until": _iso(key.until_at),
        "follows": key.endorsed_by.fingerprint if key.endorsed_by else None, "endorsement": key.endorsement,
        "revoked": _iso(key.revoked_at), "distrusted_since": _iso(key.distrusted_since),
        "reason": key.revocation_reason}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
