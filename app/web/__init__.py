"""Views: parse, call one service, answer. One file per noun; what is not marked open is closed."""
from __future__ import annotations

from flask import Flask

from app.web import (
    access,
    charges,
    compression,
    context,
    faults,
    headers,
    health,
    home,
    jobs,
    juries,
    jury_context,
    languages,
    limits,
    messages,
)
from app.web.accounts import members, sign_in
from app.web.draw import draw_files, draw_words, draws, seat_invitations, seats
from app.web.pool import pools, targets
from app.web.room import agenda, documents, floor, questions, rooms
from app.web.verdict import ballots, dissents, proposals, replies, verdicts

BLUEPRINTS = (
    home, sign_in, juries, charges, pools, targets, members, draws, draw_files, jobs, seats, seat_invitations,
    messages, agenda,
    rooms, floor, questions, documents, proposals, ballots, dissents, verdicts, replies,
)
LANGUAGE_PREFIX = "/<any(kk, ru, en):language>"


def init_app(app: Flask) -> None:
    limits.init_app(app)
    languages.init_app(app)
    access.init_app(app)
    compression.init_app(app)
    headers.init_app(app)
    faults.init_app(app)
    context.init_app(app)
    jury_context.init_app(app)
    messages.init_app(app)
    jobs.init_app(app)
    draw_words.init_app(app)
    app.register_blueprint(health.blueprint)
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint, url_prefix=LANGUAGE_PREFIX + (module.blueprint.url_prefix or ""))
