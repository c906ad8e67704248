"""Alqa: `create_app(settings)` is the only place where the parts meet."""
from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import app.models  # noqa: F401 every table must be known before migrations or queries
from app import assets, cli, i18n, installation, logs, sockets, web
from app.config import Settings
from app.extensions import babel, csrf, db, login_manager, migrate

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings) -> Flask:
    """Build the application of one installation."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.url_map.strict_slashes = False  # an address typed with or without its last slash is the same page
    app.config.from_mapping(_flask_config(settings))
    installation.install(app, settings)
    logs.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    login_manager.init_app(app)
    i18n.init_app(app, babel)
    web.init_app(app)
    sockets.init_app(app, settings)
    cli.init_app(app)
    _serve_files(app, settings)
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.environment == "test",
        "SQLALCHEMY_DATABASE_URI": settings.sqlalchemy_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings),
        "SESSION_COOKIE_NAME": "__Host-alqa" if settings.is_secure else "alqa",
        "SESSION_COOKIE_SECURE": settings.is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "TRUSTED_HOSTS": [settings.host] if settings.is_production else None,
        "MAX_CONTENT_LENGTH": 11 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session; a sitting lasts hours
        "WTF_CSRF_SSL_STRICT": False,  # we send no referrer; Sec-Fetch-Site is checked instead
        "BABEL_DEFAULT_LOCALE": "en_GB",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "app" / "translations"),
    }


def _is_hashed(_path: str, _url: str) -> bool:
    """Every built file carries the hash of its content in its name, so it may be cached for ever."""
    return True


def _engine_options(settings: Settings) -> dict[str, object]:
    if settings.sqlalchemy_url == "sqlite://":
        return {}
    if settings.sqlalchemy_url.startswith("sqlite"):
        return {"pool_size": 20, "max_overflow": 40}
    return {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True}


def _serve_files(app: Flask, settings: Settings) -> None:
    """Serve the built assets from this process; a web server in front may do it instead."""
    static = ROOT / "app" / "static"
    built = settings.data_dir / "assets"
    app.extensions["alqa.assets"] = assets.Assets(static, built)
    files = WhiteNoise(app.wsgi_app, root=str(built), prefix="static/", max_age=31_536_000,
                       immutable_file_test=_is_hashed)
    app.wsgi_app = ProxyFix(files, x_for=1, x_proto=1) if settings.is_production else files  # type: ignore[method-assign]
