"""The direct broadcast, an option (`ALQA_DIRECT_BROADCAST`): one frame is built for all and written to each socket.

The library puts every packet into a queue per member, wakes a greenlet per member and encodes anew for each. Here the
bytes are made once. Whoever cannot take them at once – a slow phone, one still connecting, one on long polling – gets
the packet by the library's own way, which is also the way of everybody when this is off. It touches what
python-socketio and python-engineio do not promise to keep; `tests/sockets/test_delivery.py` holds both to the same.
"""
from __future__ import annotations

from collections.abc import Collection
from typing import Any

from engineio import packet as engine_packet
from geventwebsocket.websocket import Header, WebSocket
from socketio import packet
from socketio.manager import Manager
from socketio.redis_manager import RedisManager


class DirectEmission(Manager):
    """Emits to the members in this process; everything that is not a plain broadcast is left to the library."""

    def emit(self, event: str, data: Any, namespace: str, room: Any = None, **options: Any) -> None:
        is_plain = not options.get("callback") and not isinstance(data, tuple)
        text = self._encode(event, data, namespace) if is_plain else None
        if text is None:
            super().emit(event, data, namespace, room=room, **options)
            return
        skipped = options.get("skip_sid")
        self._write(text, namespace, options.get("to") or room, skipped if isinstance(skipped, list) else [skipped])

    def _encode(self, event: str, data: Any, namespace: str) -> str | None:
        """The packet as text; None for one with binary parts."""
        encoded = self.server.packet_class(packet.EVENT, namespace=namespace, data=[event, data]).encode()
        return encoded if isinstance(encoded, str) else None

    def _write(self, text: str, namespace: str, room: Any, skipped: Collection[str | None]) -> None:
        if namespace not in self.rooms:
            return
        waiting = engine_packet.Packet(engine_packet.MESSAGE, text)
        frame = frame_of(waiting.encode())
        for sid, engine_sid in self.get_participants(namespace, room):
            if sid not in skipped and not self._write_to(engine_sid, frame):
                self.server._send_eio_packet(engine_sid, waiting)

    def _write_to(self, engine_sid: str, frame: bytes) -> bool:
        """Whether the frame is on its way; only when nothing else waits to be sent to this member."""
        member = self.server.eio.sockets.get(engine_sid)
        if member is None or member.closed or not member.upgraded or not member.queue.empty():
            return False
        websocket = (self.server.environ.get(engine_sid) or {}).get("wsgi.websocket")
        send = getattr(websocket, "send_at_once", None)  # of app/serving/frames.py; another server has none
        return send is not None and bool(send(frame))


class DirectManager(DirectEmission):
    """For one process."""


class DirectRedisManager(RedisManager, DirectEmission):
    """For several processes: what another one publishes arrives here and is written the same way."""


def frame_of(text: str) -> bytes:
    """A whole text frame as it goes over the wire; a server does not mask."""
    payload = text.encode("utf-8")
    header: bytes = Header.encode_header(True, WebSocket.OPCODE_TEXT, b"", len(payload), 0)
    return header + payload
