"""Clients that do what no browser does."""
from __future__ import annotations

import os
import socket
import struct
import time
import urllib.request
from collections.abc import Iterator

import websocket

MEGABYTE = 1024 * 1024
_URL = "ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"


def open_websocket(port: int) -> websocket.WebSocket:
    """A WebSocket of somebody who has not signed in."""
    connection = websocket.create_connection(_URL.format(port=port), timeout=20)
    assert connection.recv().startswith("0{")
    return connection


def frame_header(opcode: int, length: int, *, is_last: bool = True) -> bytes:
    return bytes([(0x80 if is_last else 0) | opcode, 0x80 | 127]) + struct.pack("!Q", length) + b"\0\0\0\0"


def send_until_refused(target: socket.socket, parts: Iterator[bytes]) -> int:
    """Send until the other side hangs up; return how many bytes went out."""
    sent = 0
    try:
        for part in parts:
            target.sendall(part)
            sent += len(part)
    except OSError:
        pass
    return sent


def one_frame(claimed: int, sent: int) -> Iterator[bytes]:
    yield frame_header(2, claimed)
    block = os.urandom(MEGABYTE)
    for _ in range(sent // MEGABYTE):
        yield block


def fragments(count: int, size: int) -> Iterator[bytes]:
    block = os.urandom(size)
    for number in range(count):
        yield frame_header(0 if number else 2, size, is_last=False) + block


def polling_session(port: int) -> str:
    """The id of a new long-polling connection."""
    url = f"http://127.0.0.1:{port}/socket.io/?EIO=4&transport=polling"
    with urllib.request.urlopen(url, timeout=10) as answer:
        return str(answer.read().decode().split('"sid":"')[1].split('"')[0])


def post_body(port: int, sid: str, parts: Iterator[bytes], *headers: str) -> tuple[int, bytes]:
    """POST a body to a long-polling connection; return the bytes that went out and what came back."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as target:
        request_line = f"POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1"
        target.sendall("\r\n".join([request_line, "Host: 127.0.0.1", *headers, "", ""]).encode())
        time.sleep(0.3)  # the answer to the headers alone
        answer = _read_now(target)
        return send_until_refused(target, parts), answer


def _read_now(target: socket.socket) -> bytes:
    target.settimeout(0.5)
    try:
        return target.recv(65536)
    except OSError:
        return b""
    finally:
        target.settimeout(20)


def send_raw(port: int, request: bytes) -> bytes:
    """Send bytes that need not be HTTP and return the beginning of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as target:
        target.sendall(request)
        return target.recv(65536)
