"""Sealing of what must not be readable at rest: Fernet keys per jury and per ballot, under the installation's key.

Erasing a jury's key makes its sealed contents unreadable everywhere, in backups too.
"""
from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.errors import DomainError
from app.models import Jury


class Vault:
    """Seals and opens under keys that are themselves sealed with the installation's secret."""

    def __init__(self, secret_key: str) -> None:
        self._secret = secret_key.encode()
        self._master = Fernet(urlsafe_b64encode(self._derive(b"alqa master key")))
        self._hash_key = self._derive(b"alqa keyed hash")

    def _derive(self, purpose: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(self._secret)

    def new_sealed_key(self) -> bytes:
        return self._master.encrypt(Fernet.generate_key())

    def open_key(self, sealed: bytes | None) -> Fernet:
        """The Fernet of a sealed key; raises `key_is_erased` when the key is gone or the secret was changed."""
        if sealed is None:
            raise DomainError("key_is_erased")
        try:
            return Fernet(self._master.decrypt(sealed))
        except InvalidToken as error:
            raise DomainError("key_is_erased") from error

    def seal(self, jury: Jury, value: Any) -> bytes:
        """Seal a JSON value under the jury's key."""
        return self.open_key(jury.data_key).encrypt(json.dumps(value, ensure_ascii=False).encode())

    def open(self, jury: Jury, sealed: bytes) -> Any:
        try:
            return json.loads(self.open_key(jury.data_key).decrypt(sealed))
        except InvalidToken as error:
            raise DomainError("key_is_erased") from error

    def seal_many(self, jury: Jury, values: Iterable[Any]) -> list[bytes]:
        """Seal many values under the jury's key, which is opened once."""
        key = self.open_key(jury.data_key)
        return [key.encrypt(json.dumps(value, ensure_ascii=False).encode()) for value in values]

    def open_many(self, jury: Jury, sealed: Iterable[bytes]) -> list[Any]:
        """Open many values that were sealed under the jury's key."""
        return self.open_with(self.open_key(jury.data_key), sealed)

    def open_with(self, key: Fernet, sealed: Iterable[bytes]) -> list[Any]:
        """The same with a key that was opened before: touches no row, so a thread may do it."""
        try:
            return list(json.loads(b"[" + b",".join(key.decrypt(value) for value in sealed) + b"]"))
        except InvalidToken as error:
            raise DomainError("key_is_erased") from error

    def seal_plain(self, value: Any) -> bytes:
        """Seal a JSON value that belongs to no jury under the installation's key."""
        return self._master.encrypt(json.dumps(value, ensure_ascii=False).encode())

    def open_plain(self, sealed: bytes) -> Any:
        return json.loads(self._master.decrypt(sealed))

    def keyed_hash(self, purpose: str, text: str) -> str:
        """A hash that only this installation can compute: compares without revealing (households, attempts)."""
        return hmac.digest(self._hash_key, f"{purpose}\0{text}".encode(), hashlib.sha256).hex()
