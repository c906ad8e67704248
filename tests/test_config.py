"""Settings come from the environment, and an unsafe start is refused in words."""
from __future__ import annotations

from pathlib import Path

import pytest

from app.config import Settings, UnsafeSettings

SAFE = {"ALQA_ENVIRONMENT": "production", "ALQA_SECRET_KEY": "x" * 40, "ALQA_BASE_URL": "https://alqa.example.kz",
        "ALQA_DATABASE_URL": "postgresql+pg8000://alqa@db/alqa"}


def test_a_safe_production_starts() -> None:
    settings = Settings.from_environ(SAFE)
    assert settings.is_secure
    assert settings.host == "alqa.example.kz"
    assert settings.origin == "https://alqa.example.kz"


@pytest.mark.parametrize(("name", "value", "words"), [
    ("ALQA_SECRET_KEY", "short", "ALQA_SECRET_KEY"), ("ALQA_SECRET_KEY", "", "ALQA_SECRET_KEY"),
    ("ALQA_BASE_URL", "http://alqa.example.kz", "https://"), ("ALQA_DEMO", "1", "ALQA_DEMO"),
    ("ALQA_DATABASE_URL", "", "ALQA_DATABASE_URL"), ("ALQA_WORKERS", "3", "ALQA_REDIS_URL"),
    ("ALQA_WORKERS", "many", "whole number"), ("ALQA_ENVIRONMENT", "staging", "ALQA_ENVIRONMENT")])
def test_each_unsafe_value_is_named(name: str, value: str, words: str) -> None:
    with pytest.raises(UnsafeSettings, match=words):
        Settings.from_environ(SAFE | {name: value})


def test_all_reasons_are_told_at_once() -> None:
    with pytest.raises(UnsafeSettings) as refused:
        Settings.from_environ({"ALQA_ENVIRONMENT": "production", "ALQA_DEMO": "1"})
    assert str(refused.value).count("\n- ") == 4


def test_secrets_are_not_shown() -> None:
    assert "x" * 40 not in repr(Settings.from_environ(SAFE))


def test_development_keeps_its_secret_over_a_restart(tmp_path: Path) -> None:
    environ = {"ALQA_DATA_DIR": str(tmp_path / "var")}
    assert Settings.from_environ(environ).secret_key == Settings.from_environ(environ).secret_key
    assert (tmp_path / "var/secret_key").stat().st_mode & 0o077 == 0
