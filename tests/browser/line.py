"""A line to the network that can be cut: a SOCKS5 proxy for one browser.

While it is cut, bytes vanish in both directions and nobody says so, as between a village and its mast. When it comes
back, what was open before is broken, as after a long silence.
"""
from __future__ import annotations

import contextlib
import socket
import threading

HELLO, GRANTED = b"\x05\x00", b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"
NAME = 3


class Line:
    """The proxy; `address` is what a browser is told."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"socks5://127.0.0.1:{self._listener.getsockname()[1]}"
        self._is_cut = threading.Event()
        self._open: set[socket.socket] = set()

    def __enter__(self) -> Line:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self._break_all()

    def cut(self) -> None:
        self._is_cut.set()

    def restore(self) -> None:
        self._break_all()
        self._is_cut.clear()

    def _break_all(self) -> None:
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                self._open.add(browser)
                threading.Thread(target=self._serve, args=[browser], daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        """Answer the greeting, connect, and pass bytes on until one side ends."""
        with contextlib.suppress(OSError), browser:
            browser.recv(262)
            if self._is_cut.is_set():
                browser.recv(1)  # no answer until the line is back and this connection is broken
                return
            browser.sendall(HELLO)
            with socket.create_connection(target_of(browser.recv(262))) as server:
                self._open.add(server)
                browser.sendall(GRANTED)
                threading.Thread(target=self._pass_on, args=[server, browser], daemon=True).start()
                self._pass_on(browser, server)

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if not self._is_cut.is_set():
                    target.sendall(data)
            target.shutdown(socket.SHUT_WR)


def target_of(request: bytes) -> tuple[str, int]:
    """Host and port of a CONNECT request (RFC 1928, section 4)."""
    host = request[5:-2].decode() if request[3] == NAME else socket.inet_ntoa(request[4:8])
    return host, int.from_bytes(request[-2:], "big")
