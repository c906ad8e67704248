"""Settings of one installation: the only reader of the environment, and the one who refuses an unsafe start."""
from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

MIN_SECRET_LENGTH = 32


class UnsafeSettings(ValueError):
    """The settings would start an unsafe service; the text says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two installations. `docs/operations.md` lists each variable."""

    environment: str = "development"
    secret_key: str = field(default="", repr=False)
    database_url: str = ""
    redis_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    data_dir: Path = Path("var")
    port: int = 8000
    bind: str = "127.0.0.1"
    workers: int = 1
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "alqa@localhost"
    sms_url: str = field(default="", repr=False)
    sms_token: str = field(default="", repr=False)
    bounce_address: str = ""
    bounces_url: str = field(default="", repr=False)
    beacon_urls: str = ""
    timestamp_url: str = ""
    timestamp_certificates: str = ""
    holidays: str = ""
    second_factor: bool = True
    keep_pages: bool = True
    log_level: str = "INFO"
    embedded_worker: bool = True
    direct_broadcast: bool = False
    demo: bool = False

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def requires_second_factor(self) -> bool:
        """Whether staff and organizers must set up an authenticator app before they can do anything."""
        return self.is_production and self.second_factor

    @property
    def is_secure(self) -> bool:
        """Whether readers reach the service over TLS, so that cookies may be marked Secure."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "127.0.0.1"

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def beacon_addresses(self) -> tuple[str, ...]:
        """Servers of the randomness beacon that the worker may ask; none: rounds are pasted by hand."""
        return tuple(part.strip().rstrip("/") for part in self.beacon_urls.split(",") if part.strip())

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'alqa.sqlite3'}"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read `ALQA_…` variables; raise UnsafeSettings with every reason at once."""
        source = os.environ if environ is None else environ
        settings = cls(**_read(source))
        problems = _problems(settings)
        if problems:
            raise UnsafeSettings("Alqa does not start:\n- " + "\n- ".join(problems))
        return settings


def _read(source: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in Settings.__dataclass_fields__:
        raw = source.get(f"ALQA_{name.upper()}", "").strip()
        if raw:
            values[name] = _convert(name, raw)
    data_dir = Path(str(values.get("data_dir", Settings.data_dir)))
    if values.get("environment", Settings.environment) == "development":
        values.setdefault("sms_url", f"file:{data_dir.resolve() / 'sms.txt'}")
    values.setdefault("base_url", f"http://127.0.0.1:{values.get('port', Settings.port)}")
    if not values.get("secret_key") and values.get("environment") != "production":
        values["secret_key"] = _development_secret(data_dir)
    return values


def _convert(name: str, raw: str) -> object:
    kind = Settings.__dataclass_fields__[name].type
    if kind == "int":
        if not raw.isdecimal():
            raise UnsafeSettings(f"Alqa does not start:\n- ALQA_{name.upper()} must be a whole number, not {raw!r}.")
        return int(raw)
    if kind == "bool":
        return raw.lower() in {"1", "true", "yes", "on"}
    if kind == "Path":
        return Path(raw)
    return raw.rstrip("/") if name == "base_url" else raw


def _development_secret(data_dir: Path) -> str:
    """A secret of this data folder, made once, so that development keeps its sessions over a restart."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def _problems(settings: Settings) -> list[str]:
    problems = []
    if settings.environment not in {"development", "test", "production"}:
        problems.append(f"ALQA_ENVIRONMENT is {settings.environment!r}; use development, test or production.")
    if settings.is_production:
        problems += _production_problems(settings)
    if settings.workers > 1 and not settings.redis_url:
        problems.append("ALQA_WORKERS is above 1, so ALQA_REDIS_URL must be set: the workers tell each other of news.")
    if any(urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname
           for address in settings.beacon_addresses):
        problems.append("ALQA_BEACON_URLS must hold addresses like https://api.drand.sh, separated by commas.")
    return problems + _timestamp_problems(settings) + _message_problems(settings)


def _timestamp_problems(settings: Settings) -> list[str]:
    """A timestamp that nobody checked proves nothing, so the service's certificates are needed as well."""
    if not settings.timestamp_url:
        return []
    problems, parts = [], urlsplit(settings.timestamp_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        problems.append("ALQA_TIMESTAMP_URL must be an address like https://tsa.example.kz.")
    if not Path(settings.timestamp_certificates).is_file():
        problems.append("ALQA_TIMESTAMP_CERTIFICATES must name a file with the root certificates (PEM) of the service.")
    return problems


def _message_problems(settings: Settings) -> list[str]:
    """Text messages carry personal links, so they leave the machine over TLS only."""
    parts = urlsplit(settings.sms_url)
    is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    checks = [
        (bool(settings.sms_url) and parts.scheme not in {"https", "http", "file", "console"},
         "ALQA_SMS_URL must be https://…, file:PATH or console: ."),
        (settings.is_production and parts.scheme == "http" and not is_here,
         "ALQA_SMS_URL must begin with https:// in production, unless the gateway is on this machine."),
        (settings.is_production and parts.scheme in {"file", "console"},
         "ALQA_SMS_URL must be a gateway in production: personal links do not belong into files and logs."),
        (bool(settings.bounces_url) and urlsplit(settings.bounces_url).scheme not in {"maildir", "mbox", "imaps"},
         "ALQA_BOUNCES_URL must be maildir:PATH, mbox:PATH or imaps://user:password@host/INBOX."),
        (bool(settings.bounce_address) and settings.bounce_address.count("@") != 1,
         "ALQA_BOUNCE_ADDRESS must be one address; the part before the @ gets a plus and a number."),
    ]
    return [text for is_bad, text in checks if is_bad]


def _production_problems(settings: Settings) -> list[str]:
    checks = [
        (len(settings.secret_key) < MIN_SECRET_LENGTH,
         f"ALQA_SECRET_KEY must hold at least {MIN_SECRET_LENGTH} random characters."),
        (not settings.is_secure, "ALQA_BASE_URL must begin with https:// in production."),
        (settings.demo, "ALQA_DEMO must be off in production: it shows every message to everybody."),
        (not settings.database_url,
         "ALQA_DATABASE_URL must be set in production: nobody shall start on an empty file by chance."),
    ]
    return [text for is_bad, text in checks if is_bad]
