"""A reader on a bad line gets every message whole, also when pings are answered in between."""
from __future__ import annotations

import json
import socket
import time

import pytest
import websocket

from tests.serving.attacks import open_websocket
from tests.serving.big_texts import big_text
from tests.serving.server import Server

pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("serving")]

MESSAGES = 20


def read_slowly(server: Server) -> list[dict[str, object]]:
    """Ask for 20 messages of 600 kB and read them in small sips, sending pings all the time."""
    connection = open_websocket(server.port)
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    connection.send("40/probe,")
    while not connection.recv().startswith("40/probe"):
        pass
    connection.send(f'42/probe,["send_big",{MESSAGES}]')
    received: list[dict[str, object]] = []
    deadline = time.monotonic() + 60
    while len(received) < MESSAGES and time.monotonic() < deadline:
        connection.ping("still here")
        opcode, payload = connection.recv_data(control_frame=True)
        time.sleep(0.05)
        if opcode == websocket.ABNF.OPCODE_TEXT and payload.startswith(b"42/probe,"):
            received.append(json.loads(payload.split(b",", 1)[1])[1])
    return received


def is_intact(received: list[dict[str, object]]) -> bool:
    expected = [{"number": number, "text": big_text(number)} for number in range(MESSAGES)]
    return received == expected


def test_twenty_messages_of_600_kilobytes_arrive_intact(server: Server) -> None:
    assert is_intact(read_slowly(server))


def test_without_the_lock_a_pong_lands_inside_a_message(unguarded: Server) -> None:
    """The control: the library's own sending mixes frames of two greenlets."""
    try:
        received = read_slowly(unguarded)
    except (websocket.WebSocketException, ValueError, OSError):
        return
    assert not is_intact(received)
