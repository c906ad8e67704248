"""The desk of the pool at 20,000 people: how long each page and the import take. `python -m benchmarks.pool_desk`."""

from __future__ import annotations

import csv
import io
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from app.config import Settings
from app.domain.roles import Actor, Role
from app.extensions import db
from app.installation import utc_now
from app.jobs.worker import work_until_idle
from app.models import Base, Jury, Registrant
from app.services import juries
from app.services.accounts import actors, people, sign_ins
from app.services.juries import JuryFrame
from app.services.pool import pool_files, pool_imports, pool_uploads, targets
from app.services.pool.targets import FeatureTarget, ValueTarget
from app.transaction import transaction

FEATURES = {"sex": ["f", "m"], "age": ["18-29", "30-44", "45-59", "60+"],
            "area": ["Alatau", "Medeu", "Turksib", "Auezov"], "education": ["school", "college", "university"],
            "attitude": ["for", "against", "unsure"]}
NAMES = (["Айгүл", "Болат", "Дана", "Ерлан", "Гүлнар", "Серік", "Ольга", "Пётр", "Анна", "Нұрлан"],
         ["Оспан", "Ахмет", "Иванов", "Ким", "Сәрсен", "Жұмабай", "Петров", "Әлі", "Қасым", "Нұрғали"])
STREETS = ["Абая", "Достык", "Сатпаева", "Қонаев", "Толе би", "Мира", "Гагарина", "Жибек жолы"]
TEXTS = {"kk": "Су", "ru": "Вода", "en": "Water"}


def pool_file(count: int) -> bytes:
    """Invented people: every tenth shares an address, every two-hundredth is there twice."""
    dice = random.Random(1)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["id", "name", "phone", "email", "address", "flat", "language", *FEATURES])
    for number in range(1, count + 1):
        first, last = (dice.choice(names) for names in NAMES)
        home = number - 1 if number % 10 == 0 else number
        phone = number - 1 if number % 200 == 0 else number
        writer.writerow([f"{number:06d}", f"{last}{number % 97} {first}", f"+7701{phone:07d}", f"p{number}@example.kz",
                         f"ул. {STREETS[home % 8]} {home % 211}", home % 101 + 1, dice.choice(["kk", "ru"]),
                         *(dice.choice(values) for values in FEATURES.values())])
    return text.getvalue().encode()


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(environment="test", secret_key="only for measuring, long enough", demo=True,
                                  data_dir=Path(folder), base_url="http://localhost"))
        with app.app_context():
            Base.metadata.create_all(db.engine)
            token = _fill(app, count)
        _visit(app, token)


def _fill(app: Flask, count: int) -> str:
    vault, now = app.extensions["alqa.vault"], utc_now()
    with transaction() as session:
        organizer = people.add_person(session, "Organizer", email="o@example.kz", language="kk", is_staff=True, now=now)
        frame = JuryFrame(title=TEXTS, place=TEXTS, commissioner_name=TEXTS, authentic_language="kk", seats=24,
                          threshold=(4, 5), quorum=(2, 3), starts_on=None, ends_on=None, reply_working_days=10)
        jury = juries.create_jury(session, "water", frame, vault=vault, now=now,
                                  actor=Actor(person_id=organizer.id, is_staff=True))
        actor, jury_id = actors.actor_for(session, organizer, jury.id), jury.id
        actor.require(Role.ORGANIZER)
        token = sign_ins.begin_session(session, organizer, "password", now=now)
    table = timed("read the file", lambda: pool_files.read_table(pool_file(count)))
    with transaction() as session:
        upload = timed("keep it sealed", lambda: pool_uploads.stage_table(
            session, session.get_one(Jury, jury_id), "people.csv", table, vault=vault, actor=actor, now=now)).id
    with transaction() as session:
        jury = session.get_one(Jury, jury_id)
        pool_imports.begin(session, jury, upload, seen=jury.updated_at.isoformat(), actor=actor, now=now)
    timed("import in the background", work_until_idle)
    assert db.session.query(Registrant).count() == count
    db.session.rollback()
    with transaction() as session:
        wanted = [FeatureTarget(name, tuple(ValueTarget(value, 24 // len(values) - 1, 24 // len(values) + 1)
                                            for value in values)) for name, values in FEATURES.items()]
        targets.save_targets(session, session.get_one(Jury, jury_id), wanted, actor=actor, now=utc_now())
    return str(token)


def _visit(app: Flask, token: str) -> None:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    for path in ("pool", "pool?page=400", "pool?q=Оспан12", "pool?q=7010012345", "pool?state=excluded",
                 "pool?f0=f&f1=60%2B", "pool?household=1", "pool?double=1", "pool/people/777",
                 "pool/cases/doubles", "pool/cases/homes",
                 "pool/counts", "pool/people.csv", "pool/people.xlsx", "pool/retention"):
        answer = timed(path, lambda path=path: client.get(f"/en/juries/water/{path}"))
        assert answer.status_code == 200, (path, answer.status_code)


def timed(what: str, act: Callable[[], Any]) -> Any:
    began, worked = time.perf_counter(), time.process_time()
    result = act()
    spent = time.perf_counter() - began, time.process_time() - worked
    print("{:7.2f} s, of processor {:5.2f} s  {}".format(*spent, what), flush=True)
    return result


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
