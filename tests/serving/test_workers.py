"""Two workers of one installation, with PostgreSQL and Redis between them, are one room."""
from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import websocket
from sqlalchemy import create_engine, make_url, text

from benchmarks.room_seed import Hall, seed_halls
from tests.serving.server import Server

pytestmark = [pytest.mark.fault, pytest.mark.postgres, pytest.mark.redis, pytest.mark.xdist_group("serving")]


class Visitor:
    """Somebody with the room open in one worker."""

    def __init__(self, server: Server, hall: Hall, place: int) -> None:
        self.room = hall.room_id
        self.socket = websocket.create_connection(
            f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket&room={self.room}",
            timeout=20, cookie=hall.members[place][1], origin=server.environ["ALQA_BASE_URL"])
        self.socket.send("40")
        self.wait_for("40{")
        self.head = self.ask("join", language="kk", after=0)["head"]

    def wait_for(self, beginning: str, seconds: float = 15) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            said = str(self.socket.recv())
            if said == "2":
                self.socket.send("3")
            if said.startswith(beginning):
                return said
        raise AssertionError(f"no {beginning}")

    def ask(self, command: str, **fields: object) -> dict[str, Any]:
        self.socket.send(f"427{json.dumps([command, {'room': self.room, **fields}])}")
        answer: dict[str, Any] = json.loads(self.wait_for("437")[3:])[0]
        return answer

    def say(self, words: str) -> dict[str, Any]:
        return self.ask("say", command_id=str(uuid.uuid4()), text=words)


@pytest.fixture
def hall_database(postgres_server: str, process_name: str) -> Iterator[str]:
    name = f"alqa_hall_{process_name}"
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def workers(hall_database: str, redis_url: str, tmp_path: Path) -> Iterator[tuple[Hall, Server, Server]]:
    (hall,) = seed_halls(tmp_path / "data", hall_database, rooms=1, jurors=2, observers=0)
    settings = {"ALQA_DATABASE_URL": hall_database, "ALQA_REDIS_URL": redis_url, "ALQA_WORKERS": "2",
                "ALQA_SECRET_KEY": hall.secret_key, "ALQA_BASE_URL": "http://alqa.test"}
    with Server(tmp_path / "one", **settings) as one, Server(tmp_path / "two", **settings) as two:
        yield hall, one, two


def test_what_is_said_in_one_worker_is_heard_in_the_other(workers: tuple[Hall, Server, Server]) -> None:
    hall, one, two = workers
    speaker, listener = Visitor(one, hall, 1), Visitor(two, hall, 2)
    answer = speaker.say("Water is a common good.")
    assert answer["ok"], answer
    heard = json.loads(listener.wait_for('42["event"')[2:])[1]
    assert heard["seq"] == answer["seq"]
    assert "Water is a common good." in heard["patches"][0]["html"]


def test_after_the_death_of_a_worker_its_people_find_everything_at_the_other(
        workers: tuple[Hall, Server, Server]) -> None:
    hall, one, two = workers
    before = Visitor(one, hall, 1)
    said = [before.say(f"Sentence {number}")["seq"] for number in range(5)]
    assert one.process
    one.process.kill()
    after = Visitor(two, hall, 1)
    log = after.ask("join", language="ru", after=said[0] - 1)
    assert [event["seq"] for event in log["events"] if event["seq"] in said] == said
    assert after.say("Back again.")["ok"]
