"""Views: parse, call one service, answer. One file per noun; what is not marked open is closed."""
from __future__ import annotations

from flask import Flask

from app.web import access, context, faults, headers, health, home, juries, languages, sign_in

BLUEPRINTS = (home, sign_in, juries)


def init_app(app: Flask) -> None:
    languages.init_app(app)
    access.init_app(app)
    headers.init_app(app)
    faults.init_app(app)
    context.init_app(app)
    app.register_blueprint(health.blueprint)
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint, url_prefix="/<any(kk, ru, en):language>" + (module.blueprint.url_prefix or ""))
