"""Nothing is lost, doubled or disordered: real servers, real sockets, and clients that know what they sent.

Every test has a control: the same harness with the protection switched off must lose.
"""
from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import socketio
from sqlalchemy import create_engine, make_url, text

from tests.serving.server import Server, free_port
from tests.sockets.juror import Juror, faults, settle
from tests.sockets.sitting import Link, Prepared, prepare

pytestmark = pytest.mark.fault
NAMES = ("juror", "second_juror", "third_juror")
Jurors = Callable[..., list[Juror]]


@pytest.fixture
def prepared(tmp_path: Path) -> Prepared:
    return prepare(tmp_path / "data")


@pytest.fixture(params=["0", "1"], ids=["plain", "direct"])
def prepared_both(request: pytest.FixtureRequest, tmp_path: Path) -> Prepared:
    """The library's way of broadcasting and the direct one must keep the same promises."""
    found = prepare(tmp_path / "data")
    return replace(found, settings=found.settings | {"ALQA_DIRECT_BROADCAST": str(request.param)})


@pytest.fixture
def jurors() -> Iterator[Jurors]:
    """Three jurors with their servers' ports; they hang up when the test is over."""
    seated: list[Juror] = []

    def seat(prepared: Prepared, ports: dict[str, list[int]], deaf: tuple[str, ...] = (),
             origin: str = "") -> list[Juror]:
        seated.extend(Juror(name, ports[name], prepared.cookies[name], prepared.room_id, is_deaf=name in deaf,
                            origin=origin) for name in NAMES)
        return seated

    yield seat
    for juror in seated:
        juror.end()


def everywhere(*ports: int) -> dict[str, list[int]]:
    return {name: list(ports) for name in NAMES}


def talk(jurors: list[Juror], count: int, pause: float = 0.1, start: int = 0) -> None:
    for number in range(start, start + count):
        for juror in jurors:
            juror.say(number)
        time.sleep(pause)


def test_three_jurors_read_the_same(tmp_path: Path, prepared: Prepared, jurors: Jurors) -> None:
    with Server(tmp_path / "data", **prepared.settings) as server:
        seated = jurors(prepared, everywhere(server.port))
        talk(seated, 20, pause=0.4)
        settle(seated, 60, 30)
        assert not faults(seated)


@pytest.mark.parametrize("is_deaf", [False, True], ids=["protected", "control"])
def test_a_network_cut_loses_nothing(tmp_path: Path, prepared: Prepared, jurors: Jurors, is_deaf: bool) -> None:
    with Server(tmp_path / "data", **prepared.settings) as server:
        link = Link(server.port)
        ports = everywhere(server.port) | {"juror": [link.port]}
        origin = f"http://127.0.0.1:{server.port}"
        seated = jurors(prepared, ports, deaf=("juror",) if is_deaf else (), origin=origin)
        talk(seated, 4, pause=0.4)
        link.cut()
        talk(seated, 6, pause=0.4, start=4)
        time.sleep(3)
        link.mend()
        talk(seated, 4, pause=0.4, start=10)
        settle(seated, 42, 3 if is_deaf else 30)
        assert bool(faults(seated)) is is_deaf, faults(seated)


@pytest.mark.parametrize("is_deaf", [False, True], ids=["protected", "control"])
def test_a_death_between_commit_and_broadcast_loses_nothing(tmp_path: Path, prepared: Prepared, jurors: Jurors,
                                                            is_deaf: bool) -> None:
    """The worker is killed with -9 after the fifth commit, before anybody was told; gunicorn starts another."""
    settings = prepared.settings | {"TEST_DIES_AFTER": "5"}
    with Server(tmp_path / "data", app="tests.sockets.dying_wsgi:app", **settings) as server:
        seated = jurors(prepared, everywhere(server.port), deaf=NAMES if is_deaf else ())
        talk(seated, 8, pause=0.4)
        settle(seated, 24, 3 if is_deaf else 30)
        assert (tmp_path / "data" / "has-died").exists()
        assert bool(faults(seated)) is is_deaf, faults(seated)


def test_a_killed_server_comes_back_with_everything(tmp_path: Path, prepared_both: Prepared, jurors: Jurors) -> None:
    """kill -9 of the worker in the middle of the talk, three times, each time under way."""
    with Server(tmp_path / "data", **prepared_both.settings) as server:
        seated = jurors(prepared_both, everywhere(server.port))
        for part in range(3):
            talk(seated, 4, pause=0.3, start=part * 4)
            (worker,) = server.workers()
            os.kill(worker, signal.SIGKILL)
            time.sleep(1)
        settle(seated, 36, 40)
        assert not faults(seated)
        assert sum(juror.resent for juror in seated) >= 36


@pytest.fixture
def shared_database(postgres_server: str) -> Iterator[str]:
    """A database that two servers share."""
    name = f"alqa_two_workers_{os.getpid()}"
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def redis_process() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A Redis of one's own, to be killed."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        yield process, f"redis://127.0.0.1:{port}/0"
        process.kill()


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.parametrize(("is_deaf", "is_direct"), [(False, False), (False, True), (True, False)],
                         ids=["protected", "protected-direct", "control"])
def test_two_workers_hear_each_other_and_redis_may_die(tmp_path: Path, shared_database: str, jurors: Jurors, *,
                                                       redis_process: tuple[Any, str], is_deaf: bool,
                                                       is_direct: bool) -> None:
    process, redis_url = redis_process
    prepared = prepare(tmp_path / "data", shared_database)
    settings = prepared.settings | {"ALQA_REDIS_URL": redis_url, "ALQA_DIRECT_BROADCAST": str(int(is_direct))}
    with Server(tmp_path / "one", **settings) as one, Server(tmp_path / "two", **settings) as two:
        ports = {"juror": [one.port], "second_juror": [two.port], "third_juror": [one.port, two.port]}
        seated = jurors(prepared, ports, deaf=NAMES if is_deaf else ())
        time.sleep(2)
        talk(seated, 6, pause=0.4)
        settle(seated, 18, 20)
        assert is_deaf or not faults(seated)
        process.kill()
        talk(seated, 6, pause=0.4, start=6)
        settle(seated, 36, 4 if is_deaf else 40)
        assert bool(faults(seated)) is is_deaf, faults(seated)


@pytest.mark.redis
def test_a_redis_that_hangs_holds_nobody_up(tmp_path: Path, prepared: Prepared,
                                            redis_process: tuple[Any, str]) -> None:
    process, redis_url = redis_process
    with Server(tmp_path / "data", **prepared.settings | {"ALQA_REDIS_URL": redis_url}) as server:
        client = _connected(f"http://127.0.0.1:{server.port}", prepared, "juror")
        said = {"room": prepared.room_id, "text": "said x"}
        assert client.call("say", said | {"command_id": "1"})["ok"]
        process.send_signal(signal.SIGSTOP)
        for number in range(2, 6):
            assert client.call("say", said | {"command_id": str(number)}, timeout=3)["ok"]
        process.send_signal(signal.SIGCONT)
        client.disconnect()


def greeting(port: int, origin: str, cookie: str) -> bytes:
    """What a browser on a page of `origin` is answered: the upgrade and a session, or neither."""
    lines = ["GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket",
             "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
             f"Cookie: alqa={cookie}", f"Origin: {origin}"]
    with socket.create_connection(("127.0.0.1", port), 5) as wire:
        wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        received = b""
        while b'"sid"' not in received and (data := wire.recv(1000)):
            received += data
        return received


def test_foreign_origins_are_refused_before_the_upgrade(tmp_path: Path, prepared: Prepared) -> None:
    with Server(tmp_path / "data", **prepared.settings) as server:
        cookie, own = prepared.cookies["juror"], f"http://127.0.0.1:{server.port}"
        welcome = greeting(server.port, own, cookie)
        assert welcome.startswith(b"HTTP/1.1 101") and b'"sid"' in welcome
        for foreign in ("http://evil.example", own + ".evil.example", own.replace("http", "https"), "null",
                        "http://127.0.0.1:1"):
            assert greeting(server.port, foreign, cookie).startswith(b"HTTP/1.1 403"), foreign


def test_the_socket_is_dead_two_seconds_after_signing_out(tmp_path: Path, prepared: Prepared) -> None:
    with Server(tmp_path / "data", **prepared.settings) as server:
        address, cookie = f"http://127.0.0.1:{server.port}", prepared.cookies["juror"]
        client, other = (_connected(address, prepared, name) for name in ("juror", "second_juror"))
        _sign_out(address, cookie)
        deadline = time.monotonic() + 2
        while client.connected and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not client.connected
        assert other.connected, "the control: nobody else is cut off"
        with pytest.raises(socketio.exceptions.ConnectionError):
            _connected(address, prepared, "juror")
        other.disconnect()


def _connected(address: str, prepared: Prepared, name: str) -> Any:
    client = socketio.Client(reconnection=False)
    client.connect(address, headers={"Cookie": f"alqa={prepared.cookies[name]}"}, transports=["websocket"])
    assert client.call("join", {"room": prepared.room_id, "language": "en", "after": 0})["ok"]
    return client


def _sign_out(address: str, cookie: str) -> None:
    """As the button does: with the token of a page."""
    page = urllib.request.Request(f"{address}/en/juries/water-2026/agenda/", headers={"Cookie": f"alqa={cookie}"})
    with urllib.request.urlopen(page) as answer:
        token = answer.read().decode().split('name="csrf_token" value="')[1].split('"')[0]
        renewed = (answer.headers.get("Set-Cookie") or f"alqa={cookie}").split(";")[0]
    form = urllib.request.Request(f"{address}/en/sign-out", data=f"csrf_token={token}".encode(),
                                  headers={"Cookie": renewed})
    urllib.request.urlopen(form).close()
