"""Frames and bodies beyond the limit cost next to nothing, and the others do not notice."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import websocket

from app.serving.frames import FRAMES_AT_ONCE, MAX_MESSAGE_BYTES, TOO_LARGE
from tests.serving import attacks
from tests.serving.attacks import MEGABYTE
from tests.serving.server import Server

pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("serving")]

ALLOWED_GROWTH = 10 * MEGABYTE
ALLOWED_DELAY = 0.5


def growth_during(server: Server, attack: Callable[[], object]) -> int:
    """How much more memory the worker held at its peak than before."""
    server.get("/healthz")
    server.forget_peak()
    before = server.memory("VmRSS")
    attack()
    return server.memory("VmHWM") - before


@contextmanager
def others_asking(server: Server) -> Iterator[list[float]]:
    """Somebody else who asks for a page over and over, and how long each answer took."""
    delays: list[float] = []
    is_over = threading.Event()

    def ask() -> None:
        while len(delays) < 20 or not is_over.wait(0.02):
            started = time.monotonic()
            assert server.get("/healthz", timeout=60)[0] == 200
            delays.append(time.monotonic() - started)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.05)
    try:
        yield delays
    finally:
        is_over.set()
        thread.join(90)


def send_giant_frame(server: Server, claimed: int, sent: int) -> int:
    connection = attacks.open_websocket(server.port)
    return attacks.send_until_refused(connection.sock, attacks.one_frame(claimed, sent))


def send_fragments(server: Server, count: int, size: int) -> int:
    connection = attacks.open_websocket(server.port)
    return attacks.send_until_refused(connection.sock, attacks.fragments(count, size))


def test_a_frame_of_300_megabytes_is_refused_at_its_header(server: Server) -> None:
    sent = 0

    def attack() -> None:
        nonlocal sent
        sent = send_giant_frame(server, 300 * MEGABYTE, 300 * MEGABYTE)

    with others_asking(server) as delays:
        growth = growth_during(server, attack)
    assert growth <= ALLOWED_GROWTH
    assert sent < 30 * MEGABYTE, "the server went on reading"
    assert max(delays) < ALLOWED_DELAY


def test_a_claimed_length_alone_takes_no_memory(server: Server) -> None:
    connections = []

    def attack() -> None:
        for _ in range(50):
            connection = attacks.open_websocket(server.port)
            connection.sock.sendall(attacks.frame_header(2, 2**62))
            connections.append(connection)
        time.sleep(0.5)

    assert growth_during(server, attack) <= ALLOWED_GROWTH
    for connection in connections:
        opcode, payload = connection.recv_data()
        assert (opcode, int.from_bytes(payload[:2], "big")) == (websocket.ABNF.OPCODE_CLOSE, TOO_LARGE)
    assert server.get("/healthz")[0] == 200


@pytest.mark.parametrize(("count", "size"), [(200, 900_000), (3_000, 60_000), (100_000, 0)])
def test_a_message_in_endless_fragments_is_refused(server: Server, count: int, size: int) -> None:
    with others_asking(server) as delays:
        growth = growth_during(server, lambda: send_fragments(server, count, size))
    assert growth <= ALLOWED_GROWTH
    assert max(delays) < ALLOWED_DELAY


@pytest.mark.parametrize("header", ["Content-Length: 314572800", "Transfer-Encoding: chunked"])
def test_a_giant_body_of_long_polling_is_refused(server: Server, header: str) -> None:
    sid = attacks.polling_session(server.port)
    outcome = {}

    def attack() -> None:
        body = (b"100000\r\n" + b"4" * MEGABYTE + b"\r\n" for _ in range(300))
        outcome["sent"], outcome["answer"] = attacks.post_body(server.port, sid, body, header)

    assert growth_during(server, attack) <= ALLOWED_GROWTH
    assert outcome["answer"].startswith(b"HTTP/1.1 413")
    assert outcome["sent"] < 30 * MEGABYTE, "the server went on reading"


def test_a_flood_of_small_frames_ends_the_connection(server: Server) -> None:
    connection = attacks.open_websocket(server.port)
    ping = b"\x89\x80\0\0\0\0"
    with others_asking(server) as delays:
        attacks.send_until_refused(connection.sock, (ping * 1000 for _ in range(FRAMES_AT_ONCE)))
    assert max(delays) < ALLOWED_DELAY
    assert server.get("/healthz")[0] == 200


@pytest.mark.parametrize("opening", [
    b"\x81\x05hello",              # not masked
    b"\x83\x80\0\0\0\0",           # a kind of frame that does not exist
    b"\x80\x80\0\0\0\0",           # goes on with a message that never began
    b"\xc1\x80\0\0\0\0",           # an extension nobody agreed on
    b"\x81\x82\0\0\0\0\xff\xfe",   # not UTF-8
])
def test_a_malformed_frame_ends_the_connection(server: Server, opening: bytes) -> None:
    connection = attacks.open_websocket(server.port)
    connection.sock.sendall(opening)
    opcode, payload = connection.recv_data()
    assert opcode == websocket.ABNF.OPCODE_CLOSE
    assert int.from_bytes(payload[:2], "big") in {1002, 1007}


def test_a_message_just_within_the_limit_is_read(server: Server) -> None:
    connection = attacks.open_websocket(server.port)
    connection.send("40/probe,")
    while not connection.recv().startswith("40/probe"):
        pass
    connection.send('42/probe,7["measure","' + "x" * (MAX_MESSAGE_BYTES - 24) + '"]')
    assert connection.recv() == f"43/probe,7[{MAX_MESSAGE_BYTES - 24}]"


def test_only_the_socket_address_speaks_websocket(server: Server) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
        websocket.create_connection(f"ws://127.0.0.1:{server.port}/healthz", timeout=5)
    assert refusal.value.status_code != 101


@pytest.mark.parametrize("key", ["", "short", "not base64 at all!", "é"])
def test_a_wrong_handshake_is_refused_in_words_of_http(server: Server, key: str) -> None:
    lines = ["GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket",
             "Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", "", ""]
    assert attacks.send_raw(server.port, "\r\n".join(lines).encode()).startswith(b"HTTP/1.1 400")


def test_without_the_guard_a_giant_frame_takes_the_memory(unguarded: Server) -> None:
    """The control: were the guard gone, the tests above would turn red."""
    growth = growth_during(unguarded, lambda: send_giant_frame(unguarded, 100 * MEGABYTE, 90 * MEGABYTE))
    assert growth > 60 * MEGABYTE


def test_without_the_guard_fragments_take_the_memory(unguarded: Server) -> None:
    assert growth_during(unguarded, lambda: send_fragments(unguarded, 40, 900_000)) > 2 * ALLOWED_GROWTH
