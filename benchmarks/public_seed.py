"""A jury with a published verdict and a reply, made through the services that real people use."""
from __future__ import annotations

from pathlib import Path

from flask_migrate import upgrade

from app import create_app
from app.config import Settings
from app.extensions import db
from app.jobs import chores
from app.transaction import transaction
from tests.cast import invite_cast
from tests.deliberation import NOW, vault_of
from tests.publishing import publish
from tests.replying import reply

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
PAGE = "/kk/juries/water-2026/verdict"


def seed_verdict(data_dir: Path) -> None:
    """Fill an empty data folder; its secret is the one that a server there will find."""
    app = create_app(Settings.from_environ({"ALQA_DATA_DIR": str(data_dir)}))
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
        with transaction() as session:
            cast = invite_cast(session, app.extensions["alqa.vault"], NOW)
            publish(session, cast, vault_of(app), dissent="I see it otherwise.")
        with transaction() as session:
            reply(session, cast, 0)
        chores.sign_publications()
        db.engine.dispose()
