"""A WebSocket whose frames are measured before they are read and written one at a time.

gevent-websocket trusts the length a client claims: one frame of 300 MB, sent by anybody before signing in,
takes 300 MB of memory. Here the header is read first, and what is beyond the limit is never read at all.
"""
from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from socket import SHUT_RDWR
from typing import Any

import gevent
from gevent.lock import BoundedSemaphore
from geventwebsocket.exceptions import ProtocolError, WebSocketError
from geventwebsocket.websocket import Header, WebSocket

MAX_MESSAGE_BYTES = 64_000
MAX_FRAGMENTS = 64
FRAMES_PER_SECOND = 100
FRAMES_AT_ONCE = 400
# A phone on GPRS takes 64 kB in about 15 s; who takes nothing for a minute is gone.
SEND_TIMEOUT_SECONDS = 60

NORMAL, PROTOCOL_ERROR, NOT_TEXT, FLOOD, TOO_LARGE = 1000, 1002, 1007, 1008, 1009


class MessageTooLarge(WebSocketError):
    """A frame, or the frames of one message together, would be longer than the limit."""


class TooManyFrames(WebSocketError):
    """The client sends more frames than any person or page can cause."""


@dataclass(slots=True)
class FrameBudget:
    """How many frames a client may still send: a bucket that fills at a steady rate."""

    left: float = FRAMES_AT_ONCE
    counted_at: float = 0.0

    def spend(self, now: float) -> None:
        """Take one frame out of the bucket at `now` (seconds); raise TooManyFrames when it is empty."""
        elapsed = max(0.0, now - self.counted_at)
        self.left = min(FRAMES_AT_ONCE, self.left + elapsed * FRAMES_PER_SECOND) - 1
        self.counted_at = now
        if self.left < 0:
            raise TooManyFrames


def unmask(payload: bytes, mask: bytes) -> bytes:
    """Undo the mask that every browser puts over its frames."""
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(key, "little")).to_bytes(size, "little")


class GuardedWebSocket(WebSocket):
    """The library's WebSocket with its own reading, sending and closing."""

    closed: bool

    def __init__(self, environ: dict[str, Any], stream: Any, handler: Any) -> None:
        self._budget = FrameBudget(counted_at=time.monotonic())
        self._sending = BoundedSemaphore()
        super().__init__(environ, stream, handler)

    def receive(self) -> str | bytes | None:
        """Return the next message, or None once the connection is over."""
        try:
            return self.read_message()
        except (MessageTooLarge, TooManyFrames) as refusal:
            self.close(TOO_LARGE if isinstance(refusal, MessageTooLarge) else FLOOD)
        except ProtocolError:
            self.close(PROTOCOL_ERROR)
        except UnicodeError:
            self.close(NOT_TEXT)
        except OSError:
            self.close()
        return None

    def read_message(self) -> str | bytes | None:
        """Collect the frames of one message; answer pings and closing on the way."""
        parts: list[bytes] = []
        kind = None
        while True:
            header, payload = self.read_frame(MAX_MESSAGE_BYTES - sum(map(len, parts)))
            if header.opcode >= self.OPCODE_CLOSE:
                if self._is_over(header, payload):
                    return None
                continue
            kind = self._kind(header.opcode, kind)
            parts.append(payload)
            if header.fin:
                break
            if len(parts) >= MAX_FRAGMENTS:
                raise TooManyFrames
        message = b"".join(parts)
        return message.decode("utf-8") if kind == self.OPCODE_TEXT else message

    def read_frame(self, limit: int = MAX_MESSAGE_BYTES) -> tuple[Header, bytes]:
        """Read one frame of at most `limit` bytes; nothing of a longer one is read but its header."""
        if self.closed:
            raise WebSocketError("closed")
        header = Header.decode_header(self.stream)
        self._budget.spend(time.monotonic())
        if header.flags or not header.mask:
            raise ProtocolError("a browser masks its frames and uses no extension")
        if header.length > limit:
            raise MessageTooLarge
        if self.closed:  # while the header was on its way
            raise WebSocketError("closed")
        payload = self.raw_read(header.length) if header.length else b""
        if len(payload) != header.length:
            raise WebSocketError("the connection ended inside a frame")
        return header, unmask(payload, header.mask)

    def _kind(self, opcode: int, kind: int | None) -> int:
        if opcode == self.OPCODE_CONTINUATION and kind is not None:
            return kind
        if opcode in (self.OPCODE_TEXT, self.OPCODE_BINARY) and kind is None:
            return opcode
        raise ProtocolError("frames of two messages are mixed")

    def _is_over(self, header: Header, payload: bytes) -> bool:
        if header.opcode == self.OPCODE_PING:
            self.handle_ping(header, payload)
        elif header.opcode == self.OPCODE_CLOSE:
            self.handle_close(header, payload)
            return True
        elif header.opcode != self.OPCODE_PONG:
            raise ProtocolError("an unknown kind of frame")
        return False

    def send_frame(self, message: str | bytes, opcode: int) -> None:
        """Send one whole frame.

        The lock is for slow readers: `sendall` gives way in the middle of a frame, and a pong or the next
        message of another greenlet would land inside it.
        """
        payload = message.encode("utf-8") if isinstance(message, str) else bytes(message)
        frame = Header.encode_header(True, opcode, b"", len(payload), 0) + payload
        with self._sending:
            if self.closed:
                raise WebSocketError("closed")
            try:
                self._write_rest(frame[self._write_some(frame):])
            except OSError as error:  # a TimeoutError is one too
                self._hang_up()
                raise WebSocketError("the reader is gone") from error

    def send_at_once(self, frame: bytes) -> bool:
        """Write a finished frame without waiting. False: nothing was written, try the usual way.

        A frame that fits in part is ended by a greenlet of its own, which holds the lock meanwhile.
        """
        if self.closed or self._sending.locked():
            return False
        try:
            written = self._write_some(frame)
        except OSError:
            self._hang_up()
            return False
        if 0 < written < len(frame):
            self._sending.acquire()
            gevent.spawn(self._end_frame, frame[written:])
        return written > 0

    def _end_frame(self, rest: bytes) -> None:
        try:
            self._write_rest(rest)
        except OSError:
            self._hang_up()
        finally:
            self._sending.release()

    def _write_some(self, frame: bytes) -> int:
        """As much as the network takes now; a phone with a living connection takes all of it."""
        try:
            return int(self._plain_socket.send(frame))
        except BlockingIOError:
            return 0

    @property
    def _plain_socket(self) -> Any:
        """The socket under gevent's, which never blocks and never waits."""
        return self.handler.socket._sock

    def _write_rest(self, rest: bytes) -> None:
        if rest:
            with gevent.Timeout(SEND_TIMEOUT_SECONDS, TimeoutError):
                self.raw_write(rest)

    def send(self, message: str | bytes, binary: bool | None = None) -> None:
        """Send one message; text for str, binary for bytes."""
        is_binary = not isinstance(message, str) if binary is None else binary
        self.send_frame(message, self.OPCODE_BINARY if is_binary else self.OPCODE_TEXT)

    def close(self, code: int = NORMAL, message: bytes | str | None = b"") -> None:
        """Say goodbye and end the connection, also for the greenlet that still waits for its next frame."""
        if self.closed:
            return
        # In the middle of somebody's frame a goodbye would be read as its content: then just hang up.
        if not self._sending.locked():
            reason = message.encode("utf-8") if isinstance(message, str) else bytes(message or b"")
            with suppress(WebSocketError):  # the other side may have gone first
                self.send_frame(code.to_bytes(2, "big") + reason[:100], self.OPCODE_CLOSE)
        self._hang_up()

    def _hang_up(self) -> None:
        if self.closed:
            return
        self.closed = True
        with suppress(AttributeError, OSError):  # the server may have closed it already
            self.handler.socket.shutdown(SHUT_RDWR)
