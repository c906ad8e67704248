"""Views: parse, call one service, answer. One file per noun; what is not marked open is closed."""
from __future__ import annotations

from flask import Flask

from app.web import (
    access,
    agenda,
    ballots,
    charges,
    compression,
    context,
    dissents,
    documents,
    draw_files,
    draw_words,
    draws,
    faults,
    floor,
    headers,
    health,
    home,
    jobs,
    juries,
    jury_context,
    languages,
    limits,
    members,
    messages,
    pools,
    proposals,
    questions,
    replies,
    rooms,
    seat_invitations,
    seats,
    sign_in,
    targets,
    verdicts,
)

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
