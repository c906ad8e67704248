"""What is sealed cannot be read without the key, and an erased key erases everything under it."""
from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.services.vault import Vault
from tests.cast import Cast, jury_of


def test_a_value_comes_back_and_is_not_readable_at_rest(app: Flask, session: Session, cast: Cast) -> None:
    vault, jury = app.extensions["alqa.vault"], jury_of(session, cast)
    sealed = vault.seal(jury, {"name": "Айгүл Канарейкина"})
    assert vault.open(jury, sealed) == {"name": "Айгүл Канарейкина"}
    assert "Айгүл".encode() not in sealed


def test_erasing_the_key_erases_the_contents(app: Flask, session: Session, cast: Cast) -> None:
    vault, jury = app.extensions["alqa.vault"], jury_of(session, cast)
    sealed = vault.seal(jury, "secret")
    jury.data_key = None
    with pytest.raises(DomainError, match="key_is_erased"):
        vault.open(jury, sealed)


def test_another_installation_cannot_open(app: Flask, session: Session, cast: Cast) -> None:
    jury = jury_of(session, cast)
    sealed = app.extensions["alqa.vault"].seal(jury, "secret")
    with pytest.raises(DomainError, match="key_is_erased"):
        Vault("another secret of another installation").open(jury, sealed)


def test_keyed_hashes_differ_by_purpose_and_installation() -> None:
    one, other = Vault("a" * 40), Vault("b" * 40)
    assert one.keyed_hash("household", "Абай 1") == one.keyed_hash("household", "Абай 1")
    hashes = {one.keyed_hash("household", "x"), one.keyed_hash("sign-in", "x"), other.keyed_hash("household", "x")}
    assert len(hashes) == 3
