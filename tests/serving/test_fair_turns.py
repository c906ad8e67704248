"""A client that asks again and again on one connection does not keep a worker to itself."""
from __future__ import annotations

import socket

import pytest

from tests.serving.server import Server

pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("serving")]
QUESTION = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
GREEDY = 400


def connect(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=30)


def count_answers(client: socket.socket, until: int | None = None) -> int:
    """How many answers have come; with `until`, wait for that many."""
    client.setblocking(until is not None)
    text = b""
    while until is None or text.count(b"HTTP/1.1 200") < until:
        try:
            text += client.recv(65536)
        except BlockingIOError:
            break
    return text.count(b"HTTP/1.1 200")


def test_another_reader_is_answered_while_a_greedy_one_is_served(server: Server) -> None:
    with connect(server) as greedy, connect(server) as modest:
        modest.sendall(QUESTION)
        count_answers(modest, until=1)
        greedy.sendall(QUESTION * GREEDY)
        count_answers(greedy, until=1)  # its turn has begun
        modest.sendall(QUESTION)
        count_answers(modest, until=1)
        assert count_answers(greedy) < GREEDY // 2
